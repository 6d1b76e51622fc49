package io.flipbook.journal;

import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.appendPairs;
import static io.flipbook.journal.Journals.scanClean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a file system of a few MiB that has no space left, to the page, for the manifest or for what is made with it. */
class NoSpaceForManifestTest {
    private static final long PAGE_BYTES = 4096;

    @TempDir
    Path temp;

    private SmallDisk disk;
    private Path directory;
    private final SetClock clock = new SetClock();

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.mount(Files.createDirectory(temp.resolve("disk")), 48);
        directory = disk.path().resolve("journal");
    }

    @AfterEach
    void unmount() throws Exception {
        disk.close();
    }

    /** Takes what is left as soon as anything of the journal's was made, written, reserved or given back. */
    private final class Neighbour extends FileOperations {
        boolean isHungry;

        void takeAll() {
            if (isHungry) {
                try {
                    disk.fill();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        FileChannel open(Path file, OpenOption... options) throws IOException {
            takeAll();
            return super.open(file, options);
        }

        @Override
        FileSpace openSpace(Path file) throws IOException {
            return new PassedOnSpace(super.openSpace(file)) {
                @Override
                public boolean allocate(long offset, long lengthBytes) throws IOException {
                    boolean allocated = super.allocate(offset, lengthBytes);
                    takeAll();
                    return allocated;
                }

                @Override
                public void release(long offset, long lengthBytes) {
                    super.release(offset, lengthBytes);
                    takeAll();
                }
            };
        }
    }

    @Test
    void refusesARollOrHasAllThatItNeeds() {
        long least = Room.FIRST_INDEXES_BYTES + Room.PROMISED_BYTES;
        int rolled = 0;
        int refused = 0;
        try (Journal journal = open(FileOperations.SYSTEM)) {
            append(journal, 8);
            for (long left = least - 4 * PAGE_BYTES; left < least + 12 * PAGE_BYTES; left += PAGE_BYTES) {
                clock.nowNs += Journals.DAY_NS;
                leave(left);
                try {
                    append(journal, 8);
                    rolled++;
                } catch (JournalFullException e) {
                    refused++;
                }
                free();
                append(journal, 8);
            }
            assertThat(journal.lastSequence()).isEqualTo(2 + rolled + rolled + refused);
        }

        assertThat(rolled).isGreaterThan(4);
        assertThat(refused).isGreaterThan(2);
        assertThat(scanClean(directory).summary().rollFiles()).isEqualTo(1 + rolled + refused);
    }

    @Test
    void rollsWithTheManifestThoughAllOtherSpaceIsTakenOnTheWay() {
        Neighbour neighbour = new Neighbour();
        try (Journal journal = open(neighbour)) {
            append(journal, 8);
            clock.nowNs += Journals.DAY_NS;
            journal.reserve();
            neighbour.isHungry = true;
            neighbour.takeAll();
            assertThat(append(journal, 8)).isEqualTo(3);
            assertThat(append(journal, 8)).isEqualTo(4);

            clock.nowNs += Journals.DAY_NS;
            assertThatThrownBy(() -> append(journal, 8))
                    .isInstanceOf(JournalFullException.class)
                    .hasMessageContaining(JournalFiles.MANIFEST);
            neighbour.isHungry = false;
            free();
            assertThat(append(journal, 8)).isEqualTo(5);
        }
        assertThat(scanClean(directory).summary().rollFiles()).isEqualTo(3);
    }

    @Test
    void endsWithTheManifestThoughAllThatTheEndGivesBackIsTaken() throws IOException {
        Neighbour neighbour = new Neighbour();
        Journal journal = open(neighbour);
        appendPairs(journal, 10);
        neighbour.isHungry = true;
        neighbour.takeAll();
        journal.close();

        assertThat(scanClean(directory).summary().endedCleanly()).isTrue();
        assertThat(disk.usableBytes()).isLessThanOrEqualTo(PAGE_BYTES);
        assertThat(Files.readString(directory.resolve(JournalFiles.MANIFEST))).contains("file 20231115H.cq4 1 22 ");
        assertThat(directory.resolve(JournalFiles.MANIFEST_ASIDE)).doesNotExist();
    }

    @Test
    void goesOnWithoutRetentionWhereThereIsNoSpaceToSayWhatIsDropped() {
        Neighbour neighbour = new Neighbour();
        JournalConfig config = config(neighbour).retention(Retention.ofBytes(1)).oldestNeeded(() -> Long.MAX_VALUE);
        try (Journal journal = Journal.open(config, record -> true)) {
            append(journal, 8);
            clock.nowNs += Journals.DAY_NS;
            journal.reserve();
            neighbour.isHungry = true;
            neighbour.takeAll();
            append(journal, 8);
            append(journal, 8);
            assertThat(Journals.rollFiles(directory)).hasSize(2);

            neighbour.isHungry = false;
            free();
            clock.nowNs += Journals.DAY_NS;
            assertThat(append(journal, 8)).isEqualTo(5);
        }
        assertThat(Journals.rollFiles(directory)).hasSize(1);
        assertThat(Journals.scan(directory).findings()).isEmpty();
    }

    @Test
    void createsOrRefusesANewJournalWhateverIsLeft() {
        for (long left : lefts()) {
            clock.nowNs += Journals.DAY_NS;
            directory = disk.path().resolve("journal-" + left);
            openOrRefuse(left);
            open(FileOperations.SYSTEM).close();
            assertClean();
            Journals.rollFiles(directory).forEach(NoSpaceForManifestTest::delete);
        }
    }

    @Test
    void opensOrRefusesAJournalWhateverIsLeftAndLosesNothing() throws IOException {
        Path killed = temp.resolve("killed");
        try (Journal journal = Journals.open(temp.resolve("journal"), clock)) {
            appendPairs(journal, 10);
            Journals.copyQueue(temp.resolve("journal"), killed);
        }
        clock.nowNs += Journals.DAY_NS;
        for (long left : lefts()) {
            directory = Journals.copyQueue(killed, disk.path().resolve("journal"));
            openOrRefuse(left);
            assertThat(Journals.scan(directory).records()).hasSizeGreaterThanOrEqualTo(21);
            open(FileOperations.SYSTEM).close();
            assertClean();
            JournalFiles.removeAll(directory, true);
        }
    }

    /** By the page where little is left, then more and more. */
    private static long[] lefts() {
        return LongStream.concat(
                        LongStream.range(0, 8).map(page -> page * PAGE_BYTES),
                        LongStream.range(1, 16).map(part -> part * 130 << 10))
                .toArray();
    }

    private void openOrRefuse(long left) {
        leave(left);
        try {
            open(FileOperations.SYSTEM).close();
            assertThat(left).isGreaterThan(Room.PROMISED_BYTES);
        } catch (JournalIoException e) {
            assertThat(e).hasMessageContaining("No space left").hasMessageContaining(directory.toString());
            assertThat(e.getMessage()).doesNotContain("\n");
            assertThat(left).isLessThan(2 << 20);
        } finally {
            free();
        }
    }

    private void assertClean() {
        Journals.Scanned scanned = Journals.scan(directory);
        assertThat(scanned.findings()).isEmpty();
        assertThat(scanned.summary().endedCleanly()).isTrue();
    }

    private void leave(long bytes) {
        try {
            disk.leave(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void free() {
        try {
            disk.free();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Journal open(FileOperations files) {
        return Journal.open(config(files), record -> true);
    }

    private JournalConfig config(FileOperations files) {
        return Journals.config(directory, clock).files(files).roomBytes(JournalConfig.MIN_ROOM_BYTES);
    }
}
