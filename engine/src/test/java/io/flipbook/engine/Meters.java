package io.flipbook.engine;

import io.flipbook.engine.watch.Meter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The meters of an engine by their labels. */
final class Meters {
    private final Map<String, LongSupplier> values = new TreeMap<>();

    Meters(ConversionEngine engine) {
        engine.meters((Meter meter, LongSupplier value) -> {
            if (values.put(meter.label(), value) != null) {
                throw new AssertionError("two meters are " + meter.label());
            }
        });
    }

    long value(String label) {
        return values.get(label).getAsLong();
    }

    /** All that are not 0, but for those of which only the journal knows. */
    Map<String, Long> counted() {
        Map<String, Long> counted = new TreeMap<>();
        values.forEach((label, value) -> {
            if (value.getAsLong() != 0) {
                counted.put(label, value.getAsLong());
            }
        });
        counted.keySet().removeAll(java.util.Set.of("flipbook.bytes", "flipbook.unforced"));
        return counted;
    }
}
