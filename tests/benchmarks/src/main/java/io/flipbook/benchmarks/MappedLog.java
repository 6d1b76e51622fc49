package io.flipbook.benchmarks;

import static io.flipbook.journal.RecordLayout.ORDER;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.flipbook.journal.PlainLog;
import io.flipbook.journal.RecordBatch;
import io.flipbook.journal.RecordLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The floor of a log: the records of a journal, with their chain and checksums, in a file that is mapped by hand and
 * knows nothing but lengths. No index, no roll, no room kept, no lock, no clock.
 */
final class MappedLog implements PlainLog {
    private final MappedByteBuffer mapped;
    private final UnsafeBuffer file;
    private final CRC32C checksum = new CRC32C();
    private final byte[] bytes = new byte[RecordLayout.MAX_RECORD_BYTES];
    private final UnsafeBuffer record = new UnsafeBuffer(bytes);
    private final RecordBatch.Visitor put = this::put;
    private int position;
    private int end;
    private long sequence;
    private int previousCrc;

    MappedLog(Path path, int sizeBytes) {
        try (FileChannel channel = FileChannel.open(path, CREATE_NEW, READ, WRITE)) {
            mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, sizeBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        file = new UnsafeBuffer(mapped);
    }

    @Override
    public long append(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        end = position + Long.BYTES;
        put(type, userFlags, payload, offset, length);
        publish();
        return sequence;
    }

    @Override
    public long appendAll(RecordBatch records) {
        long first = sequence + 1;
        end = position + Long.BYTES;
        records.forEach(put);
        publish();
        return first;
    }

    @Override
    public long lastSequence() {
        return sequence;
    }

    @Override
    public long lastTimeNs() {
        return sequence;
    }

    @Override
    public void close() {
        IoUtil.unmap(mapped);
    }

    private void put(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        int recordBytes = RecordLayout.PAYLOAD_OFFSET + length + RecordLayout.ALIGNMENT - 1 & -RecordLayout.ALIGNMENT;
        record.putLong(RecordLayout.LENGTH_OFFSET, recordBytes | (long) type << Integer.SIZE, ORDER);
        record.putLong(RecordLayout.SEQUENCE_OFFSET, ++sequence, ORDER);
        record.putLong(RecordLayout.TIME_OFFSET, sequence, ORDER);
        record.putInt(RecordLayout.PREVIOUS_CRC_OFFSET, previousCrc, ORDER);
        payload.getBytes(offset, bytes, RecordLayout.PAYLOAD_OFFSET, length);
        checksum.reset();
        checksum.update(bytes, 0, RecordLayout.CRC_OFFSET);
        checksum.update(bytes, RecordLayout.PAYLOAD_OFFSET, recordBytes - RecordLayout.PAYLOAD_OFFSET);
        previousCrc = (int) checksum.getValue();
        record.putInt(RecordLayout.CRC_OFFSET, previousCrc, ORDER);
        file.putBytes(end, bytes, 0, recordBytes);
        end += recordBytes;
    }

    private void publish() {
        file.putIntRelease(position, end - position);
        position = end;
    }
}
