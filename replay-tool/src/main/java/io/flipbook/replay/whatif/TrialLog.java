package io.flipbook.replay.whatif;

import io.flipbook.journal.PlainLog;
import io.flipbook.journal.RecordBatch;
import io.flipbook.journal.RecordLayout;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import java.util.function.Consumer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Shows the records of an engine as they would be in a journal, and keeps none. Its records have no times, nor
 * checksums.
 */
public final class TrialLog implements PlainLog {
    private static final DirectBuffer NOTHING = new UnsafeBuffer(new byte[0]);

    private final Consumer<RecordView> reader;
    private long sequence;

    /** A log that begins, as a journal does, with a record of its own. */
    public TrialLog(Consumer<RecordView> reader) {
        this.reader = reader;
        write(RecordType.BEGIN, 0, NOTHING, 0, 0);
    }

    /** Ends the session cleanly and begins another one. */
    public void reopen() {
        write(RecordType.END, 0, NOTHING, 0, 0);
        write(RecordType.RECOVER, 0, NOTHING, 0, 0);
    }

    @Override
    public long append(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        return write(type, userFlags, payload, offset, length);
    }

    @Override
    public long appendAll(RecordBatch records) {
        long first = sequence + 1;
        records.forEach(this::write);
        return first;
    }

    @Override
    public long lastSequence() {
        return sequence;
    }

    @Override
    public long lastTimeNs() {
        return 0;
    }

    @Override
    public void close() {
        // nothing is held
    }

    private long write(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        int bytes = BitUtil.align(RecordLayout.PAYLOAD_OFFSET + length, RecordLayout.ALIGNMENT);
        UnsafeBuffer record = new UnsafeBuffer(new byte[bytes]);
        record.putInt(RecordLayout.LENGTH_OFFSET, bytes, RecordLayout.ORDER);
        record.putByte(RecordLayout.TYPE_OFFSET, (byte) type);
        record.putByte(RecordLayout.VERSION_OFFSET, (byte) RecordLayout.VERSION);
        short flags = (short) (userFlags << RecordLayout.USER_FLAGS_SHIFT);
        record.putShort(RecordLayout.FLAGS_OFFSET, flags, RecordLayout.ORDER);
        record.putLong(RecordLayout.SEQUENCE_OFFSET, ++sequence, RecordLayout.ORDER);
        record.putBytes(RecordLayout.PAYLOAD_OFFSET, payload, offset, length);
        reader.accept(RecordView.of(record, 0, "", 0));
        return sequence;
    }
}
