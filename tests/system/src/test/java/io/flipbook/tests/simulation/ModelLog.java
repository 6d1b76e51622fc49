package io.flipbook.tests.simulation;

import io.flipbook.journal.JournalFullException;
import io.flipbook.journal.RecordBatch;
import io.flipbook.journal.RecordLog;
import io.flipbook.journal.RecordType;
import io.flipbook.tests.simulation.World.LogFault;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One session's log on a {@link ModelDisk}, which fails when the world says so. */
final class ModelLog implements RecordLog {
    /** What an append throws that fails. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure() {
            super("the model log fails", null, false, false);
        }
    }

    /** Ends everything that a process was doing. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("the process is killed", null, false, false);
        }
    }

    private final World world;
    private final ModelDisk disk;
    private boolean failed;
    private boolean closed;
    private boolean placeIsOpen;
    /** So many of the next documents have space. */
    private int reserved;

    ModelLog(World world, ModelDisk disk) {
        this.world = world;
        this.disk = disk;
    }

    void begin(int type, int payloadBytes) {
        write(type, 0, new UnsafeBuffer(new byte[payloadBytes]), 0, payloadBytes);
    }

    @Override
    public long append(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        placeIsOpen = false;
        return write(type, userFlags, payload, offset, length);
    }

    @Override
    public long appendReserving(
            int type, int userFlags, DirectBuffer payload, int offset, int length, int reservedPayloadLength) {
        reserved = 0;
        long sequence = write(type, userFlags, payload, offset, length);
        reserved = 1;
        placeIsOpen = true;
        return sequence;
    }

    @Override
    public long fill(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        if (!placeIsOpen) {
            world.violated("the engine fills a place that is not open");
        }
        placeIsOpen = false;
        return write(type, userFlags, payload, offset, length);
    }

    @Override
    public long appendAll(RecordBatch records) {
        placeIsOpen = false;
        long first = disk.size() + 1;
        write(() -> records.forEach(disk::write));
        return first;
    }

    @Override
    public long appendAllReserving(RecordBatch records) {
        reserved = 0;
        long first = appendAll(records);
        reserved = 1;
        return first;
    }

    @Override
    public void reserve() {
        reserved = 0;
        end(beginDocument());
        reserved = 2;
    }

    @Override
    public long lastSequence() {
        return disk.size();
    }

    @Override
    public long lastTimeNs() {
        return disk.lastTimeNs();
    }

    @Override
    public void close() {
        if (closed || failed || world.isDead()) {
            closed = true;
            return;
        }
        closed = true;
        disk.write(RecordType.END, 0, new UnsafeBuffer(new byte[Long.BYTES]), 0, Long.BYTES);
    }

    private long write(int type, int flags, DirectBuffer payload, int offset, int length) {
        return write(() -> disk.write(type, flags, payload, offset, length));
    }

    /** Writes a document, all of it or nothing. */
    private long write(Runnable document) {
        LogFault fault = beginDocument();
        if (fault == null || fault == LogFault.FAILS_AFTER_WRITING || fault == LogFault.KILLS_AFTER_WRITING) {
            document.run();
        }
        end(fault);
        reserved = Math.max(0, reserved - 1);
        return disk.size();
    }

    /** What happens to the next document, beside that there is no space for it. */
    private LogFault beginDocument() {
        if (world.isDead()) {
            throw new Killed();
        }
        if (failed || closed) {
            world.violated("the engine appends after the log has " + (failed ? "failed" : "closed"));
            throw new IllegalStateException("the log has failed or is closed");
        }
        LogFault fault = world.nextAppend(reserved > 0);
        if (fault == LogFault.IS_FULL) {
            throw new JournalFullException(Path.of("model"), new IOException("made up"));
        }
        return fault;
    }

    private void end(LogFault fault) {
        if (fault == LogFault.FAILS || fault == LogFault.FAILS_AFTER_WRITING) {
            failed = true;
            throw new Failure();
        }
        if (fault != null) {
            world.kill();
            throw new Killed();
        }
    }
}
