package io.flipbook.benchmarks;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;

/** A guest of 64 GiB with one listener, which asks for 2 MiB at a time, all over its memory. */
final class Guest implements AutoCloseable {
    private static final long FLIP_BYTES = 2L << 20;
    private static final int FLIPS = 1 << 15;
    /** Odd, so that each lap visits all flips once, far from one another. */
    private static final int STRIDE = 20_021;

    private final ConversionEngine engine;
    private final ConversionRequest request = ConversionRequest.convertToShared(0, FLIP_BYTES);
    private long heldBytes;

    Guest(EngineConfig config) {
        engine = ConversionEngine.open(config);
        engine.addRegion(RegionSpec.of("ram", FLIPS * FLIP_BYTES));
        engine.map(0, FLIPS * FLIP_BYTES, "ram", 0);
        engine.register(ListenerSpec.of("device", "ram", ListenerSpec.Kind.EXTERNAL), new Device());
    }

    /** The {@code i}th conversion: laps to shared and laps to private by turns, so each one changes all its pages. */
    Outcome convert(int i) {
        boolean toShared = (i & FLIPS) == 0;
        long gpa = (i * STRIDE & FLIPS - 1) * FLIP_BYTES;
        request.set(toShared ? Operation.CONVERT_TO_SHARED : Operation.CONVERT_TO_PRIVATE, null, gpa, FLIP_BYTES);
        return engine.convert(request);
    }

    /** How much memory the listener holds, in bytes. */
    long heldBytes() {
        return heldBytes;
    }

    @Override
    public void close() {
        engine.close();
    }

    private final class Device implements RegionListener {
        @Override
        public Errno populate(long offset, long sizeBytes) {
            heldBytes += sizeBytes;
            return Errno.NONE;
        }

        @Override
        public void discard(long offset, long sizeBytes) {
            heldBytes -= sizeBytes;
        }
    }
}
