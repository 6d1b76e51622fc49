package io.flipbook.tests.simulation;

import io.flipbook.journal.RecordLayout;
import io.flipbook.journal.RecordLog;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What survives a process: records as they are in a journal, in memory. It has one {@link ModelLog} a session. */
final class ModelDisk {
    private static final int SESSION_PAYLOAD_BYTES = 24;

    private final World world;
    private final List<UnsafeBuffer> records = new ArrayList<>();
    private final CRC32C checksum = new CRC32C();
    private long lastTimeNs;

    ModelDisk(World world) {
        this.world = world;
    }

    /** As {@link io.flipbook.journal.Journal#open} does: shows what is there, then says that a session begins. */
    RecordLog open(RecordVisitor recovery) {
        read(recovery);
        ModelLog log = new ModelLog(world, this);
        log.begin(records.isEmpty() ? RecordType.BEGIN : RecordType.RECOVER, SESSION_PAYLOAD_BYTES);
        return log;
    }

    void read(RecordVisitor visitor) {
        long offset = 0;
        for (UnsafeBuffer record : List.copyOf(records)) {
            visitor.onRecord(RecordView.of(record, 0, "model", offset));
            offset += record.capacity();
        }
    }

    int size() {
        return records.size();
    }

    /** A record by its sequence. */
    RecordView record(long sequence) {
        return RecordView.of(records.get((int) sequence - 1), 0, "model", 0);
    }

    long lastTimeNs() {
        return lastTimeNs;
    }

    void write(int type, int flags, DirectBuffer payload, int offset, int length) {
        lastTimeNs = Math.max(lastTimeNs, world.readClock());
        int bytes = (RecordLayout.PAYLOAD_OFFSET + length + RecordLayout.ALIGNMENT - 1) & -RecordLayout.ALIGNMENT;
        UnsafeBuffer record = new UnsafeBuffer(new byte[bytes]);
        record.putInt(RecordLayout.LENGTH_OFFSET, bytes, RecordLayout.ORDER);
        record.putByte(RecordLayout.TYPE_OFFSET, (byte) type);
        record.putByte(RecordLayout.VERSION_OFFSET, (byte) RecordLayout.VERSION);
        record.putShort(RecordLayout.FLAGS_OFFSET, (short) (flags << RecordLayout.USER_FLAGS_SHIFT));
        record.putLong(RecordLayout.SEQUENCE_OFFSET, records.size() + 1, RecordLayout.ORDER);
        record.putLong(RecordLayout.TIME_OFFSET, lastTimeNs, RecordLayout.ORDER);
        record.putBytes(RecordLayout.PAYLOAD_OFFSET, payload, offset, length);
        checksum.reset();
        checksum.update(record.byteArray(), 0, bytes);
        record.putInt(RecordLayout.CRC_OFFSET, (int) checksum.getValue(), RecordLayout.ORDER);
        records.add(record);
        world.transcript.say("    record " + records.size() + " type " + type + " at " + lastTimeNs + " "
                + Long.toHexString(checksum.getValue()));
    }
}
