package io.flipbook.verify;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.verify.Trial.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Single bits of records are turned over, and each has to be found. */
final class DamageTrial {
    private static final int CONVERSIONS = 100;

    private DamageTrial() {}

    /** Where a record lies. */
    private record Piece(String file, long offset, int length) {}

    static Answer run(Path directory, Deadline time) throws IOException {
        Path journal = directory.resolve("journal");
        SplittableRandom random = new SplittableRandom(4);
        try (ConversionEngine engine = StateTrials.open(EngineConfig.journaledIn(journal))) {
            for (int i = 0; i < CONVERSIONS; i++) {
                engine.convert(StateTrials.request(random));
            }
        }
        List<Piece> pieces = new ArrayList<>();
        int bits = 0;
        if (findings(journal, record -> pieces.add(new Piece(record.file(), record.fileOffset(), record.length())))
                > 0) {
            return Answer.broken("a journal is damaged that was written just now");
        }
        do {
            Piece piece = pieces.get(random.nextInt(pieces.size()));
            long offset = piece.offset() + random.nextInt(piece.length());
            int bit = 1 << random.nextInt(Byte.SIZE);
            flip(journal.resolve(piece.file()), offset, bit);
            if (findings(journal, record -> true) == 0) {
                return Answer.broken("a bit at offset 0x" + Long.toHexString(offset) + " of " + piece.file()
                        + " was changed, and not found");
            }
            flip(journal.resolve(piece.file()), offset, bit);
            bits++;
        } while (!time.isOver());
        return findings(journal, record -> true) == 0
                ? Answer.kept(bits + (bits == 1 ? " bit" : " bits") + " turned over, each found")
                : Answer.broken("a journal is still damaged when it is as it was");
    }

    private static long findings(Path journal, RecordVisitor records) {
        long[] count = new long[1];
        JournalScanner.of(journal).scan(records, finding -> count[0]++);
        return count[0];
    }

    private static void flip(Path file, long offset, int bit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            channel.write(one.put(0, (byte) (one.get(0) ^ bit)).flip(), offset);
        }
    }
}
