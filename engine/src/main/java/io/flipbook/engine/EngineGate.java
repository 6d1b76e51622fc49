package io.flipbook.engine;

/**
 * Who may call the engine, and whether it still goes on: one thread, not from inside a listener, not after it was
 * closed, and not after something failed behind a record, since the state or the listeners are then not as the journal
 * says.
 */
final class EngineGate {
    private final Thread owner = Thread.currentThread();
    private final RecordWriter records;
    private final ListenerRound round;
    private volatile boolean closed;
    private boolean telling;
    private volatile Throwable stoppedBy;

    EngineGate(RecordWriter records, ListenerRound round) {
        this.records = records;
        this.round = round;
    }

    /** Lets a call in that changes something. */
    void enter() {
        checkThread();
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        Throwable failure = failure();
        if (failure != null) {
            throw new IllegalStateException("the engine has stopped; open it again to recover", failure);
        }
        checkNotInside();
    }

    void checkThread() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("the engine belongs to thread " + owner.getName());
        }
    }

    /** Any thread may ask. */
    boolean isClosed() {
        return closed;
    }

    /** Lets nothing in any more. */
    void close() {
        checkThread();
        checkNotInside();
        closed = true;
    }

    /** Hands out an outcome; the engine lets nobody in meanwhile. */
    void tell(OutcomeHandler handler, long correlation, Outcome outcome) {
        telling = true;
        try {
            handler.onOutcome(correlation, outcome);
        } finally {
            telling = false;
        }
    }

    /** Says that something failed behind a record. */
    void stop(Throwable cause) {
        stoppedBy = cause;
    }

    /** Does what must not fail; if it does, the engine has stopped. */
    void orStop(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            stop(e);
            throw e;
        }
    }

    /** What has stopped the engine; null while nothing has. Any thread may ask. */
    Throwable failure() {
        Throwable stopped = stoppedBy;
        if (stopped != null) {
            return stopped;
        }
        return records.failure() != null ? records.failure() : round.failure();
    }

    private void checkNotInside() {
        if (round.isTelling()) {
            throw new IllegalStateException("called from inside a listener");
        } else if (telling) {
            throw new IllegalStateException("called from inside a handler of outcomes");
        }
    }
}
