package io.flipbook.engine.ring;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.OutcomeHandler;
import io.flipbook.engine.RequestBatch;
import io.flipbook.journal.JournalFullException;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.IdleStrategy;

/** What the engine's thread does: takes what waits, converts it together, tells those who asked. */
final class RingLoop implements Runnable {
    private final EngineConfig config;
    private final RequestQueue queue;
    private final IdleStrategy idle;
    private final int most;
    private final RequestBatch batch;
    private final ConversionRequest request = ConversionRequest.convertToShared(0, 0);
    private final ControlledMessageHandler reader = this::onMessage;
    private final OutcomeHandler teller = this::onOutcome;
    /** Who asked, and under which number, for each request of the batch. */
    private final ConversionHandler[] handlers;

    private final long[] correlations;
    private int taken;
    private int told;
    private EngineTask<?> task;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private ConversionEngine engine;
    private volatile Throwable failure;
    private RuntimeException closeFailure;

    RingLoop(EngineConfig config, RequestQueue queue, RingConfig ring) {
        this.config = config.entry(queue);
        this.queue = queue;
        idle = ring.idle().get();
        most = ring.batch();
        batch = new RequestBatch(most);
        handlers = new ConversionHandler[most];
        correlations = new long[most];
    }

    /** Done once the engine is open, or could not be opened. */
    CompletableFuture<Void> opened() {
        return opened;
    }

    /** The engine, for those who know that it is open, and for what any thread may ask of it. */
    ConversionEngine engine() {
        return engine;
    }

    /** What stopped the engine; null while nothing has. */
    Throwable failure() {
        return failure;
    }

    /** What closing the engine threw, to be asked once the thread has ended; null if nothing. */
    RuntimeException closeFailure() {
        return closeFailure;
    }

    @Override
    public void run() {
        try {
            engine = ConversionEngine.open(config);
            queue.know(engine.guest().regions());
        } catch (RuntimeException | Error e) {
            queue.close();
            opened.completeExceptionally(e);
            return;
        }
        opened.complete(null);
        try {
            while (!queue.isClosed()) {
                idle.idle((int) pass());
            }
        } catch (RuntimeException | Error e) { // of an idle strategy, say
            stop(e);
        }
        finish();
    }

    /** All that was accepted is converted, or told that it is not; then the engine ends. */
    private void finish() {
        try {
            long end = queue.claimedPosition();
            while (queue.readPosition() < end) {
                if (pass() == 0) {
                    Thread.onSpinWait(); // somebody has claimed and not committed yet
                }
            }
        } finally {
            try {
                engine.close();
            } catch (RuntimeException e) {
                closeFailure = e;
            }
        }
    }

    private long pass() {
        taken = 0;
        told = 0;
        long read = queue.read(reader, most);
        convert();
        if (task != null) {
            runTask();
        }
        return read;
    }

    private ControlledMessageHandler.Action onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        if (type == RequestQueue.PLAIN) {
            RequestMessage.decode(buffer, index, queue.regions(), request);
            take(request, queue.handlerOf(RequestMessage.producer(buffer, index)), buffer, index);
            return ControlledMessageHandler.Action.CONTINUE;
        }
        Object kept = queue.take(index);
        if (kept instanceof EngineTask<?> next) {
            task = next;
            return ControlledMessageHandler.Action.BREAK; // after those before it, before those behind
        } else if (kept instanceof FutureOutcome future) {
            take(future.request(), future, buffer, index);
        } else {
            take((ConversionRequest) kept, queue.handlerOf(RequestMessage.producer(buffer, index)), buffer, index);
        }
        return ControlledMessageHandler.Action.CONTINUE;
    }

    private void take(ConversionRequest asked, ConversionHandler handler, DirectBuffer buffer, int index) {
        batch.add(asked, taken);
        correlations[taken] = RequestMessage.correlation(buffer, index);
        if (handlers[taken] != handler) {
            handlers[taken] = handler; // a reference costs more to write than to compare
        }
        taken++;
    }

    private void convert() {
        while (told < taken && failure == null) {
            try {
                engine.convert(batch, teller);
            } catch (JournalFullException e) {
                tellRest(e);
            } catch (IllegalArgumentException e) {
                batch.removeFirst();
                tellNoOutcome(e);
            } catch (RuntimeException | Error e) {
                stop(e);
            }
        }
        if (told < taken) {
            tellRest(failure);
        }
    }

    private void tellRest(Throwable why) {
        batch.clear();
        while (told < taken) {
            tellNoOutcome(why);
        }
    }

    private void onOutcome(long position, Outcome outcome) {
        told++;
        try {
            handlers[(int) position].onOutcome(correlations[(int) position], outcome);
        } catch (Throwable e) { // not the others' fault
            report(e);
        }
    }

    private void tellNoOutcome(Throwable why) {
        int position = told++;
        try {
            handlers[position].onNoOutcome(correlations[position], why);
        } catch (Throwable e) {
            report(e);
        }
    }

    private void runTask() {
        EngineTask<?> next = task;
        task = null;
        if (failure != null) {
            next.future().completeExceptionally(failure);
            return;
        }
        next.run(engine);
        queue.know(engine.guest().regions());
    }

    private void stop(Throwable cause) {
        failure = cause;
        queue.close();
    }

    private static void report(Throwable thrown) {
        Thread current = Thread.currentThread();
        current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
    }
}
