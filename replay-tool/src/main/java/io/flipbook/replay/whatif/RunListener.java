package io.flipbook.replay.whatif;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stands in for a listener whose reasons are not known, in a history that goes otherwise: it refuses the runs that it
 * refused, in whatever calls they come now, and calls by their number where that is asked for.
 */
final class RunListener implements RegionListener {
    /** What was refused. */
    record Refused(long offset, long sizeBytes, Errno errno) {
        boolean overlaps(long otherOffset, long otherSizeBytes) {
            return Long.compareUnsigned(offset, otherOffset + otherSizeBytes - 1) <= 0
                    && Long.compareUnsigned(otherOffset, offset + sizeBytes - 1) <= 0;
        }
    }

    private final Map<Long, Errno> failures = new HashMap<>();
    private final List<Refused> refused = new ArrayList<>();
    private boolean throwsFromDiscard;
    private long calls;

    /** Refuses so and so many calls by their number, the first being 1. */
    RunListener(Map<Long, Errno> failures) {
        this.failures.putAll(failures);
    }

    /** It is told anew what is there. */
    void beginSession() {
        calls = 0;
    }

    /** Says what it refuses from now on, and nothing else. */
    void refuse(List<Refused> runs, boolean throwing) {
        refused.clear();
        refused.addAll(runs);
        throwsFromDiscard = throwing;
    }

    @Override
    public Errno populate(long offset, long sizeBytes) {
        calls++;
        for (Refused run : refused) {
            if (run.overlaps(offset, sizeBytes)) {
                return run.errno();
            }
        }
        return failures.getOrDefault(calls, Errno.NONE);
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        if (throwsFromDiscard) {
            throw new IllegalStateException("threw when this was recorded");
        }
    }
}
