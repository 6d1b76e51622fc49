package io.flipbook.journal;

import static io.flipbook.journal.SnapshotTest.make;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.SnapshotList.Kept;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotListTest {
    private static final SnapshotList LIST = new SnapshotList(
            UUID.fromString("8c0e2f5e-0000-4000-8000-00000000002a"),
            List.of(new Kept(9, 100, 0xab), new Kept(12, 4_294_967_384L, 0x9f3c11aa)));
    private static final String TEXT = "flipbook-snapshots 1\njournal 8c0e2f5e-0000-4000-8000-00000000002a\n"
            + "snapshot 9 100 000000ab\nsnapshot 12 4294967384 9f3c11aa\n";

    @TempDir
    Path temp;

    @Test
    void isWrittenAsTheFormatSays() {
        assertThat(LIST.encode()).isEqualTo(SealedText.seal(TEXT));
        assertThat(SnapshotList.parse(LIST.encode())).isEqualTo(LIST);
        SnapshotList empty = new SnapshotList(LIST.identity(), List.of());
        assertThat(SnapshotList.parse(empty.encode())).isEqualTo(empty);
    }

    @Test
    void isRefusedWithAnyBitFlippedOrAnyCut() {
        byte[] good = LIST.encode();
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            isRefused(bad, "bit " + bit);
        }
        for (int length = 0; length < good.length; length++) {
            isRefused(java.util.Arrays.copyOf(good, length), "cut to " + length);
        }
    }

    @Test
    void isRefusedWhereAGoodChecksumCoversWhatNoWriterWrites() {
        String[][] changes = {
            {"flipbook-snapshots 1", "flipbook-snapshots 2"},
            {"flipbook-snapshots 1", "flipbook-manifest 1"},
            {"journal 8c", "journal 8C"},
            {"journal ", ""},
            {"snapshot 9 100", "snapshot 12 100"},
            {"snapshot 9 100", "snapshot 0 100"},
            {"snapshot 9 100", "snapshot -9 100"},
            {"snapshot 9 100", "snapshot 9 87"},
            {"snapshot 9 100", "snapshot 9  100"},
            {"snapshot 9 100", "snapshot 9"},
            {"snapshot 9 100", "snapsh\u0000t 9 100"},
            {"snapshot 9 100", "snapshot 99999999999999999999 100"},
            {"9f3c11aa\n", "9f3c11aa\n\n"},
            {"9f3c11aa\n", "9f3c11aa 1\n"},
            {TEXT, "\n"},
            {"9f3c11aa\n", "9f3c11aa\n" + "snapshot 13 100 000000ab\n".repeat(200)},
        };
        for (String[] change : changes) {
            isRefused(SealedText.seal(TEXT.replace(change[0], change[1])), change[1]);
        }
    }

    @Test
    void namesWhatIsKeptAndNobodyElseCanReadIt() throws Exception {
        Path journal = journalWith(3, 4, 9);
        SnapshotList list = list(journal);
        assertThat(list.kept()).extracting(Kept::sequence).containsExactly(4L, 9L);
        for (Kept each : list.kept()) {
            Path file = journal.resolve(SnapshotFile.nameOf(each.sequence()));
            assertThat(each.sizeBytes()).isEqualTo(Files.size(file));
        }
        Path file = journal.resolve(JournalFiles.SNAPSHOTS);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.US_ASCII))
                .startsWith("flipbook-snapshots 1\njournal " + list.identity() + "\nsnapshot 4 ");
    }

    @Test
    void missesEachOfThemAndAllOfThem() throws IOException {
        Path journal = journalWith(4, 9);
        Files.delete(journal.resolve("snapshot-4.fbs"));
        assertThat(findings(journal))
                .containsExactly("snapshot-4.fbs 4 the file is missing; flipbook.snapshots names it");
        Files.delete(journal.resolve("snapshot-9.fbs"));
        assertThat(findings(journal))
                .containsExactly(
                        "snapshot-9.fbs 9 the file is missing; flipbook.snapshots names it",
                        "snapshot-4.fbs 4 the file is missing; flipbook.snapshots names it");
        assertThat(JournalSnapshots.in(journal).list()).hasSize(2).noneMatch(SnapshotInfo::isGood);

        assertThat(make(journal, 12)).isEqualTo(12);
        assertThat(findings(journal)).isEmpty();
    }

    @Test
    void isMissedWhereThereAreSnapshotsAndMadeAgainWithTheNext() throws Exception {
        Path journal = journalWith(4, 9);
        Files.delete(journal.resolve(JournalFiles.SNAPSHOTS));
        assertThat(findings(journal))
                .containsExactly("flipbook.snapshots 0 the file is missing, and there are snapshots");
        assertThat(make(journal, 12)).isEqualTo(12);
        assertThat(findings(journal)).isEmpty();
        assertThat(list(journal).kept()).extracting(Kept::sequence).containsExactly(9L, 12L);
    }

    @Test
    void saysThatASnapshotIsAnotherOfTheSameRecord() throws IOException {
        Path journal = journalWith(4, 9);
        byte[] own = Files.readAllBytes(journal.resolve(JournalFiles.SNAPSHOTS));
        Files.delete(journal.resolve("snapshot-9.fbs"));
        Ledger state = new Ledger();
        JournalSnapshots.in(journal).make(state, 9, out -> out.putLong(1));
        assertThat(findings(journal)).isEmpty();
        Files.write(journal.resolve(JournalFiles.SNAPSHOTS), own);
        assertThat(findings(journal))
                .containsExactly("snapshot-9.fbs 9 it is another one than flipbook.snapshots names");
    }

    @Test
    void mayLagBehindByOneThatIsNewerAndOneThatIsOlderAndNoMore() throws IOException {
        Path journal = journalWith(3, 4, 9);
        Path before = Journals.copyQueue(journal, temp.resolve("before"));
        for (long sequence : new long[] {2, 3}) {
            make(before, sequence);
        }
        Files.copy(before.resolve("snapshot-3.fbs"), journal.resolve("snapshot-3.fbs"));
        byte[] own = Files.readAllBytes(journal.resolve(JournalFiles.SNAPSHOTS));
        assertThat(findings(journal)).isEmpty();
        Files.copy(before.resolve("snapshot-2.fbs"), journal.resolve("snapshot-2.fbs"));
        assertThat(findings(journal)).singleElement().asString().contains("does not name 2");

        make(journal, 12);
        assertThat(findings(journal)).isEmpty();
        write(
                journal,
                new SnapshotList(
                        list(journal).identity(), List.of(list(journal).kept().get(0))));
        assertThat(findings(journal)).isEmpty();
        write(journal, new SnapshotList(list(journal).identity(), List.of()));
        assertThat(findings(journal)).singleElement().asString().contains("does not name 2");
        Files.write(journal.resolve(JournalFiles.SNAPSHOTS), own);
        assertThat(findings(journal))
                .containsExactly("snapshot-4.fbs 4 the file is missing; flipbook.snapshots names it");
    }

    @Test
    void isNotThatOfAnotherJournalNorOfRecordsThatThereAreNot() throws Exception {
        Path journal = journalWith(4, 9);
        SnapshotList own = list(journal);
        write(journal, new SnapshotList(UUID.randomUUID(), own.kept()));
        assertThat(findings(journal))
                .singleElement()
                .asString()
                .startsWith("flipbook.snapshots 0 it is of the journal");
        write(
                journal,
                new SnapshotList(
                        own.identity(), List.of(own.kept().get(0), own.kept().get(1), new Kept(999, 99, 1))));
        assertThat(findings(journal)).singleElement().asString().startsWith("snapshot-999.fbs 999 the file is missing");
    }

    @Test
    void isNoFindingWhereThereWasNeverASnapshot() throws IOException {
        Path journal = journalWith();
        assertThat(findings(journal)).isEmpty();
        assertThat(journal.resolve(JournalFiles.SNAPSHOTS)).doesNotExist();
    }

    @Test
    void isReadAgainWhenItWasReplacedWhileItWasCompared() throws IOException {
        Path journal = journalWith(4, 9);
        FileOperations files = new FileOperations() {
            private boolean done;
            private byte[] replaced;

            @Override
            java.nio.file.attribute.BasicFileAttributes attributes(Path entry) throws IOException {
                if (!entry.endsWith(JournalFiles.SNAPSHOTS)) {
                    return super.attributes(entry);
                }
                if (!done) {
                    done = true;
                    byte[] old = Files.readAllBytes(entry);
                    make(journal, 12);
                    make(journal, 14);
                    replaced = Files.readAllBytes(entry);
                    Files.write(entry, old);
                } else {
                    Files.write(entry, replaced);
                }
                return super.attributes(entry);
            }
        };
        assertThat(SnapshotListCheck.of(files, journal).findings()).isEmpty();
        assertThat(SnapshotTest.snapshots(journal)).containsExactly("snapshot-14.fbs", "snapshot-12.fbs");
    }

    private Path journalWith(long... sequences) {
        Path journal = temp.resolve("journal");
        Journals.writeMixed(journal);
        for (long sequence : sequences) {
            make(journal, sequence);
        }
        return journal;
    }

    private static List<String> findings(Path journal) {
        return JournalSnapshots.in(journal).check().findings().stream()
                .peek(finding -> assertThat(finding.kind()).isEqualTo(FindingKind.SNAPSHOT))
                .map(finding -> finding.file() + " " + finding.sequence() + " " + finding.text())
                .toList();
    }

    private static SnapshotList list(Path journal) throws IOException {
        return SnapshotList.parse(Files.readAllBytes(journal.resolve(JournalFiles.SNAPSHOTS)));
    }

    private static void write(Path journal, SnapshotList list) throws IOException {
        new SnapshotListFile(FileOperations.SYSTEM, journal).write(list);
    }

    private static void isRefused(byte[] bytes, String what) {
        assertThatThrownBy(() -> SnapshotList.parse(bytes)).as(what).isInstanceOf(IllegalArgumentException.class);
    }
}
