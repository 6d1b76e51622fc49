package io.flipbook.journal;

import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.open;
import static io.flipbook.journal.Journals.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterLockTest {
    private static final long AT_ONCE_NS = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    Path temp;

    @Test
    void refusesASecondWriterInTheSameProcess() throws IOException {
        Path directory = temp.resolve("journal");
        Path link = Files.createSymbolicLink(temp.resolve("link"), directory);
        try (Journal journal = open(directory)) {
            for (Path name : new Path[] {directory, link}) {
                long before = System.nanoTime();
                assertThatIllegalStateException()
                        .isThrownBy(() -> open(name))
                        .withMessageContaining(
                                "process " + ProcessHandle.current().pid());
                assertThat(System.nanoTime() - before).isLessThan(AT_ONCE_NS);
            }
            append(journal, 8);
        }
        open(directory).close();
    }

    @Test
    void refusesASecondWriterInAnotherProcessAndNamesTheFirst() throws Exception {
        Path directory = temp.resolve("journal");
        try (ChildWriter child = ChildWriter.start(directory)) {
            child.nextAcknowledged();
            long before = System.nanoTime();
            assertThatIllegalStateException()
                    .isThrownBy(() -> open(directory))
                    .withMessageContaining("process " + child.pid());
            assertThat(System.nanoTime() - before).isLessThan(AT_ONCE_NS);
            assertThat(child.nextAcknowledged()).isPositive();
        }
    }

    @Test
    void readersNeitherTakeNorDropTheLock() throws Exception {
        Path directory = temp.resolve("journal");
        try (Journal journal = open(directory)) {
            append(journal, 8);
            scan(directory);
            WriterPresence.of(directory);
            try (JournalTailer tailer = JournalTailer.open(directory)) {
                tailer.poll(record -> true, 10);
            }
            assertThatIllegalStateException().isThrownBy(() -> open(directory));

            try (ChildWriter child = ChildWriter.start(directory)) {
                assertThat(child.hasEndedWithoutAWord()).isTrue();
            }
            append(journal, 8);
        }
        assertThat(scan(directory).findings()).isEmpty();
    }

    @Test
    void isGivenBackWhenOpeningFails() throws IOException {
        Path directory = temp.resolve("journal");
        Journals.writeMixed(directory);
        Path metadata = directory.resolve(JournalFiles.METADATA);
        byte[] good = Files.readAllBytes(metadata);
        Files.delete(metadata);
        assertThatThrownBy(() -> open(directory)).isInstanceOf(JournalDamagedException.class);

        Files.write(metadata, good);
        open(directory).close();
    }

    @Test
    void tellsWhetherAWriterIsAlive() throws Exception {
        Path directory = temp.resolve("journal");
        assertThat(WriterPresence.of(temp).alive()).isFalse();
        try (Journal journal = open(directory)) {
            WriterPresence presence = WriterPresence.of(journal.directory());
            assertThat(presence.alive()).isTrue();
            assertThat(presence.pid()).isEqualTo(ProcessHandle.current().pid());
        }
        assertThat(WriterPresence.of(directory)).isEqualTo(new WriterPresence(false, 0, 0));

        Path killed = temp.resolve("killed");
        try (ChildWriter child = ChildWriter.start(killed)) {
            child.nextAcknowledged();
            assertThat(WriterPresence.of(killed).alive()).isTrue();
            child.kill();
            assertThat(WriterPresence.of(killed).alive()).isFalse();
            assertThat(WriterPresence.of(killed).pid()).isEqualTo(child.pid());
        }
    }

    @Test
    void doesNotTakeAReusedProcessIdForTheWriter() throws IOException {
        Path directory = temp.resolve("journal");
        open(directory).close();
        String line = ProcessHandle.current().pid() + " 12345\n";
        Files.writeString(directory.resolve(JournalFiles.WRITER), line);

        assertThat(WriterPresence.of(directory).alive()).isFalse();
    }

    @Test
    void takesOverTheQueuesOwnLockFromAWriterThatWasKilled() throws IOException {
        Path directory = temp.resolve("journal");
        Journals.writeMixed(directory);
        // As Chronicle leaves it when it is killed, with a process id that is alive: our own.
        int lock = Journals.indexOf(Files.readAllBytes(directory.resolve(JournalFiles.METADATA)), "write.lock");
        byte[] held = new byte[Long.BYTES];
        held[0] = (byte) ProcessHandle.current().pid();
        held[1] = (byte) (ProcessHandle.current().pid() >> 8);
        held[2] = (byte) (ProcessHandle.current().pid() >> 16);
        long value = (lock + "write.lock".length() + 13) / 8 * 8;
        assertThat(Journals.readByte(directory.resolve(JournalFiles.METADATA), value + 7))
                .isEqualTo((byte) 0x80);
        Journals.write(directory.resolve(JournalFiles.METADATA), value, held);

        long before = System.nanoTime();
        try (Journal journal = open(directory)) {
            append(journal, 8);
        }
        assertThat(System.nanoTime() - before).isLessThan(2 * AT_ONCE_NS);
    }

    @Test
    void refusesALockFileThatLeadsElsewhere() throws IOException {
        Path directory = temp.resolve("journal");
        open(directory).close();
        Path target = Files.createFile(temp.resolve("target"));
        Files.delete(directory.resolve(JournalFiles.LOCK));
        Files.createSymbolicLink(directory.resolve(JournalFiles.LOCK), target);

        assertThatThrownBy(() -> open(directory)).isInstanceOf(JournalIoException.class);
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            assertThat(channel.tryLock()).isNotNull();
        }
    }
}
