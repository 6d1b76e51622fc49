package io.flipbook.replay.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a process that is told to end (SIGINT, SIGTERM) wait until what was begun is done, since that belongs to another
 * thread than the one that is told. Closed when it is done.
 */
public final class OrderlyEnd implements AutoCloseable {
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    /**
     * Waits from now on.
     *
     * @param name of the thread that does
     * @param stop says that there is to be an end; from that thread
     * @param seconds the longest that is waited for it
     */
    public OrderlyEnd(String name, Runnable stop, long seconds) {
        hook = new Thread(() -> stopAndWait(stop, seconds), name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already, and the hook has waited.
        }
    }

    private void stopAndWait(Runnable stop, long seconds) {
        stop.run();
        try {
            done.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
