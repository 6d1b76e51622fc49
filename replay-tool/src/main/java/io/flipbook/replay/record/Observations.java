package io.flipbook.replay.record;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.GuestView;
import io.flipbook.engine.Observation;
import io.flipbook.engine.Observation.Verdict;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Rejection;
import io.flipbook.replay.trace.TraceLine;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The events that tell of conversions beside the one that drives: puts them on record and compares them with the state.
 *
 * <p>An event that comes after its conversion is judged at once. One that comes before it (a fault, a hypercall) waits
 * for a driving event that overlaps it, and for further ones while those leave it partly done: a request over two
 * memory slots is carried out in two. What still waits at the end of the trace is judged then.
 */
final class Observations {
    /** The most events that wait; the oldest of more goes on record without a judgement. */
    static final int MAX_WAITING = 1024;

    /** The most parts in which a request may be carried out: a bounce buffer of 1 GiB in pieces of 2 MiB. */
    static final int MAX_PARTS = 512;

    private static final class Waiting {
        private final long line;
        private final Claim claim;
        private final SourceClock clock;
        private final long timeNs;
        private int parts;

        Waiting(TraceLine line, Claim claim) {
            this.line = line.number();
            this.claim = claim;
            clock = SourceTime.clockOf(line);
            timeNs = SourceTime.nsOf(line);
        }
    }

    private final GuestLayout layout;
    private final RecordingSummary summary;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    Observations(GuestLayout layout, RecordingSummary summary) {
        this.layout = layout;
        this.summary = summary;
    }

    /** Takes the next event that tells of a conversion and does not drive. */
    void take(TraceLine line, Claim claim) {
        Waiting observed = new Waiting(line, claim);
        if (!claim.source().precedesItsConversion()) {
            record(observed, verdict(claim));
            return;
        }
        waiting.add(observed);
        if (waiting.size() > MAX_WAITING) {
            record(waiting.poll(), Verdict.NOT_JUDGED);
        }
    }

    /** Judges what waited for a driving event of these addresses. */
    void driven(long first, long last, boolean toShared) {
        Iterator<Waiting> each = waiting.iterator();
        while (each.hasNext()) {
            Waiting observed = each.next();
            Claim claim = observed.claim;
            if (!claim.isRange() || !claim.overlaps(first, last)) {
                continue;
            }
            Verdict verdict = verdict(claim);
            boolean partlyDone =
                    claim.toShared() == toShared && !claim.isWithin(first, last) && ++observed.parts < MAX_PARTS;
            if (verdict != Verdict.DISAGREES || !partlyDone) {
                each.remove();
                record(observed, verdict);
            }
        }
    }

    /** Judges what waits still. */
    void finish() {
        while (!waiting.isEmpty()) {
            Waiting observed = waiting.poll();
            record(observed, verdict(observed.claim));
        }
    }

    boolean isAnyWaiting() {
        return !waiting.isEmpty();
    }

    private void record(Waiting observed, Verdict verdict) {
        Claim claim = observed.claim;
        ConversionEngine engine = layout.engine();
        engine.observe(new Observation(
                claim.source().eventName(),
                observed.clock,
                observed.timeNs,
                claim.source().isByAddress(),
                claim.start(),
                claim.sizeBytes(),
                claim.toShared(),
                verdict));
        summary.observation(verdict);
        if (verdict == Verdict.DISAGREES) {
            summary.finding(
                    observed.line,
                    claim.source().eventName() + " says 0x" + Long.toHexString(claim.start()) + " 0x"
                            + Long.toHexString(claim.sizeBytes()) + (claim.toShared() ? " shared" : " private")
                            + ", the state says otherwise");
        }
    }

    private Verdict verdict(Claim claim) {
        if (!claim.isRange()) {
            return Verdict.NOT_JUDGED;
        }
        if (!claim.source().isByAddress()) {
            return verdictOfBlock(claim);
        }
        if (!layout.hasPagesIn(claim.start(), claim.last())) {
            return Verdict.NOT_JUDGED;
        }
        boolean agrees = layout.engine().guest().isEverywhere(claim.start(), claim.sizeBytes(), claim.toShared());
        return agrees ? Verdict.AGREES : Verdict.DISAGREES;
    }

    /** The block is not named, so any region will do that has such a range. */
    private Verdict verdictOfBlock(Claim claim) {
        GuestView guest = layout.engine().guest();
        Verdict verdict = Verdict.NOT_JUDGED;
        for (RegionSpec spec : layout.regions()) {
            long offset = claim.start() - layout.blockOffset(spec.name());
            if (guest.checkRange(spec.name(), offset, claim.sizeBytes()) == Rejection.NONE) {
                if (guest.isEverywhere(spec.name(), offset, claim.sizeBytes(), claim.toShared())) {
                    return Verdict.AGREES;
                }
                verdict = Verdict.DISAGREES;
            }
        }
        return verdict;
    }
}
