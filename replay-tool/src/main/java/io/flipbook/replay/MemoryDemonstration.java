package io.flipbook.replay;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.backing.CostVisitor;
import io.flipbook.engine.backing.LinuxMemory;
import io.flipbook.replay.trace.InputKind;
import io.flipbook.replay.trace.TraceEvent.KvmVmSetMemAttributes;
import io.flipbook.replay.trace.TraceLine;
import io.flipbook.replay.trace.TraceReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the conversions of a Linux guest cost its host in real memory: all those of the bundled trace that was derived
 * from a guest's DMA allocations, on a region of 1 GiB.
 */
final class MemoryDemonstration {
    private static final String TRACE = "traces/linux-guest-dma-derived.txt";
    private static final RegionSpec RAM = RegionSpec.of("ram", 1L << 30);

    /**
     * What was measured at the end.
     *
     * @param sharedBytes what the kernel has in use on the shared side
     * @param privateBytes the same of the private side
     * @param peakBytes the most that was asked for on both sides together
     */
    record Figures(long sharedBytes, long privateBytes, long peakBytes) {
        long bytes() {
            return sharedBytes + privateBytes;
        }
    }

    private MemoryDemonstration() {}

    /**
     * Converts, giving back the side that pages leave or not.
     *
     * @throws IllegalStateException if there is no such memory on this machine, and why
     */
    static Figures measure(LinuxMemory kind, boolean discards) {
        EngineConfig config = EngineConfig.transientOne()
                .backings(spec -> kind.open(spec.sizeBytes() / spec.pageBytes(), spec.pageBytes(), spec.backing()));
        try (ConversionEngine engine = ConversionEngine.open(config);
                TraceReader trace =
                        new TraceReader(MemoryDemonstration.class.getResourceAsStream(TRACE), InputKind.KERNEL_TRACE)) {
            engine.addRegion(RAM.backedBy(BackingSpec.external(kind.toString()).discarding(discards)));
            engine.map(0, RAM.sizeBytes(), RAM.name(), 0);
            for (TraceLine line = trace.next(); line != null; line = trace.next()) {
                if (line.event() instanceof KvmVmSetMemAttributes set) {
                    engine.convert(
                            set.toPrivate()
                                    ? ConversionRequest.convertToPrivate(set.startGpa(), set.sizeBytes())
                                    : ConversionRequest.convertToShared(set.startGpa(), set.sizeBytes()));
                }
            }
            return figures(engine);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Figures figures(ConversionEngine engine) {
        Map<String, Long> costs = new HashMap<>();
        engine.models().backing(RAM.name()).cost(new CostVisitor() {
            @Override
            public void bytes(String name, long bytes) {
                costs.put(name, bytes);
            }

            @Override
            public void count(String name, long count) {
                costs.put(name, count);
            }
        });
        return new Figures(costs.get("shared-measured"), costs.get("private-measured"), costs.get("peak"));
    }
}
