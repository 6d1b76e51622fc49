package io.flipbook.engine.ring;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.EngineStatus;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.watch.MeterVisitor;
import io.flipbook.journal.ThreadEnd;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * An engine with a thread of its own, and a bounded ring of requests in front of it that any thread may fill.
 *
 * <p>What waits in the ring is converted together ({@link ConversionEngine#convert(io.flipbook.engine.RequestBatch,
 * io.flipbook.engine.OutcomeHandler)}), in the order in which it was accepted; of one thread that is the order in which
 * it was offered, futures and tasks included.
 *
 * <p><b>When the engine stops</b>, because its journal cannot be written or a listener threw from a discard, everybody
 * who waits is told so, and nothing more is accepted; {@link #failure()} says why. Closing this and opening it again
 * recovers.
 */
public final class ConversionRing implements AutoCloseable {
    private final RequestQueue queue;
    private final RingLoop loop;
    private final Thread thread;

    private ConversionRing(RequestQueue queue, RingLoop loop, Thread thread) {
        this.queue = queue;
        this.loop = loop;
        this.thread = thread;
    }

    /**
     * Starts a thread, opens an engine on it, and waits for that. Listeners of the configuration are asked for, and
     * told, on that thread.
     *
     * @throws IllegalStateException if another engine writes to the journal
     * @throws io.flipbook.journal.JournalException as {@link ConversionEngine#open} does
     */
    public static ConversionRing open(EngineConfig engine, RingConfig ring) {
        RequestQueue queue = new RequestQueue(ring.capacity());
        RingLoop loop = new RingLoop(engine, queue, ring);
        Thread thread = Objects.requireNonNull(ring.threads().newThread(loop), "thread");
        thread.start();
        try {
            loop.opened().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
        return new ConversionRing(queue, loop, thread);
    }

    /** A way into the ring, for one thread or several; what becomes of what they offer is told to the handler. */
    public RingProducer producer(ConversionHandler handler) {
        return new RingProducer(queue, queue.add(Objects.requireNonNull(handler, "handler")));
    }

    /**
     * Asks for a conversion, and gives a future for its outcome; allocates. It fails as {@link
     * ConversionHandler#onNoOutcome} says, and with a {@link RejectedExecutionException} at once if the ring is full or
     * closed. What depends on it runs on the engine's thread unless it is told otherwise.
     */
    public CompletableFuture<Outcome> submit(ConversionRequest request) {
        CompletableFuture<Outcome> future = new CompletableFuture<>();
        return accepted(queue.offerKept(0, new FutureOutcome(request.copy(), future), 0), future);
    }

    /**
     * Does something else with the engine, on its thread, between batches; fails as {@link #submit} does, or with what
     * the work throws. The work must neither close nor restart the engine, nor keep it.
     */
    public <T> CompletableFuture<T> execute(Function<ConversionEngine, T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        return accepted(queue.offerKept(0, new EngineTask<>(Objects.requireNonNull(work, "work"), future), 0), future);
    }

    /** How the engine is, with what waits in front of it; see {@link ConversionEngine#status}. Any thread may ask. */
    public EngineStatus status() {
        return loop.engine().status();
    }

    /** Shows what engine and ring count; see {@link ConversionEngine#meters}. Any thread may call this. */
    public void meters(MeterVisitor visitor) {
        loop.engine().meters(visitor);
    }

    /** What has stopped the engine; null while nothing has. */
    public Throwable failure() {
        return loop.failure();
    }

    /**
     * Accepts nothing more, waits until all that was accepted is converted and told, and ends the journal cleanly. On
     * the engine's own thread it does not wait. Again: waits too.
     *
     * @throws io.flipbook.journal.JournalException if the end cannot be written
     */
    @Override
    public void close() {
        queue.close();
        if (Thread.currentThread() == thread) {
            return;
        }
        ThreadEnd.await(thread);
        if (loop.closeFailure() != null) {
            throw loop.closeFailure();
        }
    }

    private static <T> CompletableFuture<T> accepted(int answer, CompletableFuture<T> future) {
        if (answer != RingProducer.ACCEPTED) {
            future.completeExceptionally(new RejectedExecutionException(
                    answer == RingProducer.CLOSED ? "the ring is closed" : "the ring is full"));
        }
        return future;
    }
}
