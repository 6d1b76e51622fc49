package io.flipbook.replay.record;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.LayoutRecord.Mapped;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.replay.scenario.UnsignedNumber;
import io.flipbook.replay.trace.TraceLine;

/** Drives an engine with one kind of event, the best one so far; the others that tell of conversions are observed. */
final class Conversions {
    private final GuestLayout layout;
    private final Observations observations;
    private final RecordingSummary summary;
    private final boolean countsContradictions;
    private final ConversionRequest request = ConversionRequest.convertToShared(0, 0);
    private ClaimSource driver;

    /**
     * Begins with a driver, or with none, so that the first event drives that can.
     *
     * @param countsContradictions whether the initial state is the trace's beginning, which a first conversion can
     *     contradict
     */
    Conversions(
            GuestLayout layout,
            Observations observations,
            RecordingSummary summary,
            ClaimSource driver,
            boolean countsContradictions) {
        this.layout = layout;
        this.observations = observations;
        this.summary = summary;
        this.driver = driver;
        this.countsContradictions = countsContradictions;
    }

    void take(TraceLine line, Claim claim) {
        if (claim.source().isBetterThan(driver)) {
            driver = claim.source();
        }
        if (claim.source() != driver) {
            observations.take(line, claim);
        } else if (driver.isByAddress()) {
            summary.driver(driver.eventName());
            driveByAddress(line, claim);
        } else {
            summary.driver(driver.eventName());
            driveBlock(line, claim);
        }
    }

    private void driveByAddress(TraceLine line, Claim claim) {
        Operation operation = claim.toShared() ? Operation.CONVERT_TO_SHARED : Operation.CONVERT_TO_PRIVATE;
        convert(line, operation, null, claim.start(), claim.sizeBytes());
        if (claim.isRange() && observations.isAnyWaiting()) {
            observations.driven(claim.start(), claim.last(), claim.toShared());
        }
    }

    private void driveBlock(TraceLine line, Claim claim) {
        RegionSpec region = layout.onlyRegion();
        if (region == null) {
            summary.skip(Skip.NAMELESS_BLOCK);
            return;
        }
        long offset = claim.start() - layout.blockOffset(region.name());
        Operation operation = claim.toShared() ? Operation.TO_SHARED : Operation.TO_PRIVATE;
        convert(line, operation, region.name(), offset, claim.sizeBytes());
        if (!claim.isRange() || !observations.isAnyWaiting()) {
            return;
        }
        for (Mapped map : layout.maps()) {
            long first = UnsignedNumber.max(offset, map.offset());
            long last = UnsignedNumber.min(offset + claim.sizeBytes() - 1, map.offset() + map.sizeBytes() - 1);
            if (Long.compareUnsigned(first, last) <= 0) {
                long toGpa = map.gpa() - map.offset();
                observations.driven(first + toGpa, last + toGpa, claim.toShared());
            }
        }
    }

    private void convert(TraceLine line, Operation operation, String region, long start, long sizeBytes) {
        request.set(operation, region, start, sizeBytes).at(SourceTime.clockOf(line), SourceTime.nsOf(line));
        Outcome outcome = layout.engine().convert(request);
        summary.outcome(outcome);
        if (countsContradictions) {
            if (outcome.kind() == Outcome.Kind.NOOP) {
                summary.contradiction(layout.converted().addFirst(request));
            } else if (outcome.kind() == Outcome.Kind.COMMITTED || outcome.kind() == Outcome.Kind.DIVERGED) {
                layout.converted().add(request);
            }
        }
    }
}
