package io.flipbook.replay.charts;

import io.flipbook.journal.JournalTailer;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.WriterPresence;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Goes along with a journal that somebody writes: hands on each record as it comes, over rolls and from one writer to
 * the next, until it is told to stop. Where nothing comes it looks again after a while, and each time after a longer
 * one. Runs on one thread; any may stop it.
 */
public final class Follower {
    /** Is told of what happens beside the records. */
    public interface Events {
        /** All that there is was handed on, for now. */
        void onPause();

        /** Nobody writes any more. */
        void onWriterGone(long lastSequence, boolean endedCleanly);

        /** Somebody writes again. */
        void onWriterBack(long firstSequence);
    }

    private static final int BATCH = 4096;
    private static final long FIRST_WAIT_MS = 10;
    private static final long LAST_WAIT_MS = 500;

    private final Path directory;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private long lastSequence;
    private boolean endedCleanly;
    private boolean isGone;

    /** Follows the journal in a directory, from its first record on. */
    public Follower(Path directory) {
        this.directory = directory;
    }

    /** Asks {@link #follow} to return. Does not wait for it. */
    public void stop() {
        stopped.countDown();
    }

    /**
     * Follows until it is stopped.
     *
     * @throws io.flipbook.journal.JournalException if a record is damaged, or was dropped before it was read
     */
    public void follow(RecordVisitor records, Events events) {
        long waitMs = 0;
        try (JournalTailer tailer = JournalTailer.open(directory)) {
            while (!isStoppedAfter(waitMs)) {
                // Before the records: of a writer that is gone then, all that it has written is there.
                boolean isAlive = WriterPresence.of(directory).alive();
                int count = tailer.poll(record -> handOn(record, records, events), BATCH);
                if (count == BATCH) {
                    waitMs = 0;
                    continue;
                }
                events.onPause();
                if (count == 0 && !isAlive && !isGone) {
                    isGone = true;
                    events.onWriterGone(lastSequence, endedCleanly);
                }
                waitMs = count > 0 ? FIRST_WAIT_MS : Math.min(Math.max(2 * waitMs, FIRST_WAIT_MS), LAST_WAIT_MS);
            }
            events.onPause();
        }
    }

    private boolean handOn(RecordView record, RecordVisitor records, Events events) {
        if (isGone) {
            isGone = false;
            events.onWriterBack(record.sequence());
        }
        lastSequence = record.sequence();
        endedCleanly = record.type() == RecordType.END;
        return records.onRecord(record);
    }

    private boolean isStoppedAfter(long waitMs) {
        try {
            return stopped.await(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
