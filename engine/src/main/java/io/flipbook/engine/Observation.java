package io.flipbook.engine;

import java.util.Objects;

/**
 * Something that a source told of a conversion beside the request that drove it: it changes nothing, and is compared
 * with the state. Immutable.
 *
 * @param event         the source's own name for it, such as {@code kvm_memory_fault}
 * @param clock         the clock of its time
 * @param sourceTimeNs  when, by that clock
 * @param byAddress     whether {@code start} is a guest physical address, not an offset in a region that is not named
 * @param start         unsigned bytes
 * @param sizeBytes     unsigned bytes
 * @param toShared      what it says that the range becomes
 * @param verdict       whether the state agreed when it was recorded
 */
public record Observation(
        String event,
        ConversionRequest.SourceClock clock,
        long sourceTimeNs,
        boolean byAddress,
        long start,
        long sizeBytes,
        boolean toShared,
        Verdict verdict)
        implements LayoutRecord {

    /** Whether the state agreed with an observation. */
    public enum Verdict {
        /** The pages were, or became, what was observed. */
        AGREES("agrees"),
        /** They were not: a finding. */
        DISAGREES("disagrees"),
        /** The state says nothing of it: of a fault before its conversion, say. */
        NOT_JUDGED("not-judged");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Throws IllegalArgumentException if the event is no name. */
    public Observation {
        Names.check(event);
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(verdict, "verdict");
    }

    @Override
    public int type() {
        return RecordTypes.OBSERVATION;
    }

    @Override
    public void encode(PayloadWriter out) {
        out.putByte(clock.ordinal())
                .putByte(byAddress ? 1 : 0)
                .putByte(toShared ? 1 : 0)
                .putByte(verdict.ordinal())
                .putLong(sourceTimeNs)
                .putLong(start)
                .putLong(sizeBytes)
                .putText(event);
    }

    static Observation decode(PayloadReader in) {
        ConversionRequest.SourceClock clock = in.readChoice("clock", ConversionRequest.SourceClock.values());
        boolean byAddress = in.readFlag("by-address");
        boolean toShared = in.readFlag("to");
        Verdict verdict = in.readChoice("verdict", Verdict.values());
        long sourceTimeNs = in.readLong("source-time");
        long start = in.readLong("start");
        long sizeBytes = in.readLong("size");
        return new Observation(
                in.readText("event"), clock, sourceTimeNs, byAddress, start, sizeBytes, toShared, verdict);
    }
}
