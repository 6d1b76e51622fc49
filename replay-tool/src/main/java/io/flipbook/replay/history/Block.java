package io.flipbook.replay.history;

import java.util.Set;

/**
 * What is known of some records of a history, one behind the other, without reading them. What it says is not there is
 * not; what it says may be there need not be.
 */
public interface Block {
    /** The least and the greatest that a number is at any of the records; neither has a sign. */
    record Range(long least, long greatest) {
        /** Takes in one more. */
        public Range with(long value) {
            return new Range(
                    Long.compareUnsigned(value, least) < 0 ? value : least,
                    Long.compareUnsigned(value, greatest) > 0 ? value : greatest);
        }
    }

    /** The sequence of the first record. */
    long firstSequence();

    /** The sequence of the last one. */
    long lastSequence();

    /** Whether any of them may change regions, maps, sources or listeners, or may be of a restart. */
    boolean mayChangeLayout();

    /** Whether any of them may be about some byte of a range of addresses. */
    boolean mayTouch(long gpa, long sizeBytes);

    /** Whether any of them may be about some byte of a range of a region. */
    boolean mayTouch(String region, long offset, long sizeBytes);

    /** All names that the records have under a key; null where that is not known. */
    Set<String> names(String key);

    /** What a number, as a key names it, is at the records; null where it is nothing at any. */
    Range range(String key);

    /** Whether {@link #range} knows all that there is to know. */
    boolean knowsRanges();
}
