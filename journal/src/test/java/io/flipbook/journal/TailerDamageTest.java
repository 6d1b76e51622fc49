package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tailer hands on all records, or says why not: it never ends in silence, and nothing undocumented crosses it. */
@Timeout(120)
class TailerDamageTest {
    private static final int DAYS = 3;
    private static final long FIRST_DOCUMENT = 0x80110;
    private static final int RECORDS = 2 + 20 * DAYS;
    private static final long SEED = 20261120;

    @TempDir
    Path temp;

    private Path directory;
    private List<Path> files;
    private List<Read> written;
    private final List<Read> seen = new ArrayList<>();

    @BeforeEach
    void writeSomeDays() {
        directory = temp.resolve("journal");
        Journals.writeDays(directory, DAYS);
        files = Journals.rollFiles(directory);
        written = Journals.scanClean(directory).records();
        assertThat(written).hasSize(RECORDS);
    }

    @Test
    void noBitOfTheMetadataLetsItEndTooEarly() throws IOException {
        Path metadata = directory.resolve(JournalFiles.METADATA);
        Random random = new Random(SEED);
        for (int offset = 0; offset < 800; offset++) {
            int bit = random.nextInt(Byte.SIZE);
            Journals.flip(metadata, offset, bit);
            isNotSilent(offset + "." + bit);
            Journals.flip(metadata, offset, bit);
        }
    }

    @Test
    void noBitOfARecordAndNoWordAroundItLetsItEndTooEarly() throws IOException {
        Random random = new Random(SEED);
        for (Path file : files) {
            long end = FIRST_DOCUMENT + 2800;
            for (long offset = FIRST_DOCUMENT; offset < end; offset += 1 + random.nextInt(8)) {
                int bit = random.nextInt(Byte.SIZE);
                Journals.flip(file, offset, bit);
                boolean isGood = Journals.scan(directory).findings().isEmpty();
                Throwable thrown = isNotSilent(file + " " + offset + "." + bit);
                assertThat(thrown == null || !isGood)
                        .as(file + " " + offset + "." + bit)
                        .isTrue();
                Journals.flip(file, offset, bit);
            }
        }
    }

