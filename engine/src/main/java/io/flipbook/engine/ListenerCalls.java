package io.flipbook.engine;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.watch.Latency;

/**
 * The calls themselves: one populate or one discard to one listener, with what happens when it throws. It remembers the
 * first listener that threw from a discard, which is the end of the engine.
 */
final class ListenerCalls {
    private final CallObserver observer;
    /** Null where nobody asks for it. */
    private final Latency latency;

    private long count;
    private long undone;
    private Errno lastErrno = Errno.NONE;
    private boolean lastThrew;
    private boolean telling;
    private LiveListener broken;
    private volatile Throwable failure;

    ListenerCalls(CallObserver observer, Latency latency) {
        this.observer = observer;
        this.latency = latency;
    }

    /** Tells a listener of a populate, and whether it agreed. */
    boolean populate(LiveListener listener, long fromPage, long toPage) {
        long offset = listener.region().toBytes(fromPage);
        long sizeBytes = listener.region().toBytes(toPage - fromPage);
        listener.countPopulateCall();
        telling = true;
        try {
            lastErrno = answerOf(listener, offset, sizeBytes);
            boolean agreed = lastErrno == Errno.NONE;
            observer.onCall(
                    listener.name(), agreed ? CallObserver.Call.POPULATE : CallObserver.Call.VETO, offset, sizeBytes);
            return agreed;
        } finally {
            telling = false;
        }
    }

    /** Tells a listener of a discard, which it cannot refuse. */
    void discard(LiveListener listener, long fromPage, long toPage) {
        long offset = listener.region().toBytes(fromPage);
        long sizeBytes = listener.region().toBytes(toPage - fromPage);
        telling = true;
        begin();
        try {
            listener.target().discard(offset, sizeBytes);
        } catch (Throwable e) { // whatever it is, the others must still hear of their discards
            if (broken == null) {
                broken = listener;
                failure = e;
            }
        } finally {
            end();
        }
        try {
            observer.onCall(listener.name(), CallObserver.Call.DISCARD, offset, sizeBytes);
        } finally {
            telling = false;
        }
    }

    /** The next call takes something back. */
    void countUndone() {
        undone++;
    }

    /** The last populate that was refused, as a refusal. */
    Outcome.Refusal refusalBy(LiveListener listener) {
        return new Outcome.Refusal(listener.id(), listener.name(), listener.populateCalls(), lastErrno, lastThrew);
    }

    /** Whether a listener has thrown from a discard. */
    boolean isBroken() {
        return broken != null;
    }

    /** The refusal that stands for a discard that threw. */
    Outcome.Refusal breakage() {
        return new Outcome.Refusal(broken.id(), broken.name(), 0, Errno.EFAULT, true);
    }

    /** What it threw; null while none has. */
    Throwable failure() {
        return failure;
    }

    /** Whether a listener is being told something right now. */
    boolean isTelling() {
        return telling;
    }

    /** How many calls there were. */
    long count() {
        return count;
    }

    /** How many of them took something back. */
    long undone() {
        return undone;
    }

    /** Short, and published later: so deep in a conversion the compiler puts hardly any more in line. */
    private void begin() {
        count++;
        if (latency != null) {
            latency.begin();
        }
    }

    private void end() {
        if (latency != null) {
            latency.end();
        }
    }

    private Errno answerOf(LiveListener listener, long offset, long sizeBytes) {
        lastThrew = false;
        begin();
        try {
            Errno errno = listener.target().populate(offset, sizeBytes);
            return errno == null ? Errno.EFAULT : errno.name().isEmpty() ? Errno.NONE : errno;
        } catch (Throwable e) { // an Error too: the request is undone and says so
            lastThrew = true;
            return Errno.EFAULT;
        } finally {
            end();
        }
    }
}
