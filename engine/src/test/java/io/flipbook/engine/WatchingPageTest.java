package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.watch.Meter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.Test;

/** What docs/OPERATING.md says about watching an engine is what the engine has, and its lines compile and work. */
class WatchingPageTest {
    private static final Path PAGE = Path.of("../docs/OPERATING.md");
    private static final Path SELF = Path.of("src/test/java/io/flipbook/engine/WatchingPageTest.java");

    @Test
    void theTableOfMetersIsThatOfTheEngine() throws IOException {
        Set<String> rows = new LinkedHashSet<>();
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            engine.meters((meter, value) -> rows.add(row(engine, meter)));
        }
        List<String> onPage = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `flipbook.") && line.split("\\|").length == 4)
                .toList();
        assertThat(onPage).isEqualTo(List.copyOf(rows));
    }

    /** One row for all meters of a name. */
    private static String row(ConversionEngine engine, Meter meter) {
        Set<String> tags = new LinkedHashSet<>();
        engine.meters((each, value) -> {
            if (each.name().equals(meter.name())) {
                each.tags().forEach((key, tag) -> tags.add("`" + key + "=" + tag + "`"));
            }
        });
        String kind = meter.kind().toString().toLowerCase(Locale.ROOT);
        return "| `" + meter.name() + "` | " + (kind + " " + meter.unit()).strip() + " | " + meter.description()
                + (tags.isEmpty() ? "" : ": " + String.join(", ", tags)) + " |";
    }

    @Test
    void theTableOfEventsIsThatOfTheFlightRecorder() throws IOException {
        ConversionEngine.open(EngineConfig.transientOne()).close();
        Set<String> rows = new TreeSet<>();
        for (EventType type : FlightRecorder.getFlightRecorder().getEventTypes()) {
            if (type.getName().startsWith("flipbook.")) {
                rows.add(type.getName() + " " + thresholdOf(type) + "| " + fieldsOf(type) + " |");
            }
        }
        Set<String> onPage = new TreeSet<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("| `flipbook.") && line.split("\\|").length == 5) {
                onPage.add(line.replaceFirst("\\| `([\\w.]+)` \\|[^|]*\\|", "$1"));
            }
        }
        assertThat(onPage).hasSize(5).isEqualTo(rows);
    }

    private static String thresholdOf(EventType type) {
        return type.getSettingDescriptors().stream()
                .filter(setting -> setting.getName().equals("threshold"))
                .map(SettingDescriptor::getDefaultValue)
                .map(threshold -> threshold.equals("0 ns") ? "" : threshold + " ")
                .collect(Collectors.joining());
    }

    private static String fieldsOf(EventType type) {
        Set<String> common = Set.of("startTime", "duration", "eventThread", "stackTrace", "journal");
        return type.getFields().stream()
                .map(ValueDescriptor::getName)
                .filter(name -> !common.contains(name))
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", "));
    }

    @Test
    void theLinesThatBindMicrometerStandOnThePage() throws IOException {
        List<String> source = Files.readAllLines(SELF);
        int from = source.indexOf("        // on the page");
        String lines = source.subList(from + 1, source.indexOf("        // until here")).stream()
                .map(line -> line.substring(8) + "\n")
                .collect(Collectors.joining());
        assertThat(Files.readString(PAGE)).contains("```java\n" + lines + "```");
    }

    @Test
    void micrometerShowsWhatTheEngineCounts() {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            bind(engine, registry);
            engine.addRegion(RegionSpec.of("ram", 1L << 30));
            engine.convert(ConversionRequest.toShared("ram", 0, 1L << 20));
            System.gc();

            FunctionCounter pages =
                    registry.get("flipbook.pages").tag("to", "shared").functionCounter();
            assertThat(pages.count()).isEqualTo(256);
            assertThat(registry.get("flipbook.last.sequence").gauge().value()).isEqualTo(engine.lastSequence());
            assertThat(registry.get("flipbook.outcomes")
                            .tag("kind", "committed")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        }
    }

    private static void bind(ConversionEngine engine, MeterRegistry registry) {
        // on the page
        engine.meters((meter, value) -> {
            List<Tag> tags = new ArrayList<>();
            meter.tags().forEach((key, tag) -> tags.add(Tag.of(key, tag)));
            if (meter.kind() == Meter.Kind.COUNTER) {
                registry.more().counter(meter.name(), tags, value, LongSupplier::getAsLong);
            } else {
                registry.gauge(meter.name(), tags, value, LongSupplier::getAsLong);
            }
        });
        // until here
    }
}
