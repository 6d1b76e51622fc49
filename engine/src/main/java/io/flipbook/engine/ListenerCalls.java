package io.flipbook.engine;

/**
 * The calls themselves: one populate or one discard to one listener, with what happens when it throws. It remembers the
 * first listener that threw from a discard, which is the end of the engine.
 */
final class ListenerCalls {
    private final CallObserver observer;
    private Errno lastErrno = Errno.NONE;
    private boolean lastThrew;
    private boolean telling;
    private LiveListener broken;
    private Throwable failure;

    ListenerCalls(final CallObserver observer) {
        this.observer = observer;
    }

    /** Tells a listener of a populate, and whether it agreed. */
    boolean populate(final LiveListener listener, final long fromPage, final long toPage) {
        final long offset = listener.region().toBytes(fromPage);
        final long sizeBytes = listener.region().toBytes(toPage - fromPage);
        listener.countPopulateCall();
        lastErrno = answerOf(listener, offset, sizeBytes);
        final boolean agreed = lastErrno == Errno.NONE;
        observer.onCall(
                listener.name(), agreed ? CallObserver.Call.POPULATE : CallObserver.Call.VETO, offset, sizeBytes);
        return agreed;
    }

    /** Tells a listener of a discard, which it cannot refuse. */
    void discard(final LiveListener listener, final long fromPage, final long toPage) {
        final long offset = listener.region().toBytes(fromPage);
        final long sizeBytes = listener.region().toBytes(toPage - fromPage);
        telling = true;
        try {
            listener.target().discard(offset, sizeBytes);
        } catch (final Throwable e) { // whatever it is, the others must still hear of their discards
            if (broken == null) {
                broken = listener;
                failure = e;
            }
        } finally {
            telling = false;
        }
        observer.onCall(listener.name(), CallObserver.Call.DISCARD, offset, sizeBytes);
    }

    /** The last populate that was refused, as a refusal. */
    Outcome.Refusal refusalBy(final LiveListener listener) {
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

    private Errno answerOf(final LiveListener listener, final long offset, final long sizeBytes) {
        lastThrew = false;
        telling = true;
        try {
            final Errno errno = listener.target().populate(offset, sizeBytes);
            return errno == null ? Errno.EFAULT : errno.name().isEmpty() ? Errno.NONE : errno;
        } catch (final Throwable e) { // an Error too: the request is undone and says so
            lastThrew = true;
            return Errno.EFAULT;
        } finally {
            telling = false;
        }
    }
}
