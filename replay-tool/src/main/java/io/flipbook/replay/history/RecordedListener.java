package io.flipbook.replay.history;

import io.flipbook.engine.Outcome;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands in for a listener that was an object of some other program: it answers as that one did, by the refusals on
 * record. Why it refused nobody knows here, so a refusal is an input.
 */
final class RecordedListener implements RegionListener {
    private final List<Outcome.Refusal> refusals = new ArrayList<>();
    private Errno atRegistration = Errno.NONE;
    private long populateCalls;
    private boolean throwsFromDiscard;

    /** Forgets what was set before, and begins to count calls. */
    void beginRequest() {
        refusals.clear();
        atRegistration = Errno.NONE;
        populateCalls = 0;
        throwsFromDiscard = false;
    }

    void refuse(Outcome.Refusal refusal) {
        if (refusal.call() == 0) {
            throwsFromDiscard = true;
        } else {
            refusals.add(refusal);
        }
    }

    /** Which of the calls at its registration it refused is not on record and makes no difference. */
    void refuseRegistration(Errno errno) {
        atRegistration = errno;
    }

    @Override
    public Errno populate(long offset, long sizeBytes) {
        populateCalls++;
        if (atRegistration != Errno.NONE) {
            return atRegistration;
        }
        for (Outcome.Refusal refusal : refusals) {
            if (refusal.call() == populateCalls) {
                if (refusal.threw()) {
                    throw new IllegalStateException("threw when this was recorded");
                }
                return refusal.errno();
            }
        }
        return Errno.NONE;
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        if (throwsFromDiscard) {
            throw new IllegalStateException("threw when this was recorded");
        }
    }
}
