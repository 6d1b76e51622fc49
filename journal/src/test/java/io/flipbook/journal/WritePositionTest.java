package io.flipbook.journal;

import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.appendPairs;
import static io.flipbook.journal.Journals.payload;
import static io.flipbook.journal.Journals.rollFiles;
import static io.flipbook.journal.Journals.scanClean;
import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The header of a roll file leads to the last document that is forced, not to one that a power cut may take. */
class WritePositionTest {
    @TempDir
    Path temp;

    private final SetClock clock = new SetClock();

    @Test
    void isThatOfTheLastDocumentThatIsForced() throws IOException {
        try (Journal journal = open(SyncPolicy.EACH)) {
            for (int i = 0; i < 3; i++) {
                appendPairs(journal, 2);
                assertThat(noted()).isEqualTo(lastDocument());

                long before = noted();
                journal.appendReserving(Journals.TYPE, 0, payload(32, 1), 0, 32, 40);
                assertThat(noted()).isEqualTo(before);
                journal.fill(Journals.OTHER_TYPE, 0, payload(99, 1), 0, 99);
                assertThat(noted()).as("behind two documents").isEqualTo(lastDocument());

                append(journal, 8);
                assertThat(noted()).isEqualTo(lastDocument());
                clock.nowNs += Journals.DAY_NS;
            }
        }
        assertThat(noted()).as("the end").isEqualTo(lastDocument());
    }

    @Test
    void isNoneInAFileOfWhichNothingIsForced() throws IOException {
        try (Journal journal = open(SyncPolicy.EACH)) {
            clock.nowNs += Journals.DAY_NS;
            journal.appendReserving(Journals.TYPE, 0, payload(32, 1), 0, 32, 40);
            assertThat(noted()).isZero();
            journal.fill(Journals.OTHER_TYPE, 0, payload(40, 1), 0, 40);
            assertThat(noted()).isEqualTo(lastDocument());
        }
    }

    @Test
    void isThatOfTheLastDocumentWhereNotEachIsForced() throws IOException {
        try (Journal journal = open(SyncPolicy.parse("every=10"))) {
            journal.appendReserving(Journals.TYPE, 0, payload(32, 1), 0, 32, 40);
            assertThat(noted()).isEqualTo(lastDocument());
        }
    }

    @Test
    void leavesAJournalThatGoesOnWhereItsWriterWasKilledWhileItWasHeldBack() throws IOException {
        Path running = temp.resolve("journal");
        Path killed = temp.resolve("killed");
        try (Journal journal = open(SyncPolicy.EACH)) {
            appendPairs(journal, 3);
            journal.appendReserving(Journals.TYPE, 0, payload(32, 1), 0, 32, 40);
            Journals.copyQueue(running, killed);
        }
        long records = scanClean(killed).records().size();

        for (SyncPolicy policy : List.of(SyncPolicy.EACH, SyncPolicy.NONE)) {
            try (Journal journal = Journal.open(Journals.config(killed, clock).syncPolicy(policy), record -> true)) {
                appendPairs(journal, 3);
            }
            records += 8;
            assertThat(scanClean(killed).records()).hasSize((int) records);
        }
    }

    private Journal open(SyncPolicy policy) {
        return Journal.open(Journals.config(temp.resolve("journal"), clock).syncPolicy(policy), record -> true);
    }

    private long noted() throws IOException {
        List<Path> files = rollFiles(temp.resolve("journal"));
        try (FileChannel channel = FileChannel.open(files.get(files.size() - 1))) {
            ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(RecordLayout.ORDER);
            channel.read(bytes, ChronicleFormat.WRITE_POSITION_OFFSET);
            return bytes.getLong(0);
        }
    }

    private long lastDocument() {
        long[] at = {0};
        long[] place = {0};
        JournalScanner.of(temp.resolve("journal"))
                .scan(
                        record -> {
                            // One that lies right behind the record before fills the place in its document.
                            boolean fills = record.fileOffset() == place[0];
                            at[0] = fills ? at[0] : record.fileOffset() - ChronicleFormat.WORD_BYTES;
                            boolean reserves = (record.flags() & RecordLayout.RESERVES) != 0;
                            place[0] = reserves ? record.fileOffset() + record.length() : 0;
                            return true;
                        },
                        finding -> {});
        return at[0];
    }
}
