package io.flipbook.engine;

import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordLog;
import io.flipbook.journal.RecordVisitor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Records of any content, put through a real journal: what a test writes here comes back with checksums that are good.
 */
final class RecordFeed {
    /** Noon of a day in 2023. */
    private static final long NOON_NS = 1_700_049_600_000_000_000L;

    private final List<Entry> entries = new ArrayList<>();

    /** One record. */
    record Entry(int type, byte[] payload) {
        String hex() {
            return HexFormat.of().formatHex(payload);
        }
    }

    /** A small journal whose time stands still. */
    static JournalConfig config(Path directory) {
        return JournalConfig.of(directory).clock(() -> NOON_NS).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES);
    }

    /** What a writer puts on record for this. */
    static Entry entryOf(LayoutRecord layout) {
        ModelLog log = new ModelLog(new TransientLog(0));
        new RecordWriter(log, new EngineWatch()).append(layout);
        return log.entries().get(0);
    }

    static Entry entryOf(ConversionRequest request, Region region) {
        ModelLog log = new ModelLog(new TransientLog(0));
        new RecordWriter(log, new EngineWatch()).append(request, region);
        return log.entries().get(0);
    }

    static Entry entryOf(Outcome outcome) {
        ModelLog log = new ModelLog(new TransientLog(0));
        new RecordWriter(log, new EngineWatch()).append(outcome);
        return log.entries().get(0);
    }

    RecordFeed add(int type, byte... payload) {
        entries.add(new Entry(type, payload));
        return this;
    }

    RecordFeed add(Entry entry) {
        entries.add(entry);
        return this;
    }

    RecordFeed add(LayoutRecord... layouts) {
        for (LayoutRecord layout : layouts) {
            add(entryOf(layout));
        }
        return this;
    }

    int size() {
        return entries.size();
    }

    /** The sequence that the next one that is added will have: a journal's own first record has 1. */
    long nextSequence() {
        return entries.size() + 2;
    }

    /** Writes them into a new journal and reads that, the journal's own records included. */
    void readThrough(Path directory, RecordVisitor visitor) {
        try (RecordLog journal = Journal.open(config(directory), record -> true)) {
            for (Entry entry : entries) {
                journal.append(entry.type(), 0, new UnsafeBuffer(entry.payload()), 0, entry.payload().length);
            }
        }
        JournalScanner.of(directory).scan(visitor, finding -> {
            throw new AssertionError("the journal itself is damaged: " + finding);
        });
    }
}
