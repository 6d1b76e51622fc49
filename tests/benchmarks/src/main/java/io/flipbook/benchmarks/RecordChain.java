package io.flipbook.benchmarks;

import static io.flipbook.journal.RecordLayout.ORDER;

import io.flipbook.engine.RecordTypes;
import io.flipbook.journal.RecordLayout;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/** Makes requests and outcomes as a journal's records are: as long, chained, with checksums of the same bytes. */
final class RecordChain {
    /** A request or an outcome without refusals: a header and 32 bytes. */
    static final int RECORD_BYTES = RecordLayout.PAYLOAD_OFFSET + 32;

    private final ByteBuffer bytes = ByteBuffer.allocate(RECORD_BYTES);
    private final UnsafeBuffer record = new UnsafeBuffer(bytes);
    private final CRC32C checksum = new CRC32C();
    private long sequence;
    private int previousCrc;

    void writeRequest(long subject, UnsafeBuffer to, int offset) {
        encode(RecordTypes.REQUEST, subject);
        copy(0, RECORD_BYTES, to, offset);
    }

    void writeOutcome(long subject, UnsafeBuffer to, int offset) {
        encode(RecordTypes.OUTCOME, subject);
        copy(0, RECORD_BYTES, to, offset);
    }

    /** Writes an outcome into a place that readers can see already: its checksum goes last. */
    void fillOutcome(long subject, UnsafeBuffer to, int offset) {
        encode(RecordTypes.OUTCOME, subject);
        copy(0, RecordLayout.PREVIOUS_CRC_OFFSET, to, offset);
        to.putInt(offset + RecordLayout.PREVIOUS_CRC_OFFSET, record.getInt(RecordLayout.PREVIOUS_CRC_OFFSET));
        copy(RecordLayout.PAYLOAD_OFFSET, RECORD_BYTES, to, offset);
        to.putIntRelease(offset + RecordLayout.CRC_OFFSET, record.getInt(RecordLayout.CRC_OFFSET));
    }

    private void encode(int type, long subject) {
        record.putInt(RecordLayout.LENGTH_OFFSET, RECORD_BYTES, ORDER);
        record.putByte(RecordLayout.TYPE_OFFSET, (byte) type);
        record.putByte(RecordLayout.VERSION_OFFSET, (byte) RecordLayout.VERSION);
        record.putShort(RecordLayout.FLAGS_OFFSET, (short) 0, ORDER);
        record.putLong(RecordLayout.SEQUENCE_OFFSET, ++sequence, ORDER);
        record.putLong(RecordLayout.TIME_OFFSET, sequence, ORDER);
        record.putInt(RecordLayout.PREVIOUS_CRC_OFFSET, previousCrc, ORDER);
        for (int offset = RecordLayout.PAYLOAD_OFFSET; offset < RECORD_BYTES; offset += Long.BYTES) {
            record.putLong(offset, subject, ORDER);
        }
        checksum.reset();
        bytes.clear().limit(RecordLayout.CRC_OFFSET);
        checksum.update(bytes);
        bytes.limit(RECORD_BYTES).position(RecordLayout.PAYLOAD_OFFSET);
        checksum.update(bytes);
        previousCrc = (int) checksum.getValue();
        record.putInt(RecordLayout.CRC_OFFSET, previousCrc, ORDER);
    }

    private void copy(int from, int end, UnsafeBuffer to, int offset) {
        for (int i = from; i < end; i += Long.BYTES) {
            to.putLong(offset + i, record.getLong(i));
        }
    }
}
