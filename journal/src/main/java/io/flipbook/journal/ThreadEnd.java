package io.flipbook.journal;

/** Waits for threads that were told to end. */
public final class ThreadEnd {
    private ThreadEnd() {}

    /** Waits until a thread has ended, however often this one is interrupted; that it was is not forgotten. */
    public static void await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
