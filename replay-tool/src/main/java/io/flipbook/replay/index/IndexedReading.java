package io.flipbook.replay.index;

import io.flipbook.journal.FindingVisitor;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.ScanStart;
import io.flipbook.replay.history.Block;
import io.flipbook.replay.history.BlockVisitor;
import io.flipbook.replay.history.Mark;
import java.nio.file.Path;

/** Reads a journal and leaves out the blocks that a visitor can do without. */
public final class IndexedReading {
    /** Is told of what is left out, when the visitor has gone on behind it. */
    @FunctionalInterface
    public interface Leap {
        /** The records up to the end of a block of the index are left out. */
        void onLeap(int block);
    }

    private final JournalScanner scanner;
    private final JournalIndex index;
    private final BlockVisitor visitor;
    private final long to;
    /** The block that is next. */
    private int at;

    private boolean canLeap = true;
    private boolean isAtLeap;

    /** To read up to a record; the one behind it is handed on too. */
    public IndexedReading(Path directory, JournalIndex index, BlockVisitor visitor, long to) {
        scanner = JournalScanner.of(directory);
        this.index = index;
        this.visitor = visitor;
        this.to = to;
    }

    /**
     * Reads until {@code records} has enough.
     *
     * @param records is given the records that are not left out
     */
    public void read(RecordVisitor records, Leap leaps, FindingVisitor findings) {
        ScanStart from = null;
        do {
            isAtLeap = false;
            if (canBeLeftOut()) {
                from = leap(from, leaps);
            }
            scanner.scanBehind(from, record -> take(record, records), findings);
            from = isAtLeap ? index.start(at - 1) : from;
        } while (isAtLeap);
    }

    private boolean take(RecordView record, RecordVisitor records) {
        if (!records.onRecord(record)) {
            return false;
        }
        while (at < index.blocks() && index.end(at) < record.sequence()) {
            at++; // the history begins behind it
        }
        if (at < index.blocks() && index.end(at) == record.sequence()) {
            at++;
            isAtLeap = canBeLeftOut();
        }
        return !isAtLeap;
    }

    /** Goes on behind the last block in a row that can be left out; returns where, {@code from} if that cannot be. */
    private ScanStart leap(ScanStart from, Leap leaps) {
        int first = at;
        while (at < index.blocks() && canBeLeftOut()) {
            at++;
        }
        Mark mark = index.mark(at - 1);
        if (mark != null && visitor.onMark(mark)) {
            leaps.onLeap(at - 1);
            return index.start(at - 1);
        }
        canLeap = false;
        at = first;
        return from;
    }

    private boolean canBeLeftOut() {
        if (!canLeap || at == index.blocks() || index.end(at) > to) {
            return false;
        }
        Block block = index.block(at);
        return block != null && visitor.canPassOver(block);
    }
}
