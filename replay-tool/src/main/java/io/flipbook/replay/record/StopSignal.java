package io.flipbook.replay.record;

/** Asks a recording, from another thread, to end as if its trace had ended. */
public final class StopSignal {
    private volatile boolean stopped;
    private volatile Runnable wake = () -> {};

    /** Asks for the end. Does not wait for it. */
    public void stop() {
        stopped = true;
        wake.run();
    }

    boolean isStopped() {
        return stopped;
    }

    /** Says how to wake whoever waits for input; called at once if the end was asked for already. */
    void onStop(Runnable newWake) {
        wake = newWake;
        if (stopped) {
            newWake.run();
        }
    }
}
