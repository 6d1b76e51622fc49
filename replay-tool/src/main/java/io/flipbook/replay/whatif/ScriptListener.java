package io.flipbook.replay.whatif;

import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.util.ArrayList;
import java.util.List;

/** A listener whose reasons to refuse are not known: it refuses what is on record, as far as {@code veto=} can. */
final class ScriptListener implements RegionListener {
    private final ListenerSpec spec;
    private final long number;
    private final Vetoes vetoes;
    private final List<Outcome.Refusal> refusals = new ArrayList<>();
    private Errno atRegistration = Errno.NONE;
    private long session;
    private long calls;
    private long callsInRequest;

    /** Stands in for the listener with a number that no other one has. */
    ScriptListener(ListenerSpec spec, long number, Vetoes vetoes) {
        this.spec = spec;
        this.number = number;
        this.vetoes = vetoes;
    }

    /** What it was, and is again after a restart. */
    ListenerSpec spec() {
        return spec;
    }

    long number() {
        return number;
    }

    /** It is told anew what is there, and counts its calls anew; it refuses one of the first ones unless NONE. */
    void beginSession(long newSession, Errno refusal) {
        session = newSession;
        calls = 0;
        beginRequest();
        atRegistration = refusal;
    }

    /** Forgets what it was to refuse. */
    void beginRequest() {
        refusals.clear();
        callsInRequest = 0;
        atRegistration = Errno.NONE;
    }

    void refuse(Outcome.Refusal refusal) {
        refusals.add(refusal);
    }

    @Override
    public Errno populate(long offset, long sizeBytes) {
        calls++;
        callsInRequest++;
        Errno errno = atRegistration;
        for (Outcome.Refusal refusal : refusals) {
            if (refusal.call() == callsInRequest) {
                errno = refusal.errno();
            }
        }
        return errno.equals(Errno.NONE) ? Errno.NONE : vetoes.add(number, session, calls, errno);
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        // It holds nothing here.
    }
}
