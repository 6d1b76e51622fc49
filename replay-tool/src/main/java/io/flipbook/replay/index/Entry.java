package io.flipbook.replay.index;

import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.journal.ScanStart;
import io.flipbook.journal.SyncPolicy;
import java.util.UUID;

/**
 * What an index says of a mark, and of the block before it.
 *
 * @param start where the record of the mark is
 * @param digest of the state there, as that record has it
 * @param sync the policy of its session; null where that is not known
 * @param state the state there
 * @param models what listeners hold there; {@link Part#NOTHING} where that is not known
 * @param block what the records from the mark before to this one are
 */
record Entry(
        ScanStart start,
        long digest,
        SyncPolicy sync,
        SourceClock clock,
        long sourceTimeNs,
        Part state,
        Part models,
        Part block) {
    /** Of the year 2262, in which times in ns end. */
    private static final int MAX_DAY = 106_752;

    void write(ByteSink out) {
        out.putLong(start.day());
        out.putLong(start.documentOffset());
        out.putLong(start.documentSequence());
        out.putLong(start.sequence());
        out.putLong(start.timeNs());
        out.putLong(Integer.toUnsignedLong(start.crc()));
        out.putLong(digest);
        out.putText(sync == null ? "" : sync.toString());
        out.putLong(clock.ordinal());
        out.putLong(sourceTimeNs);
        state.write(out);
        models.write(out);
        block.write(out);
    }

    static Entry read(UUID identity, ByteSource in) {
        long day = in.readLong();
        if (day < 0 || day > MAX_DAY) {
            throw new IllegalArgumentException("no roll file is of day " + day);
        }
        ScanStart start = new ScanStart(
                identity, (int) day, in.readLong(), in.readLong(), in.readLong(), in.readLong(), (int) in.readLong());
        long digest = in.readLong();
        String sync = in.readText();
        long clock = in.readLong();
        if (clock < 0 || clock >= SourceClock.values().length) {
            throw new IllegalArgumentException("no clock has the number " + clock);
        }
        return new Entry(
                start,
                digest,
                sync.isEmpty() ? null : SyncPolicy.parse(sync),
                SourceClock.values()[(int) clock],
                in.readLong(),
                Part.read(in),
                Part.read(in),
                Part.read(in));
    }
}
