package io.flipbook.replay.index;

/**
 * How far apart the marks of an index are.
 *
 * @param records how many records are between two at least
 * @param shareOfRecords how many bytes of records for each byte of a mark are between two at least
 */
public record Spacing(long records, long shareOfRecords) {
    /** So many that a block is read in no time; and an index takes an eighth of what the journal does at most. */
    public static final Spacing DEFAULT = new Spacing(1 << 14, 8);

    boolean isDue(long recordsSince, long bytesSince, long markBytes) {
        return recordsSince >= records && bytesSince >= shareOfRecords * markBytes;
    }
}
