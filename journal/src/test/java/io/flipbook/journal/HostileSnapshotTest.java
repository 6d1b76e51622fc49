package io.flipbook.journal;

import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.copyQueue;
import static io.flipbook.journal.Journals.open;
import static io.flipbook.journal.SnapshotTest.make;
import static io.flipbook.journal.SnapshotTest.reopen;
import static io.flipbook.journal.SnapshotTest.snapshots;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that are not what was written: each is named, and passed over. */
class HostileSnapshotTest {
    @TempDir
    Path temp;

    private Path directory;
    private Path newest;
    private String whole;

    @BeforeEach
    void writeAJournalWithTwo() {
        directory = temp.resolve("journal");
        Journals.writeMixed(directory);
        make(directory, 6);
        make(directory, 11);
        newest = directory.resolve("snapshot-11.fbs");
        whole = Ledger.ofWhole(directory).state();
    }

    @Test
    void namesThoseThatAreGood() {
        assertThat(list(directory)).hasSize(2).allMatch(SnapshotInfo::isGood);
    }

    @Test
    void noBitOfItCanChangeUnnoticed() throws IOException {
        for (long offset = 0; offset < Files.size(newest); offset++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                Journals.flip(newest, offset, bit);
                assertThat(problems(directory)).as(offset + "." + bit).hasSize(1);
                assertThat(offered()).as(offset + "." + bit).containsExactly(6L);
                Journals.flip(newest, offset, bit);
            }
        }
        assertThat(offered()).containsExactly(11L);
    }

    @Test
    void noCutAndNothingAppendedIsUnnoticed() throws IOException {
        byte[] bytes = Files.readAllBytes(newest);
        for (int length = 0; length <= bytes.length + 9; length++) {
            Files.write(newest, java.util.Arrays.copyOf(bytes, length));
            boolean same = length == bytes.length;
            assertThat(problems(directory)).as("length " + length).hasSize(same ? 0 : 1);
            assertThat(offered()).as("length " + length).containsExactly(same ? 11L : 6L);
        }
    }

    @Test
    void oneUnderAnotherNameIsPassedOver() throws IOException {
        Files.move(newest, directory.resolve("snapshot-12.fbs"));

        assertThat(problems(directory))
                .containsExactly(
                        "it is that of sequence 11 and not of its name",
                        "the file is missing; flipbook.snapshots names it");
        assertThat(offered()).containsExactly(6L);
    }

    @Test
    void oneOfAnotherJournalIsPassedOver() throws IOException {
        Path other = temp.resolve("other");
        Journals.writeMixed(other);
        make(other, 11);
        Files.delete(newest);
        Files.copy(other.resolve("snapshot-11.fbs"), newest);

        isPassedOver("of the journal");
    }

    @Test
    void oneFromBehindTheEndIsPassedOver() throws IOException {
        Path shorter;
        try (Journal journal = open(temp.resolve("long"))) {
            append(journal, 8);
            shorter = copyQueue(journal.directory(), temp.resolve("short"));
            append(journal, 16);
            append(journal, 24);
            make(journal.directory(), 4);
            Files.copy(journal.directory().resolve("snapshot-4.fbs"), shorter.resolve("snapshot-4.fbs"));
        }
        assertThat(problems(shorter)).singleElement().asString().contains("ends before");

        // The journal goes on otherwise, and has another record of that number.
        assertThat(reopen(shorter).offered).isEmpty();
        assertThat(problems(shorter)).singleElement().asString().contains("went on otherwise");
        assertThat(reopen(shorter).offered).isEmpty();

        // The next one takes its place.
        long made = make(shorter, Long.MAX_VALUE);
        assertThat(reopen(shorter).offered).containsExactly(made);
        assertThat(problems(shorter)).isEmpty();
    }

    @Test
    void aLinkAndADirectoryAndAnEmptyFileArePassedOver() throws IOException {
        Path elsewhere = temp.resolve("elsewhere");
        Files.move(newest, elsewhere);
        Files.createSymbolicLink(newest, elsewhere);
        isPassedOver("not a regular file");

        Files.delete(newest);
        Files.createDirectory(newest);
        isPassedOver("not a regular file");
        make(directory, 14);
        assertThat(newest).isDirectory();

        Files.delete(newest);
        Files.createFile(newest);
        assertThat(problems(directory)).containsExactly("the file ends in its header");
    }

    @Test
    void aPipeIsPassedOverWithoutWaiting() throws Exception {
        Files.delete(newest);
        assertThat(new ProcessBuilder("mkfifo", newest.toString()).start().waitFor())
                .isZero();

        isPassedOver("not a regular file");
    }

    @Test
    void aGiantWithoutAnythingInItIsPassedOverAtOnce() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(newest.toFile(), "rw")) {
            file.setLength(1L << 42);
        }
        isPassedOver("bytes and not");
    }

    @Test
    void numbersThatNoWriterWritesArePassedOverThoughTheirChecksumIsGood() throws IOException {
        SnapshotHeader before = header();
        ScanStart good = before.start();
        UUID id = good.identity();
        long sequence = good.sequence();
        long time = good.timeNs();
        long document = good.documentOffset();
        long first = good.documentSequence();
        int crc = good.crc();
        for (ScanStart bad : List.of(
                new ScanStart(id, -1, document, first, sequence, time, crc),
                new ScanStart(id, good.day() + 1, document, first, sequence, time, crc),
                new ScanStart(id, good.day(), -4, first, sequence, time, crc),
                new ScanStart(id, good.day(), Long.MAX_VALUE - 3, first, sequence, time, crc),
                new ScanStart(id, good.day(), (1L << 46) - 4, first, sequence, time, crc),
                new ScanStart(id, good.day(), document + 4, first, sequence, time, crc),
                new ScanStart(id, good.day(), ChronicleFormat.FIRST_DOCUMENT, first, sequence, time, crc),
                new ScanStart(id, good.day(), document, first - 1, sequence, time, crc),
                new ScanStart(id, good.day(), document, first + 1, sequence, time, crc),
                new ScanStart(id, good.day(), document, Long.MIN_VALUE, sequence, time, crc),
                new ScanStart(id, good.day(), document, first, sequence, time + 1, crc),
                new ScanStart(id, good.day(), document, first, sequence, time, crc + 1))) {
            write(new SnapshotHeader(bad, before.payloadBytes(), before.payloadCrc()));
            assertThat(problems(directory)).as(bad.toString()).hasSize(1);
            assertThat(offered()).as(bad.toString()).containsExactly(6L);
        }
        for (long bytes : new long[] {-1, 0, Long.MAX_VALUE, SnapshotHeader.MAX_PAYLOAD_BYTES}) {
            write(new SnapshotHeader(good, bytes, before.payloadCrc()));
            assertThat(problems(directory)).as("payload of " + bytes).hasSize(1);
        }
    }

    @Test
    void aPayloadThatItsUserDoesNotKnowIsPassedOver() {
        Ledger ledger = new Ledger();
        RecordVisitor picky = new RecordVisitor() {
            @Override
            public boolean onRecord(RecordView record) {
                return ledger.onRecord(record);
            }

            @Override
            public boolean onSnapshot(SnapshotInput snapshot) {
                if (snapshot.sequence() == 11) {
                    snapshot.readBytes(new byte[1 << 20]);
                }
                return ledger.onSnapshot(snapshot);
            }
        };
        Journal.open(Journals.config(directory, new Journals.SetClock()), picky).close();

        assertThat(ledger.offered).containsExactly(6L);
    }

    @Test
    void writingAndReadingALargeOneTakesABufferAndNoMore() throws IOException {
        byte[] part = new byte[1 << 20];
        RecordVisitor skipping = new RecordVisitor() {
            @Override
            public boolean onRecord(RecordView record) {
                return true;
            }

            @Override
            public boolean onSnapshot(SnapshotInput snapshot) {
                while (snapshot.remaining() > 0) {
                    snapshot.readBytes(part);
                }
                return true;
            }
        };
        Files.delete(newest);
        Files.delete(directory.resolve("snapshot-6.fbs"));
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        JournalSnapshots.in(directory).make(skipping, 16, out -> {
            for (int i = 0; i < 64; i++) {
                out.putBytes(part, 0, part.length);
            }
        });
        assertThat(list(directory)).singleElement().matches(SnapshotInfo::isGood);
        JournalScanner.of(directory).scanFromSnapshot(skipping, finding -> {});

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
    }

    @Test
    void noneIsMadeOfAJournalThatIsDamaged() throws IOException {
        Journals.flip(
                Journals.rollFiles(directory).get(0),
                Journals.scan(directory).summary().dataBytes() - 20,
                1);

        assertThatThrownBy(() -> make(directory, Long.MAX_VALUE)).isInstanceOf(JournalDamagedException.class);
        assertThat(snapshots(directory)).containsExactly("snapshot-11.fbs", "snapshot-6.fbs");
    }

    @Test
    void whatItsUserThrowsLeavesNothingBehind() throws IOException {
        Ledger state = new Ledger();
        assertThatThrownBy(() -> JournalSnapshots.in(directory).make(state, 15, out -> {
                    out.putBytes(new byte[100_000], 0, 100_000);
                    throw new IllegalStateException("full");
                }))
                .hasMessage("full");
        assertThat(Files.list(directory).map(Path::toString)).noneMatch(name -> name.endsWith(".new"));
        assertThat(offered()).containsExactly(11L);
    }

    private void isPassedOver(String problem) {
        assertThat(problems(directory)).singleElement().asString().contains(problem);
        Ledger ledger = new Ledger();
        JournalScanner.of(directory).scanFromSnapshot(ledger, finding -> {
            throw new AssertionError(finding.toString());
        });
        assertThat(ledger.offered).containsExactly(6L);
        assertThat(ledger.state()).isEqualTo(whole);
    }

    private SnapshotHeader header() throws IOException {
        try {
            return SnapshotHeader.decode(java.util.Arrays.copyOf(Files.readAllBytes(newest), SnapshotHeader.LENGTH));
        } catch (SnapshotFault e) {
            throw new AssertionError(e);
        }
    }

    private void write(SnapshotHeader header) throws IOException {
        Journals.write(newest, 0, header.encode().array());
    }

    /** Which snapshot a scan begins with. */
    private List<Long> offered() {
        Ledger ledger = new Ledger();
        JournalScanner.of(directory).scanFromSnapshot(ledger, finding -> {
            throw new AssertionError(finding.toString());
        });
        assertThat(ledger.state()).isEqualTo(whole);
        return ledger.offered;
    }

    private static List<SnapshotInfo> list(Path directory) {
        return JournalSnapshots.in(directory).list();
    }

    private static List<String> problems(Path directory) {
        return list(directory).stream()
                .filter(info -> !info.isGood())
                .map(info -> info.finding().text())
                .toList();
    }
}
