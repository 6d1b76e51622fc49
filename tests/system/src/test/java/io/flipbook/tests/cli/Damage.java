package io.flipbook.tests.cli;

import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Damages journals. */
final class Damage {
    private Damage() {}

    /** Flips a bit in the journal time of a record. */
    static void record(Path journal, long sequence) throws IOException {
        String[] file = new String[1];
        long[] offset = new long[1];
        JournalScanner.of(journal)
                .scan(
                        record -> {
                            if (record.sequence() == sequence) {
                                file[0] = record.file();
                                offset[0] = record.fileOffset();
                            }
                            return true;
                        },
                        finding -> {
                            throw new AssertionError(finding);
                        });
        try (FileChannel channel =
                FileChannel.open(journal.resolve(file[0]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            long at = offset[0] + RecordLayout.TIME_OFFSET;
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 4));
            channel.write(one.flip(), at);
        }
    }
}
