package io.flipbook.journal;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A thread that forces again and again, whether anything arrives or not. */
final class Flusher {
    /** What it does each time. */
    @FunctionalInterface
    interface Force {
        void run() throws IOException;
    }

    private final long periodNs;
    private final Force force;
    private final Consumer<Throwable> onFailure;
    private final Thread thread = new Thread(this::run, "flipbook-flusher");
    private volatile boolean stopped;

    private Flusher(long periodNs, Force force, Consumer<Throwable> onFailure) {
        this.periodNs = periodNs;
        this.force = force;
        this.onFailure = onFailure;
    }

    static Flusher start(long periodNs, Force force, Consumer<Throwable> onFailure) {
        Flusher flusher = new Flusher(periodNs, force, onFailure);
        flusher.thread.setDaemon(true);
        flusher.thread.start();
        return flusher;
    }

    /** Ends the thread and waits for that: a force that is under way is finished. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        ThreadEnd.await(thread);
    }

    private void run() {
        try {
            while (!stopped) {
                LockSupport.parkNanos(this, periodNs);
                Thread.interrupted(); // Nobody has a reason to, and the next wait would be none.
                force.run();
            }
        } catch (IOException | RuntimeException | Error e) {
            onFailure.accept(e);
        }
    }
}
