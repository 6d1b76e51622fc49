package io.flipbook.tests.cli;

import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Damages journals. */
final class Damage {
    private Damage() {}

    /** Flips a bit in the journal time of a record. */
    static void record(Path journal, long sequence) throws IOException {
        change(journal, sequence, bytes -> {});
    }

    /** Flips a bit in the journal time of a record, and makes its checksum that of what it says now. */
    static void forge(Path journal, long sequence) throws IOException {
        change(journal, sequence, bytes -> {
            CRC32C crc = new CRC32C();
            crc.update(bytes.array(), 0, RecordLayout.CRC_OFFSET);
            crc.update(bytes.array(), RecordLayout.PAYLOAD_OFFSET, bytes.capacity() - RecordLayout.PAYLOAD_OFFSET);
            bytes.putInt(RecordLayout.CRC_OFFSET, (int) crc.getValue());
        });
    }

    /** Flips a bit of a file. */
    static void flip(Path file, long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            channel.write(one.put(0, (byte) (one.get(0) ^ 1)).rewind(), offset);
        }
    }

    private static void change(Path journal, long sequence, Consumer<ByteBuffer> then) throws IOException {
        Path[] file = new Path[1];
        long[] offset = new long[1];
        int[] length = new int[1];
        JournalScanner.of(journal)
                .scan(
                        record -> {
                            if (record.sequence() == sequence) {
                                file[0] = journal.resolve(record.file());
                                offset[0] = record.fileOffset();
                                length[0] = record.length();
                            }
                            return true;
                        },
                        finding -> {
                            throw new AssertionError(finding);
                        });
        try (FileChannel channel = FileChannel.open(file[0], StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(length[0]).order(RecordLayout.ORDER);
            channel.read(bytes, offset[0]);
            bytes.putLong(RecordLayout.TIME_OFFSET, bytes.getLong(RecordLayout.TIME_OFFSET) ^ 1);
            then.accept(bytes);
            channel.write(bytes.rewind(), offset[0]);
        }
    }
}
