package io.flipbook.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.JournalVersionException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bit is flipped: a finding, or the records as they were. */
class EveryBitTest {
    private static final int RECORD_BYTES = 4 << 10;
    private static final int RANDOM_FLIPS = 200;
    private static final int BEHIND_BYTES = 64;

    @TempDir
    private Path temp;

    @Test
    @Tag("long")
    void noBitOfTheRecordsIsFlippedUnnoticed() throws IOException {
        SampleJournal journal = SampleJournal.endedCleanly(temp.resolve("journal"), 15, 15);
        SampleJournal.Scanned good = journal.scan();
        long from = journal.firstRecordOffset() - Integer.BYTES;
        long to = good.summary().dataBytes();
        assertThat(to - from).isGreaterThanOrEqualTo(RECORD_BYTES);

        List<String> unnoticed = new ArrayList<>();
        try (FileChannel channel =
                FileChannel.open(journal.files(false).get(0), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (long bit = from * 8; bit < (to + BEHIND_BYTES) * 8; bit++) {
                SampleJournal.flip(channel, bit);
                SampleJournal.Scanned scanned = journal.scan();
                if (scanned.findings().isEmpty() && !scanned.records().equals(good.records())) {
                    unnoticed.add("0x" + Long.toHexString(bit / 8) + " bit " + bit % 8);
                }
                if (!good.records().containsAll(scanned.records())) {
                    unnoticed.add("changed: 0x" + Long.toHexString(bit / 8) + " bit " + bit % 8);
                }
                SampleJournal.flip(channel, bit);
            }
        }
        assertThat(unnoticed).isEmpty();
        assertThat(journal.scan().findings()).isEmpty();
    }

    /** Half of them where there is anything but zeros, for most of a roll file is. */
    @Test
    void opensAJournalWithARandomBitFlippedAsItWasOrNotAtAll() throws IOException {
        SampleJournal clean = SampleJournal.endedCleanly(temp.resolve("journal"), 20, 20);
        SampleJournal killed = SampleJournal.killed(temp.resolve("running"), temp.resolve("killed"), 40, true);
        long seed = Long.getLong("flipbook.seed", 1);
        SplittableRandom dice = new SplittableRandom(seed);
        int refused = 0;
        for (int i = 0; i < RANDOM_FLIPS; i++) {
            SampleJournal original = i % 2 == 0 ? clean : killed;
            SampleJournal damaged =
                    new SampleJournal(SampleJournal.copyOf(original.directory, temp.resolve("damaged" + i)));
            List<Path> files = damaged.files(true);
            Path file = files.get(dice.nextInt(files.size()));
            long bit = dice.nextBoolean() ? dice.nextLong(Files.size(file) * 8) : bitOfWhatIsUsed(file, dice);
            SampleJournal.flip(file, bit);
            String what = "-Dflipbook.seed=" + seed + ", flip " + i + ": " + file.getFileName() + " at 0x"
                    + Long.toHexString(bit / 8) + " bit " + bit % 8;
            refused += isRefused(damaged, original.scan().records(), what) ? 1 : 0;
            SampleJournal.delete(damaged.directory);
        }
        assertThat(refused).isBetween(20, 190);
    }

    private static boolean isRefused(SampleJournal journal, List<String> written, String what) {
        List<String> recovered = new ArrayList<>();
        try {
            Journal.open(SampleJournal.config(journal.directory), view -> recovered.add(SampleJournal.hex(view)))
                    .close();
            assertThat(recovered).as(what).isEqualTo(written);
        } catch (JournalDamagedException | JournalVersionException e) {
            return true;
        }
        SampleJournal.Scanned after = journal.scan();
        assertThat(after.findings()).as(what).isEmpty();
        assertThat(after.records()).as(what).startsWith(written.toArray(new String[0]));
        assertThat(after.records()).as(what).hasSize(written.size() + 2);
        return false;
    }

    private static long bitOfWhatIsUsed(Path file, SplittableRandom dice) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int at = dice.nextInt(bytes.length);
        while (bytes[at] == 0) {
            at = dice.nextInt(bytes.length);
        }
        return at * 8L + dice.nextInt(8);
    }
}
