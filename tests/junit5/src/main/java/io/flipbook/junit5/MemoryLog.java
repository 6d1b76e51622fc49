package io.flipbook.junit5;

import io.flipbook.journal.RecordLayout;
import io.flipbook.journal.RecordLog;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The records that a journal would have, with its own ones and the same sequences, in memory; without checksums. */
final class MemoryLog {
    /** As long as the longest payload of a record of a session that says what a reader of steps does not ask for. */
    private static final int SESSION_PAYLOAD_BYTES = 64;

    private final List<UnsafeBuffer> records = new ArrayList<>();
    private final Steps steps = new Steps();
    private int taken;

    /** Shows what is there, then begins a session. */
    RecordLog open(RecordVisitor recovery) {
        for (int i = 0; i < records.size(); i++) {
            recovery.onRecord(view(i));
        }
        Session session = new Session();
        session.writeOwn(records.isEmpty() ? RecordType.BEGIN : RecordType.RECOVER);
        return session;
    }

    /** Hands on what was not yet taken, up to a sequence. */
    void takeNew(long to, Consumer<Step> consumer) {
        while (taken < records.size() && taken < to) {
            Step step = steps.of(view(taken++));
            if (step != null) {
                consumer.accept(step);
            }
        }
    }

    /** The sequence of the last record that was taken; 0 if none was. */
    long lastTaken() {
        return taken;
    }

    private RecordView view(int index) {
        return RecordView.of(records.get(index), 0, "memory", 0);
    }

    /** One session's log. */
    private final class Session implements RecordLog {
        private boolean closed;

        void writeOwn(int type) {
            write(type, 0, new UnsafeBuffer(new byte[SESSION_PAYLOAD_BYTES]), 0, SESSION_PAYLOAD_BYTES);
        }

        @Override
        public long append(int type, int userFlags, DirectBuffer payload, int offset, int length) {
            return write(type, userFlags, payload, offset, length);
        }

        @Override
        public long appendReserving(
                int type, int userFlags, DirectBuffer payload, int offset, int length, int reservedPayloadLength) {
            return write(type, userFlags, payload, offset, length);
        }

        @Override
        public long fill(int type, int userFlags, DirectBuffer payload, int offset, int length) {
            return write(type, userFlags, payload, offset, length);
        }

        @Override
        public long lastSequence() {
            return records.size();
        }

        @Override
        public long lastTimeNs() {
            return 0;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                writeOwn(RecordType.END);
            }
        }

        private long write(int type, int userFlags, DirectBuffer payload, int offset, int length) {
            int bytes = RecordLayout.PAYLOAD_OFFSET + length + RecordLayout.ALIGNMENT - 1 & -RecordLayout.ALIGNMENT;
            UnsafeBuffer record = new UnsafeBuffer(new byte[bytes]);
            record.putInt(RecordLayout.LENGTH_OFFSET, bytes, RecordLayout.ORDER);
            record.putByte(RecordLayout.TYPE_OFFSET, (byte) type);
            record.putByte(RecordLayout.VERSION_OFFSET, (byte) RecordLayout.VERSION);
            record.putShort(
                    RecordLayout.FLAGS_OFFSET,
                    (short) (userFlags << RecordLayout.USER_FLAGS_SHIFT),
                    RecordLayout.ORDER);
            record.putLong(RecordLayout.SEQUENCE_OFFSET, records.size() + 1L, RecordLayout.ORDER);
            record.putBytes(RecordLayout.PAYLOAD_OFFSET, payload, offset, length);
            records.add(record);
            return records.size();
        }
    }
}
