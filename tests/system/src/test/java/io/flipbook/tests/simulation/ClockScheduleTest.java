package io.flipbook.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.JournalTailer;
import io.flipbook.journal.RecordLayout;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.tests.model.SeedRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real journals under clocks that do anything, over rolls and restarts. */
@Tag("long")
class ClockScheduleTest {
    private static final long START_NS = 1_700_049_600_000_000_000L;
    private static final long DAY_NS = TimeUnit.DAYS.toNanos(1);
    private static final long TEN_YEARS_NS = 3652 * DAY_NS;
    private static final int USER_TYPE = 16;
    private static final DateTimeFormatter FILE_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'H.cq4'").withZone(ZoneOffset.UTC);

    /** What is known of a record without the journal. */
    private record Entry(int type, long number, long timeNs, String file) {
        static Entry of(RecordView view) {
            boolean user = view.type() >= RecordType.FIRST_USER;
            long number = user ? view.buffer().getLong(view.payloadOffset(), RecordLayout.ORDER) : 0;
            return new Entry(view.type(), number, view.timeNs(), view.file());
        }
    }

    @TempDir
    private Path temp;

    private final List<Entry> expected = new ArrayList<>();
    private SplittableRandom dice;
    private long nowNs;
    private long journalNs;
    private long number;

    @Test
    void keepsOrderCountAndTimesUnderAnyClock() {
        new SeedRange(1, 500).orAsAskedFor().seeds().forEach(this::check);
    }

    private void check(long seed) {
        dice = new SplittableRandom(seed);
        Path directory = temp.resolve("journal" + seed);
        nowNs = START_NS;
        journalNs = 0;
        expected.clear();
        int sessions = 1 + dice.nextInt(3);
        for (int session = 0; session < sessions; session++) {
            runSession(directory, session == 0);
        }
        List<Entry> scanned = new ArrayList<>();
        List<Object> findings = new ArrayList<>();
        JournalScanner.of(directory).scan(view -> scanned.add(Entry.of(view)), findings::add);
        assertThat(findings).as("seed %d", seed).isEmpty();
        assertThat(scanned).as("seed %d", seed).isEqualTo(expected);
        List<Entry> tailed = new ArrayList<>();
        try (JournalTailer tailer = JournalTailer.open(directory)) {
            while (tailer.poll(view -> tailed.add(Entry.of(view)), 100) > 0) {}
        }
        assertThat(tailed).as("seed %d", seed).isEqualTo(expected);
        delete(directory);
    }

    private void runSession(Path directory, boolean first) {
        moveClock();
        expect(first ? RecordType.BEGIN : RecordType.RECOVER, 0);
        JournalConfig config =
                JournalConfig.of(directory).clock(() -> nowNs).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES);
        try (Journal journal = Journal.open(config, view -> true)) {
            UnsafeBuffer payload = new UnsafeBuffer(new byte[16]);
            for (int i = dice.nextInt(7); i >= 0; i--) {
                moveClock();
                payload.putLong(0, ++number, RecordLayout.ORDER);
                expect(USER_TYPE, number);
                if (dice.nextBoolean()) {
                    journal.append(USER_TYPE, 0, payload, 0, 16);
                    continue;
                }
                journal.appendReserving(USER_TYPE, 0, payload, 0, 16, 16);
                moveWithinTheDay();
                payload.putLong(0, ++number, RecordLayout.ORDER);
                expectInSameFile(USER_TYPE, number);
                journal.fill(USER_TYPE, 0, payload, 0, 16);
            }
            moveClock();
            expectInSameFile(RecordType.END, 0);
        }
    }

    private void expect(int type, long payload) {
        journalNs = Math.max(journalNs, nowNs);
        expected.add(new Entry(type, payload, journalNs, FILE_NAME.format(Instant.ofEpochSecond(0, journalNs))));
    }

    /** An outcome lies in its request's document, and END where its space was kept, whatever the day is by then. */
    private void expectInSameFile(int type, long payload) {
        String file = expected.get(expected.size() - 1).file();
        journalNs = Math.max(journalNs, nowNs);
        expected.add(new Entry(type, payload, journalNs, file));
    }

    private void moveWithinTheDay() {
        if (dice.nextInt(4) == 0) {
            moveClock();
        } else {
            nowNs += dice.nextInt(1000);
        }
    }

    private void moveClock() {
        long midnightNs = Math.floorDiv(Math.max(journalNs, nowNs), DAY_NS) * DAY_NS + DAY_NS;
        switch (dice.nextInt(9)) {
            case 0 -> nowNs -= 1;
            case 1 -> nowNs -= dice.nextLong(TEN_YEARS_NS);
            case 2 -> nowNs -= TEN_YEARS_NS;
            case 3 -> nowNs = midnightNs - 1;
            case 4 -> nowNs = midnightNs;
            case 5 -> nowNs += dice.nextLong(5 * DAY_NS);
            case 6 -> nowNs += dice.nextInt(3) == 0 ? TEN_YEARS_NS : DAY_NS;
            default -> nowNs += dice.nextInt(1_000_000);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
