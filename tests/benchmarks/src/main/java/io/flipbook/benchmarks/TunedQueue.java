package io.flipbook.benchmarks;

import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A Chronicle queue tuned as far as it goes: by address, without a clock, with the sparsest index and large blocks. */
@State(Scope.Thread)
public class TunedQueue {
    private static final long TIME_MS = 1_750_000_000_000L;
    private static final long BLOCK_BYTES = 256L << 20;

    private final UnsafeBuffer document = new UnsafeBuffer(0, 0);
    private ChronicleQueue queue;
    private ExcerptAppender appender;
    private DocumentContext context;

    @Setup(Level.Invocation)
    public void open(Place place) {
        queue = builder(place.path()).build();
        appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
    }

    static SingleChronicleQueueBuilder builder(Path directory) {
        return SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(LargeRollCycles.HUGE_DAILY)
                .blockSize(BLOCK_BYTES)
                .timeProvider(() -> TIME_MS)
                .checkInterrupts(false);
    }

    @TearDown(Level.Invocation)
    public void close() {
        appender.close();
        queue.close();
    }

    /** Begins a document; its bytes stay where they are when it has ended. */
    UnsafeBuffer begin(int length) {
        context = appender.writingDocument();
        Bytes<?> bytes = context.wire().bytes();
        long offset = bytes.writePosition();
        document.wrap(bytes.addressForWrite(offset), length);
        bytes.writePosition(offset + length);
        return document;
    }

    void end() {
        context.close();
    }
}
