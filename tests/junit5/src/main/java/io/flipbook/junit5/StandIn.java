package io.flipbook.junit5;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.util.ArrayList;
import java.util.List;

/** The listener that is tested, in its place: passes calls on and remembers what was said and thrown. */
final class StandIn implements RegionListener {
    /** So many calls of one step a failure shows. */
    private static final int CALLS_MAX = 8;

    private final String name;
    private final Role role;
    private final RegionListener listener;
    private final RegionListener recorded;
    private final List<Call> calls = new ArrayList<>();
    private long callCount;
    private boolean refusedItself;
    private Throwable thrown;
    private boolean broken;

    /** What it was told and said; no errno for a discard. */
    private record Call(String told, long offset, long sizeBytes, String said) {
        String text(String region) {
            return told + " " + region + " 0x" + Long.toHexString(offset) + " 0x" + Long.toHexString(sizeBytes) + said;
        }
    }

    /**
     * In the place that {@code role} says.
     *
     * @param recorded answers in its place; null where its own answers count
     */
    StandIn(Role role, RegionListener listener, RegionListener recorded) {
        name = role.spec().name();
        this.role = role;
        this.listener = listener;
        this.recorded = recorded;
    }

    Role role() {
        return role;
    }

    RegionListener listener() {
        return listener;
    }

    /** Its name on record, and what it is. */
    @Override
    public String toString() {
        return name + " (" + listener.getClass().getName() + ")";
    }

    @Override
    public Errno populate(long offset, long sizeBytes) {
        refusedItself = false;
        if (recorded != null) {
            Errno then = recorded.populate(offset, sizeBytes);
            if (!then.equals(Errno.NONE)) {
                return then; // What is refused on record it is not asked for.
            }
        }
        Errno own = Errno.EFAULT;
        String said = ": threw";
        try {
            own = listener.populate(offset, sizeBytes);
            said = own == null ? ": null" : own.equals(Errno.NONE) ? ": agreed" : ": refused " + own;
        } catch (Throwable e) {
            thrown = e;
            broken |= e instanceof AssertionError;
            if (recorded == null) {
                throw e;
            }
        } finally {
            log("populate", offset, sizeBytes, said);
            refusedItself = own == null || !own.equals(Errno.NONE);
        }
        return recorded == null ? own : Errno.NONE;
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        try {
            listener.discard(offset, sizeBytes);
            log("discard", offset, sizeBytes, "");
        } catch (Throwable e) {
            log("discard", offset, sizeBytes, ": threw");
            thrown = e;
            broken = true;
            if (recorded == null) {
                throw e;
            }
        }
        if (recorded != null) {
            recorded.discard(offset, sizeBytes);
        }
    }

    /** Whether it refused the last populate, whatever was answered in its place. */
    boolean refusedItself() {
        return refusedItself;
    }

    /** Whether it threw what no history makes good: anything from a discard, or a failed assertion of its own. */
    boolean isBroken() {
        return broken;
    }

    /** What it threw last; null while that is nothing. */
    Throwable thrown() {
        return thrown;
    }

    void beginStep() {
        calls.clear();
        callCount = 0;
    }

    /** What it was told in this step, a line each, the first few. */
    List<String> told() {
        List<String> lines = new ArrayList<>();
        calls.forEach(
                call -> lines.add(name + " was told: " + call.text(role.region().name())));
        if (callCount > calls.size()) {
            lines.add(name + " was told: " + (callCount - calls.size()) + " more");
        }
        return lines;
    }

    private void log(String told, long offset, long sizeBytes, String said) {
        callCount++;
        if (calls.size() < CALLS_MAX) {
            calls.add(new Call(told, offset, sizeBytes, said));
        }
    }
}
