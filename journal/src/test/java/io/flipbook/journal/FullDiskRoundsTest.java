package io.flipbook.journal;

import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One journal on a file system of a few MiB that is filled again and again: while it is written, at a roll, at a
 * snapshot, at the end, and before it is opened. Mounting needs the right to do so; skipped without. {@code
 * -Dflipbook.fills=N} fills it N times.
 */
@Timeout(300)
class FullDiskRoundsTest {
    private static final int ROUNDS = Integer.getInteger("flipbook.fills", 20);
    /** What a round leaves behind at most: what it fills, what is reserved ahead, and a file's first indexes. */
    private static final int ROUND_MIB = 2;

    private static final int SNAPSHOT_BYTES = 400 << 10;
    private static final int SHORTEST_BYTES = 304;

    @TempDir
    Path temp;

    private final Random random = new Random(7);
    private final SetClock clock = new SetClock();
    private SmallDisk disk;
    private Path directory;
    private Journal journal;
    private int acknowledged;
    private int refusedRolls;
    private int failedSnapshots;
    private int refusedOpens;

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.mount(Files.createDirectory(temp.resolve("disk")), 8 + ROUNDS * ROUND_MIB);
        directory = disk.path().resolve("journal");
    }

    @AfterEach
    void unmount() throws Exception {
        disk.close();
    }

    @Test
    void losesNothingHoweverOftenAndWheneverTheDiskIsFull() throws IOException {
        open();
        for (int round = 0; round < ROUNDS; round++) {
            switch (round % 5) {
                case 0 -> disk.leave(random.nextInt(512 << 10));
                case 1 -> fillAtARoll();
                case 2 -> fillAtASnapshot();
                case 3 -> fillAtTheEnd();
                default -> fillBeforeOpening();
            }
            fill();
            disk.free();
            assertNothingIsLost();
            append(journal, 8);
            acknowledged++;
        }
        journal.close();
        acknowledged++;

        assertPayloads();
        int kinds = ROUNDS / 5;
        assertThat(refusedRolls).isGreaterThanOrEqualTo(Math.min(1, kinds));
        assertThat(failedSnapshots).isEqualTo(kinds);
        assertThat(refusedOpens).isEqualTo(kinds);
    }

    /** Just about as much is left as a new file needs. */
    private void fillAtARoll() throws IOException {
        clock.nowNs += Journals.DAY_NS;
        long least = Room.FIRST_INDEXES_BYTES + Room.PROMISED_BYTES;
        disk.leave(least + (random.nextInt(16) - 10) * 4096L);
        try {
            append(journal, 8);
            acknowledged++;
        } catch (JournalFullException e) {
            refusedRolls++;
        }
    }

    /** Less is left than the snapshot needs; the engine's is made by another thread, which changes nothing here. */
    private void fillAtASnapshot() throws IOException {
        disk.leave(random.nextInt(SNAPSHOT_BYTES));
        Ledger state = new Ledger();
        assertThatThrownBy(() -> JournalSnapshots.in(directory).make(state, Long.MAX_VALUE, out -> {
                    state.write(out);
                    out.putBytes(new byte[SNAPSHOT_BYTES], 0, SNAPSHOT_BYTES);
                }))
                .isInstanceOf(JournalIoException.class)
                .hasMessageContaining("No space left")
                .hasMessageContaining("snapshot");
        failedSnapshots++;
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("snapshot"));
        }
        append(journal, 8);
        acknowledged++;
    }

    private void fillAtTheEnd() throws IOException {
        disk.fill();
        journal.close();
        acknowledged++;
        assertThat(Journals.scan(directory).summary().endedCleanly()).isTrue();
        disk.free();
        open();
        disk.leave(random.nextInt(512 << 10));
    }

    private void fillBeforeOpening() throws IOException {
        journal.close();
        acknowledged++;
        disk.leave(random.nextInt(512 << 10));
        assertThatThrownBy(this::open).isInstanceOf(JournalIoException.class).hasMessageContaining("No space left");
        refusedOpens++;
        assertNothingIsLost();
        disk.free();
        open();
        disk.fill();
    }

    private void open() {
        journal = Journal.open(Journals.config(directory, clock).roomBytes(256 << 10), record -> true);
        acknowledged++;
    }

    /** Appends pairs until there is no space. */
    private void fill() {
        int length = SHORTEST_BYTES + 8 * random.nextInt(400);
        while (true) {
            try {
                journal.appendReserving(Journals.TYPE, 0, payload(length, acknowledged + 1), 0, length, length % 500);
            } catch (JournalFullException e) {
                assertThat(e.sequence()).isEqualTo(-1);
                assertThat(journal.lastSequence()).isEqualTo(acknowledged);
                return;
            }
            acknowledged++;
            journal.fill(Journals.OTHER_TYPE, 0, payload(length, acknowledged + 1), 0, length);
            acknowledged++;
        }
    }

    private void assertNothingIsLost() {
        long[] count = new long[1];
        JournalScanner.of(directory).scan(record -> ++count[0] == record.sequence(), finding -> {
            throw new AssertionError(finding.toString());
        });
        assertThat(count[0]).isEqualTo(acknowledged);
    }

    private void assertPayloads() {
        Journals.Scanned scanned = Journals.scanClean(directory);
        assertThat(scanned.records()).hasSize(acknowledged);
        int pairs = 0;
        for (Read record : scanned.records()) {
            int length = record.payload().length() / 2;
            if (record.type() == Journals.OTHER_TYPE) {
                byte[] expected = new byte[length];
                payload(length, record.sequence()).getBytes(0, expected);
                assertThat(record.payload().equals(HexFormat.of().formatHex(expected)))
                        .as("payload of record %d", record.sequence())
                        .isTrue();
                pairs++;
            }
        }
        assertThat(pairs).isGreaterThan(ROUNDS * 20);
    }
}
