package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.Scanned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bit is flipped at a time: the scanner reports it, or reads what was written. */
class BitFlipTest {
    private static final int FIRST_RECORD_DOCUMENT = 0x80110;

    @TempDir
    Path temp;

    private Path directory;
    private Path file;
    private List<Read> written;
    private int end;

    private void write(Path name) {
        directory = name;
        Journals.writeMixed(directory);
        file = Journals.rollFiles(directory).get(0);
        Scanned scanned = Journals.scanClean(directory);
        written = scanned.records();
        end = (int) scanned.summary().dataBytes();
    }

    @Test
    void noticesEveryBitOfSmallRecordsAndOfTheirPlaces() throws IOException {
        write(temp.resolve("journal"));
        assertThat(unnoticed(FIRST_RECORD_DOCUMENT, FIRST_RECORD_DOCUMENT + 420, 1))
                .isEmpty();
    }

    @Test
    void noticesBitsAnywhereInTheRecords() throws IOException {
        write(temp.resolve("journal"));
        assertThat(unnoticed(FIRST_RECORD_DOCUMENT, end + 64, 37)).isEmpty();
    }

    @Test
    void noticesEveryBitOfTheLastRecordsAndOfTheWordBehind() throws IOException {
        write(temp.resolve("journal"));
        assertThat(unnoticed(end - 100, end + 16, 1)).isEmpty();
    }

    @Test
    void noticesEveryBitOfADocumentOfSeveralRecords() throws IOException {
        directory = temp.resolve("journal");
        try (Journal journal = Journals.open(directory)) {
            Journals.appendBatches(journal, 3);
        }
        file = Journals.rollFiles(directory).get(0);
        Scanned scanned = Journals.scanClean(directory);
        written = scanned.records();
        end = (int) scanned.summary().dataBytes();
        assertThat(unnoticed(FIRST_RECORD_DOCUMENT, end + 16, 1)).isEmpty();
    }

    @Test
    void noticesBitsInTheRollFilesHeaderAndInTheIndexes() throws IOException {
        write(temp.resolve("journal"));
        assertThat(unnoticed(0, 0x140, 3)).isEmpty();
        assertThat(unnoticed(0x400f0, 0x40120, 1)).isEmpty();
    }

    @Test
    void noticesBitsOfARollFileThatOthersFollow() throws IOException {
        directory = temp.resolve("journal");
        Journals.writeDays(directory, 3);
        file = Journals.rollFiles(directory).get(1);
        Scanned scanned = Journals.scanClean(directory);
        written = scanned.records();
        byte[] bytes = Files.readAllBytes(file);
        int last = bytes.length;
        while (bytes[last - 1] == 0) {
            last--;
        }
        assertThat(unnoticed(last - 60, last + 8, 1)).isEmpty();
    }

    @Test
    void neverChangesWhatIsReadWhenTheMetadataIsDamaged() throws IOException {
        write(temp.resolve("journal"));
        file = directory.resolve(JournalFiles.METADATA);
        assertThat(unnoticed(0, 0x220, 1)).isEmpty();
    }

    @Test
    void opensForWritingOrRefusesAndLosesNothingEitherWay() throws IOException {
        write(temp.resolve("original"));
        Random random = new Random(11);
        Path original = directory;
        for (int i = 0; i < 60; i++) {
            Path copy = Journals.copyQueue(original, temp.resolve("copy" + i));
            boolean metadata = i % 3 == 0;
            Path damaged = metadata
                    ? copy.resolve(JournalFiles.METADATA)
                    : Journals.rollFiles(copy).get(0);
            int offset = metadata
                    ? random.nextInt(0x1f8)
                    : i % 3 == 1 ? random.nextInt(0x140) : 0x400f0 + random.nextInt(end - 0x400f0);
            Journals.flip(damaged, offset, random.nextInt(8));
            String what = damaged.getFileName() + " at 0x" + Integer.toHexString(offset);
            try (Journal journal = Journals.open(copy)) {
                Journals.append(journal, 8);
            } catch (JournalDamagedException | JournalVersionException e) {
                continue;
            }
            assertThat(Journals.scanClean(copy).records())
                    .as(what)
                    .startsWith(written.toArray(new Read[0]))
                    .hasSize(written.size() + 3);
        }
    }

    /** The flips that change what is read and are not reported. */
    private List<String> unnoticed(int from, int to, int step) throws IOException {
        List<String> unnoticed = new ArrayList<>();
        String name = file.getFileName().toString();
        for (long bit = 8L * from; bit < 8L * to; bit += step) {
            long offset = bit / 8;
            Journals.flip(file, offset, (int) (bit % 8));
            Scanned scanned = Journals.scan(directory);
            if (scanned.findings().isEmpty() && !scanned.records().equals(written)) {
                unnoticed.add("0x" + Long.toHexString(offset) + " bit " + bit % 8);
            }
            for (Finding finding : scanned.findings()) {
                assertThat(finding.file().equals(name) || finding.text().contains(name))
                        .isTrue();
                assertThat(finding.text()).isNotBlank().doesNotContain("\n");
            }
            assertThat(written).containsAll(scanned.records());
            Journals.flip(file, offset, (int) (bit % 8));
        }
        assertThat(Journals.scan(directory).findings()).isEmpty();
        return unnoticed;
    }
}
