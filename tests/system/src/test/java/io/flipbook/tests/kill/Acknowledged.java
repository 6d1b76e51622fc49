package io.flipbook.tests.kill;

import io.flipbook.journal.RecordLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/**
 * What a writer was told is on record, in a mapped file, which outlives the writer: for each sequence a checksum of
 * type and payload. Beside it is the number of the request that was asked for last.
 */
final class Acknowledged {
    private static final int MAX_RECORDS = 1 << 20;
    /** So many records of the journal's own at most are one behind the other; nobody is told of those. */
    private static final int MOST_IN_A_ROW = 1000;

    private static final long WRITTEN = 1L << 32;

    private final ByteBuffer entries;
    private final CRC32C checksum = new CRC32C();
    private final byte[] bytes = new byte[RecordLayout.MAX_RECORD_BYTES];

    private Acknowledged(ByteBuffer entries) {
        this.entries = entries;
    }

    static Acknowledged in(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Acknowledged(channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) MAX_RECORDS * Long.BYTES));
        }
    }

    /** Where nobody is killed, and few records are written. */
    static Acknowledged inMemory() {
        return new Acknowledged(ByteBuffer.allocate(1 << 16));
    }

    /** Request number so many is about to be asked for. */
    void ask(long number) {
        entries.putLong(0, number);
    }

    long asked() {
        return entries.getLong(0);
    }

    void put(long sequence, int type, DirectBuffer payload, int offset, int length) {
        entries.putLong(at(sequence), WRITTEN | checksum(type, payload, offset, length));
    }

    /** Whether the record was acknowledged. */
    boolean has(long sequence) {
        return sequence < MAX_RECORDS && entries.getLong(at(sequence)) != 0;
    }

    boolean agrees(long sequence, long ofChecksum) {
        return entries.getLong(at(sequence)) == (WRITTEN | ofChecksum);
    }

    /** Whether a record from this one on was acknowledged. */
    boolean hasAnyFrom(long sequence) {
        boolean found = false;
        for (long next = sequence; next < sequence + MOST_IN_A_ROW && !found; next++) {
            found = has(next);
        }
        return found;
    }

    /** Of a payload as a scan shows it, or as it was before it was padded. */
    long checksum(int type, DirectBuffer payload, int offset, int length) {
        int padded = (length + RecordLayout.ALIGNMENT - 1) / RecordLayout.ALIGNMENT * RecordLayout.ALIGNMENT;
        bytes[0] = (byte) type;
        payload.getBytes(offset, bytes, 1, length);
        Arrays.fill(bytes, 1 + length, 1 + padded, (byte) 0);
        checksum.reset();
        checksum.update(bytes, 0, 1 + padded);
        return checksum.getValue();
    }

    private static int at(long sequence) {
        return Math.toIntExact(sequence * Long.BYTES);
    }
}
