package io.flipbook.journal;

import static io.flipbook.journal.Journals.open;
import static io.flipbook.journal.Journals.rollFiles;
import static io.flipbook.journal.Journals.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.Scanned;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DamageTest {
    private static final int FIRST_DATA_DOCUMENT = 0x80110;

    @TempDir
    Path temp;

    private Path directory;
    private List<Read> written;

    @BeforeEach
    void writeThreeDays() {
        directory = temp.resolve("journal");
        Journals.writeDays(directory, 3);
        written = Journals.scanClean(directory).records();
    }

    @Test
    void findsEveryCutOfACleanlyEndedJournal() throws IOException {
        Path last = rollFiles(directory).get(2);
        byte[] whole = Files.readAllBytes(last);
        int end = lastUsed(whole);
        for (int length = end + 700; length >= FIRST_DATA_DOCUMENT - 40; length -= length > end ? 100 : 1) {
            truncate(last, length);
            Scanned scanned = scan(directory);
            assertThat(scanned.findings()).as("cut to %d", length).isNotEmpty();
            assertThat(written).containsAll(scanned.records());
        }
        for (int length : new int[] {0, 1, 3, 4, 100, 0xc5, 0xc8, 4096, 0x400f0, 0x80000}) {
            Files.write(last, Arrays.copyOf(whole, length));
            assertThat(scan(directory).findings()).as("cut to %d", length).isNotEmpty();
        }
        assertRefused();
    }

    @Test
    void findsRollFilesThatAreMissing() throws IOException {
        List<Path> files = rollFiles(directory);
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            Scanned scanned = scan(directory);
            assertThat(scanned.findings()).as("%s missing", file).isNotEmpty();
            assertRefused();
            Files.write(file, bytes);
        }
        assertThat(scan(directory).findings()).isEmpty();
    }

    @Test
    void findsRollFilesThatAreEmptyOrLoseTheirFirstWord() throws IOException {
        for (Path file : rollFiles(directory)) {
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, new byte[0]);
            assertThat(scan(directory).kinds()).contains(FindingKind.ROLL_FILE_MISSING);
            assertRefused();
            Files.write(file, bytes);
            Journals.write(file, 0, new byte[4]);
            assertThat(scan(directory).kinds()).contains(FindingKind.ROLL_FILE_MISSING);
            assertRefused();
            Files.write(file, bytes);
        }
    }

    @Test
    void findsRollFilesThatAreSwappedDoubledOrOfAnotherJournal() throws IOException {
        List<Path> files = rollFiles(directory);
        byte[] first = Files.readAllBytes(files.get(0));
        byte[] second = Files.readAllBytes(files.get(1));
        Files.write(files.get(0), second);
        Files.write(files.get(1), first);
        assertThat(scan(directory).kinds()).contains(FindingKind.SEQUENCE);
        Files.write(files.get(0), first);
        assertThat(scan(directory).kinds()).contains(FindingKind.SEQUENCE);

        Path other = temp.resolve("other");
        Journals.writeDays(other, 3);
        Files.copy(rollFiles(other).get(1), files.get(1), StandardCopyOption.REPLACE_EXISTING);
        assertThat(scan(directory).kinds()).contains(FindingKind.CHAIN);
        assertRefused();
    }

    @Test
    void reportsAFileThatComesTwiceOnceAndNotForEachRecord() throws IOException {
        List<Path> files = rollFiles(directory);
        Files.copy(files.get(0), files.get(1), StandardCopyOption.REPLACE_EXISTING);

        Scanned scanned = scan(directory);

        assertThat(scanned.findings()).hasSizeLessThanOrEqualTo(3);
        assertThat(scanned.sequences()).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void findsMissingEmptyAndMangledMetadata() throws IOException {
        Path metadata = directory.resolve(JournalFiles.METADATA);
        byte[] bytes = Files.readAllBytes(metadata);
        Files.write(metadata, new byte[0]);
        assertThat(scan(directory).kinds()).containsExactly(FindingKind.METADATA);
        Files.write(metadata, Arrays.copyOf(bytes, 300));
        assertThat(scan(directory).kinds()).containsExactly(FindingKind.METADATA);
        Files.delete(metadata);
        assertThat(scan(directory).kinds()).containsExactly(FindingKind.METADATA);
        assertThat(scan(directory).records()).isEqualTo(written);
        assertRefused();
    }

    @Test
    void findsAnEntryInTheMetadataThatIsNotChronicles() throws IOException {
        Path metadata = directory.resolve(JournalFiles.METADATA);
        Journals.flip(metadata, Journals.indexOf(Files.readAllBytes(metadata), "modCount"), 0);

        assertThat(scan(directory).kinds()).containsExactly(FindingKind.METADATA);
        assertRefused();
    }

    @Test
    void goesOnBehindDamageAndSaysWhereTheGoodPartEnds() throws IOException {
        Path first = rollFiles(directory).get(0);
        int third = FIRST_DATA_DOCUMENT + 4 + 88 + 4;
        Journals.flip(first, third + 40, 2);

        Scanned scanned = scan(directory);

        assertThat(scanned.findings())
                .containsExactly(new Finding(
                        FindingKind.CHECKSUM,
                        first.getFileName().toString(),
                        third,
                        2,
                        "the record's bytes do not have its checksum"));
        assertThat(scanned.summary().lastGoodSequence()).isEqualTo(1);
        assertThat(scanned.summary().lastSequence()).isEqualTo(written.size());
        assertThat(scanned.records()).hasSize(written.size() - 1);
    }

    @Test
    void goesOnBehindALostPage() throws IOException {
        directory = temp.resolve("long");
        try (Journal journal = open(directory)) {
            Journals.appendPairs(journal, 500);
        }
        written = scan(directory).records();
        Path file = rollFiles(directory).get(0);
        Journals.write(file, FIRST_DATA_DOCUMENT + 0xef0 + 4096, new byte[4096]);

        Scanned scanned = scan(directory);

        assertThat(scanned.findings()).isNotEmpty();
        assertThat(written).containsAll(scanned.records());
        assertThat(scanned.summary().lastGoodSequence()).isBetween(60L, 130L);
        assertRefused();
    }

    @Test
    void goesOnBehindADocumentHeaderThatMakesNoSense() throws IOException {
        Path first = rollFiles(directory).get(0);
        int third = FIRST_DATA_DOCUMENT + 4 + 88;
        for (int word : new int[] {0x7fff_ffff, 0x3fff_ffff, 0x4000_0080, 0x8000_0080, 0x21, 0x8000_0000}) {
            byte[] good = new byte[4];
            for (int i = 0; i < 4; i++) {
                good[i] = Journals.readByte(first, third + i);
            }
            Journals.write(first, third, (byte) word, (byte) (word >> 8), (byte) (word >> 16), (byte) (word >> 24));
            Scanned scanned = scan(directory);
            assertThat(scanned.findings()).hasSize(1);
            assertThat(scanned.findings().get(0).offset()).isEqualTo(third);
            assertThat(scanned.records()).hasSize(written.size() - 2);
            Journals.write(first, third, good);
        }
    }

    @Test
    void opensNothingThatIsNotARegularFile() throws Exception {
        Path second = rollFiles(directory).get(1);
        byte[] bytes = Files.readAllBytes(second);
        Path elsewhere = Files.write(temp.resolve("elsewhere"), bytes);

        Files.delete(second);
        Files.createSymbolicLink(second, elsewhere);
        assertThat(scan(directory).kinds()).contains(FindingKind.FOREIGN_FILE);
        assertRefused();

        Files.delete(second);
        Files.createDirectory(second);
        assertThat(scan(directory).kinds()).contains(FindingKind.FOREIGN_FILE);
        assertRefused();

        Files.delete(second);
        new ProcessBuilder("mkfifo", second.toString()).inheritIO().start().waitFor();
        assertThat(scan(directory).kinds()).contains(FindingKind.FOREIGN_FILE);
        assertRefused();

        Files.delete(second);
        Files.write(second, bytes);
        Files.delete(directory.resolve(JournalFiles.METADATA));
        new ProcessBuilder("mkfifo", directory.resolve(JournalFiles.METADATA).toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(scan(directory).kinds()).contains(FindingKind.FOREIGN_FILE);
        assertRefused();
    }

    @Test
    void findsFilesThatChronicleWouldOpenButTheJournalDidNotWrite() throws IOException {
        for (String name : new String[] {"20231118.cq4", "x.cq4", "20231118H.cq4.precreated", "20231332H.cq4"}) {
            Path file = Files.createFile(directory.resolve(name));
            assertThat(scan(directory).kinds()).containsExactly(FindingKind.FOREIGN_FILE);
            Files.delete(file);
        }
        Files.createFile(directory.resolve("notes.txt"));
        assertThat(scan(directory).findings()).isEmpty();
    }

    @Test
    void runsNoCodeThatAHeaderNames() throws IOException {
        String own = "SCQSIndexing";
        for (String name : new String[] {JournalFiles.METADATA, "20231115H.cq4"}) {
            Path file = directory.resolve(name);
            byte[] bytes = Files.readAllBytes(file);
            String ownType = name.equals(JournalFiles.METADATA) ? "STStore" : own;
            Files.write(file, withType(bytes, ownType, Foreign.class.getName()));

            Scanned scanned = scan(directory);
            assertThat(scanned.kinds()).contains(FindingKind.FOREIGN_TYPE);
            assertThat(scanned.findings().get(0).text()).contains(Foreign.class.getName());
            assertThatThrownBy(() -> open(directory)).isInstanceOf(JournalDamagedException.class);
            assertThatThrownBy(() -> JournalTailer.open(directory)).isInstanceOf(JournalDamagedException.class);
            Files.write(file, bytes);
        }
        assertThat(System.getProperty("flipbook.test.foreign")).isNull();
    }

    @Test
    void saysWhenALaterVersionWroteTheJournal() throws IOException {
        // BEGIN with format version 2, and the checksum that belongs to it.
        Path first = rollFiles(directory).get(0);
        byte[] bytes = Files.readAllBytes(first);
        int begin = FIRST_DATA_DOCUMENT + 4;
        bytes[begin + RecordLayout.PAYLOAD_OFFSET + SessionRecords.FORMAT_OFFSET] = 2;
        int crc = new Checksum().of(java.nio.ByteBuffer.wrap(bytes), begin, 88);
        java.nio.ByteBuffer.wrap(bytes).order(RecordLayout.ORDER).putInt(begin + RecordLayout.CRC_OFFSET, crc);
        Files.write(first, bytes);

        assertThat(scan(directory).kinds()).contains(FindingKind.UNKNOWN_VERSION);
        assertThatThrownBy(() -> open(directory)).isInstanceOf(JournalVersionException.class);
    }

    @Test
    void readsASparseGiantInNoTime() throws IOException {
        Path last = rollFiles(directory).get(2);
        try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        Scanned scanned = assertTimeout(Duration.ofSeconds(2), () -> scan(directory));
        assertThat(scanned.records()).isEqualTo(written);
    }

    @Test
    void endsSoonWhateverAFileHolds() throws IOException {
        Path last = rollFiles(directory).get(2);
        byte[] bytes = Files.readAllBytes(last);
        byte[] hostile = Arrays.copyOf(bytes, 40 << 20);
        for (int i = FIRST_DATA_DOCUMENT; i + 4 <= hostile.length; i += 4) {
            hostile[i + 1] = (byte) 0xe0;
            hostile[i + 2] = 3;
        }
        Files.write(last, hostile);
        assertTimeout(Duration.ofSeconds(20), () -> {
            assertThat(scan(directory).findings()).isNotEmpty().hasSizeLessThanOrEqualTo(Findings.LIMIT);
        });
    }

    @Test
    void stopsAfterAsManyFindingsAsAnybodyWillRead() throws IOException {
        Path last = rollFiles(directory).get(2);
        byte[] hostile = Arrays.copyOf(Files.readAllBytes(last), 4 << 20);
        Arrays.fill(hostile, FIRST_DATA_DOCUMENT, hostile.length, (byte) 0);
        for (int i = FIRST_DATA_DOCUMENT; i + 36 <= hostile.length; i += 36) {
            hostile[i] = 32;
        }
        Files.write(last, hostile);

        Scanned scanned = scan(directory);

        assertThat(scanned.findings()).hasSize(Findings.LIMIT);
        assertThat(scanned.findings().get(Findings.LIMIT - 1).text()).contains("too many findings");
    }

    @Test
    void findsBytesWhereThereIsNothing() throws IOException {
        Path last = rollFiles(directory).get(2);
        int end = (lastUsed(Files.readAllBytes(last)) + 3) & ~3;
        Journals.write(last, end + (300 << 10), (byte) 1);
        assertThat(scan(directory).kinds()).containsExactly(FindingKind.TRAILING_BYTES);
        Journals.write(last, end + (300 << 10), (byte) 0);

        Path first = rollFiles(directory).get(0);
        int behindTheEndMark = lastUsed(Files.readAllBytes(first));
        Journals.write(first, behindTheEndMark + 100, (byte) 1);
        assertThat(scan(directory).kinds()).containsExactly(FindingKind.TRAILING_BYTES);
    }

    @Test
    void findsARollFileWithoutItsEndMark() throws IOException {
        Path first = rollFiles(directory).get(0);
        Journals.write(first, lastUsed(Files.readAllBytes(first)) - 8, new byte[8]);

        assertThat(scan(directory).kinds()).containsExactly(FindingKind.END_MARK);
    }

    @Test
    void findsAPositionInTheIndexesThatLeadsNowhere() throws IOException {
        Journals.flip(rollFiles(directory).get(0), 0xf0, 6);

        assertThat(scan(directory).kinds()).containsExactly(FindingKind.INDEX);
        assertRefused();
    }

    @Test
    void stopsWhenTheVisitorAsks() {
        ScanSummary summary = JournalScanner.of(directory).scan(record -> record.sequence() < 5, finding -> {});

        assertThat(summary.lastSequence()).isEqualTo(5);
        assertThat(summary.findings()).isZero();
    }

    private void assertRefused() {
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("offset 0x")
                .hasMessageContaining("sequence")
                .hasMessageContaining("flipbook verify");
    }

    private static void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    private static int lastUsed(byte[] bytes) {
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /** The header with another type in it, longer or shorter, and its lengths put right as far as they are near. */
    private static byte[] withType(byte[] bytes, String own, String foreign) {
        int at = Journals.indexOf(bytes, own);
        byte[] name = foreign.getBytes(StandardCharsets.US_ASCII);
        byte[] changed = new byte[bytes.length];
        System.arraycopy(bytes, 0, changed, 0, at);
        changed[at - 1] = (byte) name.length;
        System.arraycopy(name, 0, changed, at, name.length);
        int behind = at + own.length();
        System.arraycopy(bytes, behind, changed, at + name.length, bytes.length - behind - name.length);
        changed[0] += (byte) (name.length - own.length());
        return changed;
    }
}
