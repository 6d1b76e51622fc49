package io.flipbook.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalDamagedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The end of a journal is lost from some byte on: the file is shorter, or holds zeros where data were.
 *
 * <p>Each of the last {@value #LAST_BYTES} bytes of the records is such a place.
 */
@Tag("long")
class EveryCutTest {
    private static final int LAST_BYTES = 8 << 10;

    /** How the end is lost. */
    private enum Loss {
        CUT,
        ZEROS
    }

    @TempDir
    private Path temp;

    @Test
    void everyCutOfAJournalThatEndedCleanlyIsAFinding() throws IOException {
        for (Loss loss : Loss.values()) {
            SampleJournal journal = SampleJournal.endedCleanly(temp.resolve("clean" + loss), 60, 60);
            List<String> written = journal.scan().records();
            losesBytes(journal, loss, (scanned, what) -> {
                // zeros where zeros were have lost nothing
                if (loss == Loss.CUT || !scanned.records().equals(written)) {
                    assertThat(scanned.findings()).as(what).isNotEmpty();
                }
                assertThat(written).as(what).startsWith(scanned.records().toArray(new String[0]));
            });
        }
    }

    @Test
    void noCutOfAJournalWhoseWriterWasKilledChangesOrHidesARecord() throws IOException {
        for (Loss loss : Loss.values()) {
            for (boolean undecided : new boolean[] {false, true}) {
                String name = loss + (undecided ? "-undecided" : "-decided");
                SampleJournal journal = SampleJournal.killed(
                        temp.resolve("running-" + name), temp.resolve("killed-" + name), 120, undecided);
                List<String> written = journal.scan().records();
                losesBytes(journal, loss, (scanned, what) -> {
                    assertThat(written).as(what).startsWith(scanned.records().toArray(new String[0]));
                    if (scanned.findings().isEmpty()) {
                        assertThat(scanned.records().size()).as(what).isGreaterThanOrEqualTo(written.size() - 1);
                    }
                });
            }
        }
    }

    /** Every byte of the very end of the file too, which is zeros that the writer has room in. */
    @Test
    void everyCutOfTheRoomBehindTheRecordsIsAFinding() throws IOException {
        SampleJournal journal = SampleJournal.endedCleanly(temp.resolve("journal"), 20);
        List<String> written = journal.scan().records();
        Path file = journal.files(false).get(0);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long size = channel.size();
            for (long to = size - 1; to >= size - LAST_BYTES; to--) {
                channel.truncate(to);
                SampleJournal.Scanned scanned = journal.scan();
                assertThat(scanned.findings()).as("cut to %d", to).isNotEmpty();
                assertThat(scanned.records()).isEqualTo(written);
            }
        }
    }

    @Test
    void opensACutJournalWithAllThatWasFinishedOrNotAtAll() throws IOException {
        SampleJournal journal = SampleJournal.killed(temp.resolve("running"), temp.resolve("killed"), 120, true);
        List<String> written = journal.scan().records();
        long end = journal.scan().summary().dataBytes();
        for (int i = 0; i < 60; i++) {
            SampleJournal cut = new SampleJournal(SampleJournal.copyOf(journal.directory, temp.resolve("cut" + i)));
            long from = end - 1 - i * (i < 30 ? 1L : 37L);
            lose(cut.files(false).get(0), i % 3 == 0 ? Loss.CUT : Loss.ZEROS, from, end);
            List<String> recovered = new ArrayList<>();
            try {
                Journal.open(SampleJournal.config(cut.directory), view -> recovered.add(SampleJournal.hex(view)))
                        .close();
                assertThat(recovered.size()).as("cut at %d", from).isGreaterThanOrEqualTo(written.size() - 1);
            } catch (JournalDamagedException e) {
                // refused, and says so
            }
            assertThat(written).as("cut at %d", from).startsWith(recovered.toArray(new String[0]));
            SampleJournal.delete(cut.directory);
        }
    }

    private interface Check {
        void check(SampleJournal.Scanned scanned, String what);
    }

    /** Loses one byte more after the other, from the end of the records. */
    private static void losesBytes(SampleJournal journal, Loss loss, Check check) throws IOException {
        long end = journal.scan().summary().dataBytes();
        long first = journal.firstRecordOffset();
        assertThat(end - first).isGreaterThan(LAST_BYTES);
        Path file = journal.files(false).get(0);
        for (long from = end - 1; from >= end - LAST_BYTES; from--) {
            lose(file, loss, from, from + 1);
            check.check(journal.scan(), loss + " from " + from + " of " + end);
        }
    }

    private static void lose(Path file, Loss loss, long from, long to) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (loss == Loss.CUT) {
                channel.truncate(from);
            } else {
                channel.write(ByteBuffer.allocate((int) (to - from)), from);
            }
        }
    }
}
