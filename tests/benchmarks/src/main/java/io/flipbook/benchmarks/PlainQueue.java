package io.flipbook.benchmarks;

import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A Chronicle queue as its builder makes it when nothing is said. */
@State(Scope.Thread)
public class PlainQueue {
    private ChronicleQueue queue;
    private ExcerptAppender appender;

    @Setup(Level.Invocation)
    public void open(Place place) {
        queue = SingleChronicleQueueBuilder.binary(place.path()).build();
        appender = queue.createAppender();
    }

    @TearDown(Level.Invocation)
    public void close() {
        appender.close();
        queue.close();
    }

    ExcerptAppender appender() {
        return appender;
    }
}
