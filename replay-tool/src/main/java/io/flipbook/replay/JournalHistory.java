package io.flipbook.replay;

import io.flipbook.journal.Finding;
import io.flipbook.journal.FindingKind;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.SessionRecord;
import io.flipbook.journal.SyncPolicy;
import io.flipbook.replay.history.BlockVisitor;
import io.flipbook.replay.index.IndexedReading;
import io.flipbook.replay.index.JournalIndex;
import io.flipbook.replay.query.StateAt;
import io.flipbook.replay.terminal.Progress;
import io.flipbook.replay.terminal.Terminal;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The records of a journal from the first one on, as far as nothing is damaged; read from its raw files, which are
 * neither locked nor written to. Where retention has dropped the first ones, they are those behind the first state that
 * is known, or all that there are.
 */
final class JournalHistory {
    /** Reads to the end. */
    static final long TO_THE_END = Long.MAX_VALUE;

    private final Path directory;
    private final Terminal terminal;
    private final JournalSize size;
    private final HistoryStart start;
    private final long behind;
    private final SideIndex side;
    private JournalIndex openedIndex;
    private boolean isIndexOpened;
    private long limit;
    private long lastSequence;
    private long lastTimeNs;
    private SyncPolicy syncPolicy;
    private boolean endedCleanly;
    private Finding damage;

    /** The records for somebody who knows {@link #start}, the state before them. */
    JournalHistory(Path directory, Terminal terminal) {
        this(directory, terminal, SideIndex.NONE);
    }

    /** The same, with an index on the side. */
    JournalHistory(Path directory, Terminal terminal, SideIndex side) {
        this(directory, terminal, HistoryStart.of(directory), false, side);
        start.checkKnown();
    }

    private JournalHistory(Path directory, Terminal terminal, HistoryStart start, boolean all, SideIndex side) {
        this.side = side;
        this.directory = directory;
        this.terminal = terminal;
        this.start = start;
        behind = all ? start.firstSequence() - 1 : start.sequence();
        size = JournalSize.of(directory);
    }

    /** All records that there are, for somebody who needs no state. */
    static JournalHistory ofAllRecords(Path directory, Terminal terminal) {
        return ofAllRecords(directory, terminal, SideIndex.NONE);
    }

    /** The same, with an index on the side. */
    static JournalHistory ofAllRecords(Path directory, Terminal terminal, SideIndex side) {
        return new JournalHistory(directory, terminal, HistoryStart.of(directory), true, side);
    }

    /** Where the state is known first. */
    HistoryStart start() {
        return start;
    }

    /**
     * Hands on the records up to a sequence, or to the one of which the visitor says that it is the last, one after the
     * other, and stops where something is damaged. May be called again, and begins anew then. A {@link BlockVisitor} is
     * spared what it can do without, where there is an index.
     */
    void read(long to, RecordVisitor visitor) {
        limit = to;
        lastSequence = behind;
        lastTimeNs = 0;
        syncPolicy = null;
        endedCleanly = false;
        damage = null;
        // An index is of what is behind the first state that is known.
        JournalIndex index =
                visitor instanceof BlockVisitor && start.isKnown() && behind == start.sequence() ? index(to) : null;
        try (Progress progress = terminal.progress("reading", Progress.Unit.BYTES, size.totalBytes())) {
            RecordVisitor records = record -> accept(record, visitor, progress);
            if (index == null) {
                JournalScanner.of(directory).scan(records, this::find);
            } else {
                new IndexedReading(directory, index, (BlockVisitor) visitor, to)
                        .read(records, block -> leap(index, block), this::find);
            }
        }
        if (damage != null && isBehind(damage, limit)) {
            damage = null;
        }
    }

    /** The same, and fails unless all of it is there and good. */
    void readWhole(long to, RecordVisitor visitor) {
        read(to, visitor);
        if (damage != null) {
            throw damaged();
        } else if (lastSequence == 0) {
            throw CommandFailure.unreadable("the journal " + directory + " holds no record");
        } else if (to < behind) {
            throw CommandFailure.usage("what sequence " + to + " led to was dropped from " + directory
                    + "; the first state that is known is that after sequence " + behind);
        } else if (limit != TO_THE_END && lastSequence < limit) {
            throw CommandFailure.usage(
                    "sequence " + to + " is beyond the last one in " + directory + ", which is " + lastSequence);
        }
    }

    /** The sequence of the last record that was handed on, 0 if none was. */
    long lastSequence() {
        return lastSequence;
    }

    /** Its journal time, in ns since the epoch. */
    long lastTimeNs() {
        return lastTimeNs;
    }

    /** The policy of the session of that record, null if the record that says so was not handed on. */
    SyncPolicy syncPolicy() {
        return syncPolicy;
    }

    /** What a power cut could have cost when that record was the last; empty where the policy is not known. */
    Optional<String> powerCut() {
        return PowerCut.cost(syncPolicy, endedCleanly);
    }

    /** Which record that is. */
    StateAt at() {
        String sync = syncPolicy == null ? null : syncPolicy.toString();
        return new StateAt(lastSequence, lastTimeNs, sync, powerCut().orElse(null));
    }

    /** Whether reading stopped, or is not to be trusted, because something is damaged. */
    boolean isDamaged() {
        return damage != null;
    }

    /** Says what is damaged. */
    CommandFailure damaged() {
        return CommandFailure.unreadable("the journal " + directory + " is damaged: " + damage.kind() + " in "
                + damage.file() + " at offset 0x" + Long.toHexString(damage.offset()) + ", sequence "
                + damage.sequence() + ": " + damage.text() + "; records " + start.firstSequence()
                + " to " + lastSequence + " are good; see `flipbook verify`");
    }

    private boolean accept(RecordView record, RecordVisitor visitor, Progress progress) {
        if (record.sequence() < behind) {
            return true;
        }
        // One record more than was asked for: it says whether the one before is what was written.
        boolean isStart = record.sequence() == behind;
        if (record.sequence() > limit || !isStart && record.sequence() != lastSequence + 1 || isStopped()) {
            return false;
        }
        progress.at(size.bytesBefore(record));
        lastSequence = record.sequence();
        lastTimeNs = record.timeNs();
        endedCleanly = record.type() == RecordType.END;
        if (record.type() == RecordType.BEGIN || record.type() == RecordType.RECOVER) {
            syncPolicy = SessionRecord.of(record).syncPolicy();
        }
        if (!isStart && !visitor.onRecord(record)) {
            limit = record.sequence();
        }
        return true;
    }

    private JournalIndex index(long to) {
        if (!isIndexOpened && side.isWorthIt(size, behind, to)) {
            isIndexOpened = true;
            openedIndex = side.open(directory, start, size, terminal);
        }
        return openedIndex;
    }

    private void leap(JournalIndex index, int block) {
        lastSequence = index.end(block);
        lastTimeNs = index.start(block).timeNs();
        syncPolicy = index.sync(block);
        endedCleanly = false;
    }

    /** A finding without a sequence is about a file as a whole: what it means for the records shows in them. */
    private boolean isStopped() {
        return damage != null && damage.sequence() != 0;
    }

    private void find(Finding finding) {
        boolean isBefore = finding.sequence() > 0 && finding.sequence() <= behind;
        if (!isBefore && !isStopped() && (damage == null || finding.sequence() != 0)) {
            damage = finding;
        }
    }

    private boolean isBehind(Finding finding, long to) {
        boolean changedBefore = finding.kind() == FindingKind.CHAIN && finding.sequence() == to + 1;
        return lastSequence == to && !changedBefore;
    }
}
