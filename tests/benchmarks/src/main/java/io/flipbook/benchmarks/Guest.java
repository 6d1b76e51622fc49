package io.flipbook.benchmarks;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;

/** A guest that asks for conversions of one size, all over its memory. */
final class Guest implements AutoCloseable {
    /** Odd, so that each lap visits all places once, far from one another. */
    private static final long STRIDE = 20_021;

    private final ConversionEngine engine;
    private final ConversionRequest request = ConversionRequest.convertToShared(0, 1);
    private final long requestBytes;
    private final long places;
    private final HeldBytes device = new HeldBytes();

    Guest(EngineConfig config) {
        this(config, GuestShape.USUAL);
    }

    Guest(EngineConfig config, GuestShape shape) {
        requestBytes = shape.requestBytes();
        places = shape.sizeBytes() / requestBytes;
        engine = ConversionEngine.open(config);
        long regionBytes = shape.sizeBytes() / shape.regions();
        for (int i = 0; i < shape.regions(); i++) {
            engine.addRegion(RegionSpec.of("ram" + i, regionBytes));
            engine.map(i * regionBytes, regionBytes, "ram" + i, 0);
            for (int j = 0; j < shape.listeners(); j++) {
                ListenerSpec spec = ListenerSpec.of("device" + i + "." + j, "ram" + i, ListenerSpec.Kind.EXTERNAL);
                engine.register(spec, device);
            }
        }
    }

    /** The {@code i}th conversion: laps to shared and laps to private by turns, so each one changes all its pages. */
    Outcome convert(long i) {
        boolean toShared = (i & places) == 0;
        long gpa = (i * STRIDE & places - 1) * requestBytes;
        request.set(toShared ? Operation.CONVERT_TO_SHARED : Operation.CONVERT_TO_PRIVATE, null, gpa, requestBytes);
        return engine.convert(request);
    }

    /** How much memory the listeners hold, in bytes. */
    long heldBytes() {
        return device.bytes();
    }

    @Override
    public void close() {
        engine.close();
    }
}
