package io.flipbook.replay.index;

import io.flipbook.engine.RecordDecoder;
import io.flipbook.journal.Finding;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.ScanStart;
import io.flipbook.journal.SessionRecord;
import io.flipbook.journal.SnapshotOutput;
import io.flipbook.journal.SyncPolicy;
import io.flipbook.replay.history.Mark;
import io.flipbook.replay.query.Beginning;
import io.flipbook.replay.query.HistoryMoments;
import io.flipbook.replay.query.predicate.Predicate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes an index in one pass over a journal, as far as that is good. The records are played again, so that a mark says
 * what listeners hold; where that fails, it is made without.
 */
final class IndexBuilder implements AutoCloseable {
    private final JournalScanner scanner;
    private final Spacing spacing;
    private final long maxBytes;
    private final IndexWriter out;
    private final boolean withModels;
    private final HistoryMoments moments;
    private final List<Entry> entries;
    private final long beginning;
    private long lastSequence;
    private SyncPolicy sync;
    private BlockTally tally;
    private long bytesSince;
    private long markBytes;
    private boolean isDue;
    private boolean isOfNoUse;
    private boolean isDamaged;

    /** Begins where a history does. */
    IndexBuilder(
            Path directory, Beginning beginning, boolean withModels, Spacing spacing, long maxBytes, IndexWriter out) {
        this(directory, beginning, new ArrayList<>(), withModels, spacing, maxBytes, out);
    }

    /** Goes on behind the last mark of another index, the parts of which are in the file already. */
    IndexBuilder(
            Path directory,
            Mark mark,
            Beginning there,
            List<Entry> before,
            Spacing spacing,
            long maxBytes,
            IndexWriter out) {
        this(directory, there, new ArrayList<>(before), mark.models() != null, spacing, maxBytes, out);
        moments.onMark(mark);
        sync = before.get(before.size() - 1).sync();
    }

    private IndexBuilder(
            Path directory,
            Beginning beginning,
            List<Entry> entries,
            boolean withModels,
            Spacing spacing,
            long maxBytes,
            IndexWriter out) {
        scanner = JournalScanner.of(directory);
        this.beginning = beginning.sequence();
        this.entries = entries;
        this.withModels = withModels;
        this.spacing = spacing;
        this.maxBytes = maxBytes;
        this.out = out;
        tally = new BlockTally(withModels);
        lastSequence = beginning.sequence();
        Predicate needs = withModels ? Predicate.OF_EVERYTHING : Predicate.OF_STATES;
        moments = new HistoryMoments(beginning, needs, moment -> {
            tally.add(moment);
            return true;
        });
    }

    /**
     * Reads to the end, or to where something is damaged, or as far as there is room for.
     *
     * @param watcher sees each record, and says whether to go on
     * @return the marks; none if the journal is one of which an index cannot be trusted
     */
    List<Entry> build(RecordVisitor watcher) throws IOException {
        ScanStart from =
                entries.isEmpty() ? null : entries.get(entries.size() - 1).start();
        try {
            do {
                isDue = false;
                from = scanner.scanBehind(from, record -> take(record, watcher), this::find);
                if (isDue && !isDamaged && from != null && from.sequence() == lastSequence) {
                    mark(from);
                }
            } while (isDue && !isDamaged && !isOfNoUse && out.position() < maxBytes);
        } catch (JournalDamagedException e) {
            // A record that does not fit the state before it: what is before that is as it was.
        }
        return isOfNoUse ? List.of() : entries;
    }

    @Override
    public void close() {
        moments.close();
    }

    private boolean take(RecordView record, RecordVisitor watcher) {
        if (record.sequence() <= beginning) {
            return true;
        }
        if (isDamaged || isOfNoUse || record.sequence() != lastSequence + 1 || !watcher.onRecord(record)) {
            return false;
        }
        lastSequence = record.sequence();
        if (record.type() == RecordType.BEGIN || record.type() == RecordType.RECOVER) {
            sync = SessionRecord.of(record).syncPolicy();
        }
        bytesSince += record.length();
        moments.onRecord(record);
        long before = entries.isEmpty()
                ? beginning
                : entries.get(entries.size() - 1).start().sequence();
        isDue = moments.last().kind() == RecordDecoder.Kind.OUTCOME
                && spacing.isDue(lastSequence - before, bytesSince, markBytes)
                && moments.isSettled();
        return !isDue;
    }

    private void mark(ScanStart at) throws IOException {
        moments.finish();
        long positionBefore = out.position();
        Part state = out.add(SnapshotOutput.toBytes(moments.last().guest()::writeSnapshot));
        Part models = withModels && moments.firstDifference() == 0
                ? out.add(moments.last().engine().models().snapshot())
                : Part.NOTHING;
        entries.add(new Entry(
                at,
                moments.last().guest().digest(),
                sync,
                moments.last().sourceClock(),
                moments.last().sourceTimeNs(),
                state,
                models,
                out.add(tally.toBytes())));
        markBytes = out.position() - positionBefore;
        bytesSince = 0;
        tally = new BlockTally(withModels);
    }

    /** What is about no record is about a file, and so about all that is in it. */
    private void find(Finding finding) {
        if (finding.sequence() == 0) {
            isOfNoUse = true;
        } else if (finding.sequence() > beginning && !isDamaged) {
            isDamaged = true;
            entries.removeIf(entry -> entry.start().sequence() >= finding.sequence() - 1);
        }
    }
}
