package io.flipbook.journal;

/**
 * What the manifest says of a roll file, or a scan saw in it.
 *
 * @param day see {@link RollFile}
 * @param firstSequence of its first record; 0 where a scan saw none
 * @param lastSequence of its last record; 0 as long as the file is written
 * @param lastCrc checksum of its last record; 0 as long as the file is written
 * @param endOffset where its last document ends, in bytes; 0 as long as the file is written
 */
record RolledFile(int day, long firstSequence, long lastSequence, int lastCrc, long endOffset) {
    static RolledFile open(int day, long firstSequence) {
        return new RolledFile(day, firstSequence, 0, 0, 0);
    }

    boolean isComplete() {
        return lastSequence != 0;
    }

    String name() {
        return RollFile.nameOf(day);
    }
}
