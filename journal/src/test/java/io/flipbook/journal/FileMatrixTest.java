package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.Scanned;
import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can happen to a whole file, to each file of a journal: nothing of it goes unnoticed. */
@Timeout(120)
class FileMatrixTest {
    private static final int DAYS = 4;

    @TempDir
    Path temp;

    private Path ended;
    private Path killed;
    private Path early;
    private Path other;

    /** What happens to a file. */
    enum Fault {
        DELETED {
            @Override
            void befall(Path file, Path next, FileMatrixTest test) throws IOException {
                Files.delete(file);
            }
        },
        SWAPPED {
            @Override
            void befall(Path file, Path next, FileMatrixTest test) throws IOException {
                byte[] bytes = Files.readAllBytes(file);
                Files.copy(next, file, StandardCopyOption.REPLACE_EXISTING);
                Files.write(next, bytes);
            }
        },
        DOUBLED {
            @Override
            void befall(Path file, Path next, FileMatrixTest test) throws IOException {
                Files.copy(file, next, StandardCopyOption.REPLACE_EXISTING);
            }
        },
        DOUBLED_BEHIND_THE_LAST {
            @Override
            void befall(Path file, Path next, FileMatrixTest test) throws IOException {
                Files.copy(file, file.resolveSibling("20240101H.cq4"));
            }
        },
        DOUBLED_BEFORE_THE_FIRST {
            @Override
            void befall(Path file, Path next, FileMatrixTest test) throws IOException {
                Files.copy(file, file.resolveSibling("20230101H.cq4"));
            }
        },
        EMPTIED {
            @Override
            void befall(Path file, Path next, FileMatrixTest test) throws IOException {
                Files.write(file, new byte[0]);
            }
        },
        ZEROED {
            @Override
            void befall(Path file, Path next, FileMatrixTest test) throws IOException {
                Files.write(file, new byte[(int) Files.size(file)]);
            }
        },
        OF_ANOTHER_JOURNAL {
            @Override
            void befall(Path file, Path next, FileMatrixTest test) throws IOException {
                Files.copy(test.other.resolve(file.getFileName()), file, StandardCopyOption.REPLACE_EXISTING);
            }
        },
        A_LINK {
            @Override
            void befall(Path file, Path next, FileMatrixTest test) throws IOException {
                Path elsewhere = test.temp.resolve("elsewhere");
                Files.move(file, elsewhere, StandardCopyOption.REPLACE_EXISTING);
                Files.createSymbolicLink(file, elsewhere);
            }
        },
        A_DIRECTORY {
            @Override
            void befall(Path file, Path next, FileMatrixTest test) throws IOException {
                Files.delete(file);
                Files.createDirectory(file);
            }
        },
        A_FIFO {
            @Override
            void befall(Path file, Path next, FileMatrixTest test) throws IOException, InterruptedException {
                Files.delete(file);
                assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                        .isZero();
            }
        };

        abstract void befall(Path file, Path next, FileMatrixTest test) throws IOException, InterruptedException;
    }

    @BeforeEach
    void writeJournals() throws IOException {
        ended = temp.resolve("ended");
        killed = temp.resolve("killed");
        early = temp.resolve("early");
        SetClock clock = new SetClock();
        try (Journal journal = Journals.open(ended, clock)) {
            for (int day = 0; day < DAYS; day++) {
                clock.nowNs = Journals.NOON_NS + day * Journals.DAY_NS;
                Journals.appendPairs(journal, 10);
                if (day == DAYS - 3) {
                    Journals.copyQueue(ended, early);
                }
            }
            Journals.copyQueue(ended, killed);
        }
        other = temp.resolve("other");
        Journals.writeDays(other, DAYS);
        Journals.scanClean(ended);
        Journals.scanClean(killed);
        Journals.scanClean(early);
    }