    @Test
    void aFileThatIsCutWhileItIsReadIsFound() throws IOException {
        Random random = new Random(SEED);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < 40; i++) {
                long length = FIRST_DOCUMENT + random.nextInt(2600);
                seen.clear();
                try (JournalTailer tailer = JournalTailer.open(directory)) {
                    tailer.poll(record -> seen.add(Read.of(record)), 1 + random.nextInt(20));
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.truncate(length);
                    }
                    isNotSilent(tailer, file + " cut to " + length);
                }
                Files.write(file, whole);
            }
        }
    }

    @Test
    void aMissingEndMarkIsFound() throws IOException {
        byte[] bytes = Files.readAllBytes(files.get(0));
        long end = endMark(bytes);
        Journals.write(files.get(0), end, new byte[8]);

        assertThatThrownBy(this::readAll)
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("end-mark in 20231115H.cq4 at offset 0x" + Long.toHexString(end))
                .hasMessageContaining("sequence 22");
    }

    @Test
    void aLastDocumentThatIsGoneIsFoundWhereNoManifestKnowsOfItYet() throws IOException {
        Path killed;
        try (Journal journal = Journals.open(temp.resolve("open"))) {
            Journals.append(journal, 8);
            killed = Journals.copyQueue(journal.directory(), temp.resolve("killed"));
        }
        long second = FIRST_DOCUMENT + 4 + 88;
        Path file = Journals.rollFiles(killed).get(0);
        byte[] bytes = Files.readAllBytes(file);
        Journals.write(file, second, new byte[4]);
        isFound(killed, "write-position in 20231115H.cq4 at offset 0x" + Long.toHexString(second));

        // Or one that says that it is Chronicle's own and no data.
        Files.write(file, bytes);
        Journals.flip(file, second + 3, 6);
        isFound(killed, "index in 20231115H.cq4 at offset 0x" + Long.toHexString(second));
    }

    @Test
    void halfARecordInAPlaceThatStaysOpenIsFound() throws IOException {
        Path other = temp.resolve("other");
        long place;
        try (Journal journal = Journals.open(other)) {
            journal.appendReserving(Journals.TYPE, 0, Journals.payload(32, 1), 0, 32, 32);
            place = FIRST_DOCUMENT + 4 + 88 + 4 + 64;
            Journals.append(journal, 8);
        }
        Journals.write(Journals.rollFiles(other).get(0), place + 8, (byte) 1);
        isFound(other, "reserved-place in 20231115H.cq4 at offset 0x" + Long.toHexString(place));
    }

    @Test
    void bytesBehindTheRecordInAPlaceAreFound() throws IOException {
        Path other = temp.resolve("other");
        try (Journal journal = Journals.open(other)) {
            journal.appendReserving(Journals.TYPE, 0, Journals.payload(32, 1), 0, 32, 100);
            journal.fill(Journals.OTHER_TYPE, 0, Journals.payload(24, 1), 0, 24);
        }
        long place = FIRST_DOCUMENT + 4 + 88 + 4 + 64;
        Journals.write(Journals.rollFiles(other).get(0), place + 100, (byte) 1);
        isFound(other, "reserved-place in 20231115H.cq4 at offset 0x" + Long.toHexString(place));
    }

    private void isFound(Path journal, String what) {
        try (JournalTailer tailer = JournalTailer.open(journal)) {
            assertThatThrownBy(() -> readAll(tailer))
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageContaining(what);
        }
    }

    @Test
    void anOlderCopyOfTheLastFileIsNotTakenForTheWholeOfIt() throws IOException {
        Path other = temp.resolve("other");
        Path older;
        try (Journal journal = Journals.open(other)) {
            Journals.append(journal, 8);
            older = Journals.copyQueue(other, temp.resolve("older"));
            Journals.append(journal, 8);
        }
        Path file = Journals.rollFiles(other).get(0);
        Files.copy(Journals.rollFiles(older).get(0), file, StandardCopyOption.REPLACE_EXISTING);

        try (JournalTailer tailer = JournalTailer.open(other)) {
            assertThatThrownBy(() -> readAll(tailer))
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageContaining("manifest in 20231115H.cq4")
                    .hasMessageContaining("goes on to sequence 4");
        }
    }

    @Test
    void theHeaderOfAFileThatIsBegunLaterIsChecked() throws IOException {
        Path other = temp.resolve("other");
        SetClock clock = new SetClock();
        try (Journal journal = Journals.open(other, clock);
                JournalTailer tailer = JournalTailer.open(other)) {
            readAll(tailer);
            clock.nowNs += Journals.DAY_NS;
            Journals.append(journal, 8);
            Path later = Journals.rollFiles(other).get(1);
            Journals.flip(later, 8, 1);
            assertThatThrownBy(() -> readAll(tailer))
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageContaining("roll-header in 20231116H.cq4");
            Journals.flip(later, 8, 1);
            assertThatThrownBy(() -> readAll(tailer)).isInstanceOf(JournalDamagedException.class);
        }
        assertThat(seen).hasSize(1);
    }

    @Test
    void aFileThatGoesWhileAnotherIsReadIsMissed() throws IOException {
        for (int gone = 1; gone < DAYS; gone++) {
            seen.clear();
            Path aside = temp.resolve("aside");
            try (JournalTailer tailer = JournalTailer.open(directory)) {
                tailer.poll(record -> seen.add(Read.of(record)), 3);
                Files.move(files.get(gone), aside);
                assertThatThrownBy(() -> readAll(tailer))
                        .isInstanceOf(JournalDamagedException.class)
                        .hasMessageContaining(
                                "roll-file-missing in " + files.get(gone).getFileName());
            }
            Files.move(aside, files.get(gone));
        }
    }

    @Test
    void anotherFileOfTheSameNameIsNotTakenForTheOneThatIsRead() throws IOException {
        try (JournalTailer tailer = JournalTailer.open(directory)) {
            readAll(tailer);
            Path copy = Files.copy(files.get(DAYS - 1), temp.resolve("copy"));
            Files.move(copy, files.get(DAYS - 1), StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> readForAWhile(tailer))
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageContaining(
                            "foreign-file in " + files.get(DAYS - 1).getFileName());
        }
    }

    @Test
    void whatRetentionDropsBeforeItIsReadIsNamed() throws IOException {
        Path other = temp.resolve("other");
        SetClock clock = new SetClock();
        JournalConfig config =
                Journals.config(other, clock).retention(Retention.ofDays(0)).oldestNeeded(() -> Long.MAX_VALUE);
        try (Journal journal = Journal.open(config, record -> true);
                JournalTailer tailer = JournalTailer.open(other)) {
            tailer.poll(record -> seen.add(Read.of(record)), 1);
            for (int day = 0; day < 4; day++) {
                Journals.appendPairs(journal, 2);
                clock.nowNs += Journals.DAY_NS;
            }
            assertThat(Journals.rollFiles(other)).hasSizeLessThan(4);
            assertThatThrownBy(() -> readAll(tailer))
                    .isInstanceOf(JournalIoException.class)
                    .hasMessageContaining("retention has dropped the records 6 to ");
        }
    }

    @Test
    void isOfNoUseOnceClosed() {
        JournalTailer tailer = JournalTailer.open(directory);
        tailer.close();
        assertThatThrownBy(() -> readAll(tailer)).isInstanceOf(IllegalStateException.class);
    }

    /** What is thrown, which must be as documented; if nothing is, then everything was handed on. */
    private Throwable isNotSilent(String what) {
        seen.clear();
        return isNotSilent(null, what);
    }

    private Throwable isNotSilent(JournalTailer opened, String what) {
        Throwable thrown = catchThrowable(opened == null ? this::readAll : () -> readAll(opened));
        if (thrown == null) {
            assertThat(seen).as(what).isEqualTo(written);
        } else {
            isDocumented(thrown, what);
        }
        return thrown;
    }

    private void isDocumented(Throwable thrown, String what) {
        assertThat(seen).as(what).isEqualTo(written.subList(0, seen.size()));
        assertThat(thrown).as(what).isInstanceOf(JournalException.class);
        JournalException damage = (JournalException) thrown;
        assertThat(damage.file()).as(what).isNotEmpty();
        assertThat(damage.offset()).as(what).isNotNegative();
        assertThat(damage).hasMessageContaining("sequence");
    }

    private void readAll() {
        try (JournalTailer tailer = JournalTailer.open(directory)) {
            readAll(tailer);
        }
    }

    /** For longer than a tailer that waits goes without a look at the directory. */
    private void readForAWhile(JournalTailer tailer) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
        while (System.nanoTime() - until < 0) {
            readAll(tailer);
        }
    }

    private void readAll(JournalTailer tailer) {
        while (tailer.poll(record -> seen.add(Read.of(record)), 1000) > 0) {}
    }

    private static long endMark(byte[] bytes) {
        int end = bytes.length - 1;
        byte[] text = {0, 0, 0, (byte) 0xc0};
        while (!Arrays.equals(bytes, end, end + 4 > bytes.length ? bytes.length : end + 4, text, 0, 4)) {
            end--;
        }
        return end;
    }
}
