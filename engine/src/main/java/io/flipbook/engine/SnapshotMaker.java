package io.flipbook.engine;

import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.RecordLog;
import io.flipbook.journal.SnapshotInfo;
import io.flipbook.journal.ThreadEnd;

/**
 * Makes snapshots while an engine writes, on a thread of its own and from the journal's files alone: it has a state of
 * its own, which takes as much memory as the engine's while it is at work, and shares nothing with the engine but the
 * number of the last record. Whatever fails here stops nobody.
 */
final class SnapshotMaker implements AutoCloseable {
    /** How often it looks how far the journal has come. */
    private static final long LOOK_EVERY_MS = 50;

    private final Journal journal;
    private final JournalSnapshots snapshots;
    private final long everyRecords;
    private final EngineWatch watch;
    private final Thread thread;
    private volatile SnapshotStatus status = SnapshotStatus.NONE;
    private boolean ended;

    private SnapshotMaker(Journal journal, long everyRecords, EngineWatch watch) {
        this.watch = watch;
        this.journal = journal;
        this.everyRecords = everyRecords;
        snapshots = journal == null ? null : JournalSnapshots.in(journal.directory());
        thread = new Thread(this::run, "flipbook-snapshots");
        thread.setDaemon(true);
    }

    /** Begins, if there is a journal and snapshots are wanted. */
    static SnapshotMaker start(RecordLog log, long everyRecords, EngineWatch watch) {
        Journal journal = log instanceof Journal real ? real : null;
        SnapshotMaker maker = new SnapshotMaker(journal, everyRecords, watch);
        if (journal != null && everyRecords > 0) {
            maker.thread.start();
        }
        return maker;
    }

    /** Makes the next snapshot of a journal, of its records up to one; 0 if there is nothing to make it of. */
    static long make(JournalSnapshots snapshots, long upTo) {
        try (GuestMemory memory = new GuestMemory()) {
            return snapshots.make(memory, upTo, memory::writeSnapshot);
        }
    }

    SnapshotStatus status() {
        return status;
    }

    /** Ends the thread, in the middle of a snapshot if there is one: what is half made is removed. */
    @Override
    public void close() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        thread.interrupt();
        ThreadEnd.await(thread);
    }

    private void run() {
        long madeAt = findNewest();
        while (!isEndedAfterAWhile()) {
            long last = journal.lastSequence();
            if (last - madeAt >= everyRecords) {
                madeAt = last;
                attempt(last);
            }
        }
    }

    private long findNewest() {
        try {
            long newest = snapshots.list().stream()
                    .filter(SnapshotInfo::isGood)
                    .mapToLong(SnapshotInfo::sequence)
                    .findFirst()
                    .orElse(0);
            status = status.withNewest(newest);
            return newest;
        } catch (RuntimeException | Error e) {
            fail(e);
            return 0;
        }
    }

    private void attempt(long upTo) {
        watch.snapshotBegins();
        try {
            long sequence = make(snapshots, upTo);
            if (sequence > 0) {
                status = status.withMade(sequence);
                watch.snapshotMade(sequence);
            }
        } catch (RuntimeException | Error e) { // no room, no memory, a file that is gone: the engine goes on
            fail(e);
        }
    }

    private synchronized void fail(Throwable failure) {
        if (!ended) {
            status = status.withFailure(failure);
            watch.snapshotFailed(status.lastFailure());
        }
    }

    private synchronized boolean isEndedAfterAWhile() {
        try {
            if (!ended) {
                wait(LOOK_EVERY_MS);
            }
        } catch (InterruptedException e) {
            // It is close() that does this, and it has said so.
        }
        return ended;
    }
}