    @ParameterizedTest
    @EnumSource
    void findsWhatHappensToARollFile(Fault fault) throws Exception {
        for (Path whole : List.of(ended, killed)) {
            List<Read> written = Journals.scan(whole).records();
            for (int i = 0; i < DAYS; i++) {
                Path journal = copy(whole);
                List<Path> files = Journals.rollFiles(journal);
                fault.befall(files.get(i), files.get((i + 1) % DAYS), this);
                assertFound(journal, written, fault + " " + files.get(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DOUBLED_BEHIND_THE_LAST", "DOUBLED_BEFORE_THE_FIRST"})
    void findsWhatHappensToManifestAndMetadata(Fault fault) throws Exception {
        for (Path whole : List.of(ended, killed)) {
            List<Read> written = Journals.scan(whole).records();
            for (String name : new String[] {JournalFiles.MANIFEST, JournalFiles.METADATA}) {
                Path journal = copy(whole);
                boolean isHarmless = fault == Fault.OF_ANOTHER_JOURNAL && name.equals(JournalFiles.METADATA);
                fault.befall(journal.resolve(name), Journals.rollFiles(journal).get(0), this);
                if (isHarmless) {
                    // It says nothing that is not so.
                    assertThat(Journals.scan(journal).records()).isEqualTo(written);
                } else {
                    assertFound(journal, written, fault + " " + name);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DOUBLED_BEHIND_THE_LAST", "DOUBLED_BEFORE_THE_FIRST"})
    void findsWhatHappensToASnapshotOrTheListOfThemAndReadsTheSame(Fault fault) throws Exception {
        String state = Ledger.ofWhole(killed).state();
        makeSnapshots(other);
        String[] names = {"snapshot-25.fbs", "snapshot-45.fbs", JournalFiles.SNAPSHOTS};
        for (int i = 0; i < names.length; i++) {
            Path journal = copy(killed);
            makeSnapshots(journal);
            assertThat(JournalSnapshots.in(journal).check().findings()).isEmpty();
            fault.befall(journal.resolve(names[i]), journal.resolve(names[(i + 1) % names.length]), this);

            String what = fault + " " + names[i];
            List<Finding> findings = JournalSnapshots.in(journal).check().findings();
            assertThat(findings).as(what).extracting(Finding::kind).containsOnly(FindingKind.SNAPSHOT);
            assertThat(findings).as(what).extracting(Finding::file).containsAnyOf(names[i], names[(i + 1) % 3]);
            assertThat(SnapshotTest.reopen(journal).state()).as(what).isEqualTo(state);
        }
    }

    private static void makeSnapshots(Path journal) {
        SnapshotTest.make(journal, 25);
        SnapshotTest.make(journal, 45);
    }

    @ParameterizedTest
    @EnumSource(names = {"A_LINK", "A_DIRECTORY", "A_FIFO"})
    void findsThatTheWritersFilesAreNoFiles(Fault fault) throws Exception {
        for (String name : new String[] {JournalFiles.LOCK, JournalFiles.WRITER, JournalFiles.MANIFEST_ASIDE}) {
            Path journal = copy(ended);
            Files.write(journal.resolve(name), new byte[0]);
            fault.befall(journal.resolve(name), null, this);
            Scanned scanned = Journals.scan(journal);
            assertThat(scanned.kinds()).containsExactly(FindingKind.FOREIGN_FILE);
            assertThat(scanned.findings().get(0).file()).isEqualTo(name);
            assertThatThrownBy(() -> Journals.open(journal)).isInstanceOf(JournalException.class);
        }
    }

    @Test
    void findsAFileThatIsMissingTogetherWithTheMetadataThatKnewIt() throws IOException {
        for (Path whole : List.of(ended, killed)) {
            List<Read> written = Journals.scan(whole).records();
            Path journal = copy(whole);
            Path last = Journals.rollFiles(journal).get(DAYS - 1);
            Files.delete(last);
            Files.copy(
                    early.resolve(JournalFiles.METADATA),
                    journal.resolve(JournalFiles.METADATA),
                    StandardCopyOption.REPLACE_EXISTING);
            assertFound(journal, written, "last and metadata");
            assertThat(Journals.scan(journal).findings())
                    .extracting(Finding::file)
                    .contains(last.getFileName().toString());
        }
    }

    @Test
    void findsALastFileThatIsOlderThanTheCleanEnd() throws IOException {
        Path journal = copy(ended);
        Path last = Journals.rollFiles(journal).get(DAYS - 1);
        Files.copy(killed.resolve(last.getFileName()), last, StandardCopyOption.REPLACE_EXISTING);
        assertThat(Journals.scan(journal).findings())
                .extracting(Finding::kind, Finding::file)
                .containsExactly(tuple(FindingKind.MANIFEST, last.getFileName().toString()));
        assertThatThrownBy(() -> Journals.open(journal)).isInstanceOf(JournalDamagedException.class);
    }

    @Test
    void findsAManifestOfAnotherJournalWithTheSameFiles() throws IOException {
        Path journal = copy(killed);
        Path manifest = journal.resolve(JournalFiles.MANIFEST);
        Manifest own = parse(manifest);
        Manifest foreign =
                new Manifest(UUID.randomUUID(), own.firstSequence(), own.crcBefore(), own.dropped(), own.files());
        Files.write(manifest, foreign.encode());
        assertThat(Journals.scan(journal).findings())
                .extracting(Finding::kind, Finding::file)
                .containsExactly(tuple(FindingKind.MANIFEST, JournalFiles.MANIFEST));
    }

    private static Manifest parse(Path manifest) throws IOException {
        try {
            return Manifest.parse(Files.readAllBytes(manifest));
        } catch (Manifest.MalformedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void findsThatTheWholeQueueIsMissing() throws IOException {
        Path journal = copy(ended);
        for (Path file : Journals.rollFiles(journal)) {
            Files.delete(file);
        }
        Files.delete(journal.resolve(JournalFiles.METADATA));
        assertThat(Journals.scan(journal).kinds())
                .containsOnly(FindingKind.ROLL_FILE_MISSING)
                .hasSize(DAYS);
        assertThatThrownBy(() -> Journals.open(journal)).isInstanceOf(JournalDamagedException.class);
    }

    @Test
    void findsAManifestThatIsOlderThanTheJournal() throws IOException {
        for (Path whole : List.of(ended, killed)) {
            List<Read> written = Journals.scan(whole).records();
            Path journal = copy(whole);
            Path manifest = journal.resolve(JournalFiles.MANIFEST);
            Files.copy(early.resolve(JournalFiles.MANIFEST), manifest, StandardCopyOption.REPLACE_EXISTING);
            assertFound(journal, written, "older");
            assertThat(Journals.scan(journal).kinds()).containsExactly(FindingKind.MANIFEST);
            assertThat(Journals.scan(journal).records()).isEqualTo(written);
        }
    }

    @Test
    void findsAManifestOfASessionBefore() throws IOException {
        byte[] before = Files.readAllBytes(ended.resolve(JournalFiles.MANIFEST));
        SetClock clock = new SetClock();
        clock.nowNs += DAYS * Journals.DAY_NS;
        Journals.open(ended, clock).close();
        Journals.scanClean(ended);
        Files.write(ended.resolve(JournalFiles.MANIFEST), before);
        assertThat(Journals.scan(ended).kinds()).containsExactly(FindingKind.MANIFEST);
        assertThat(Journals.scan(ended).findings().get(0).text()).contains("older");
    }

    @Test
    void isCleanWhereTheManifestLagsBehindByTheFileThatWasJustBegun() throws IOException {
        Path journal = temp.resolve("lagging");
        SetClock clock = new SetClock();
        byte[] manifest;
        try (Journal writer = Journals.open(temp.resolve("whole"), clock)) {
            Journals.appendPairs(writer, 3);
            manifest = Files.readAllBytes(temp.resolve("whole").resolve(JournalFiles.MANIFEST));
            clock.nowNs += Journals.DAY_NS;
            Journals.append(writer, 8);
            Journals.copyQueue(temp.resolve("whole"), journal);
        }
        Files.write(journal.resolve(JournalFiles.MANIFEST), manifest);
        Journals.scanClean(journal);
        Journals.open(journal, clock).close();
        Journals.scanClean(journal);
    }

    private void assertFound(Path journal, List<Read> written, String what) {
        Scanned scanned = Journals.scan(journal);
        assertThat(scanned.findings()).as(what).isNotEmpty();
        if (!what.startsWith(Fault.OF_ANOTHER_JOURNAL.toString())) {
            assertThat(written.containsAll(scanned.records())).as(what).isTrue();
        }
        List<String> names = new ArrayList<>();
        scanned.findings().forEach(finding -> names.add(finding.file()));
        assertThat(names)
                .as(what)
                .allMatch(name -> RollFile.isRollFileName(name)
                        || name.equals(JournalFiles.MANIFEST)
                        || name.equals(JournalFiles.METADATA));
        assertThatThrownBy(() -> Journals.open(journal)).as(what).isInstanceOf(JournalDamagedException.class);
    }

    private Path copy(Path journal) throws IOException {
        Path copy = temp.resolve("copy");
        if (Files.exists(copy)) {
            try (Stream<Path> entries = Files.list(copy)) {
                for (Path entry : entries.toList()) {
                    Files.delete(entry);
                }
            }
        }
        assertThat(Files.exists(copy, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(copy))
                .isFalse();
        return Journals.copyQueue(journal, copy);
    }
}
