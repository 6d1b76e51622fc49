package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecoveryMode;
import io.flipbook.journal.Retention;
import io.flipbook.tests.model.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A journal of which retention has dropped the first day: what can be done with it is what its snapshots say. */
@Timeout(120)
final class DroppedBeginningTest {
    private static final long PAGE = 4096;
    private static final long DAY_NS = TimeUnit.DAYS.toNanos(1);

    @TempDir
    private Path directory;

    private Path whole;
    private long nowNs = 19_000 * DAY_NS;
    private long firstOfSecondDay;
    private long last;

    /** A day of layout and requests, a second one with refusals and a request that waits, and a third. */
    @BeforeEach
    void writeTwoDays() {
        whole = directory.resolve("whole");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(config(whole)))) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            engine.map(0x10000, 64 * PAGE, "ram", 0);
            engine.register(
                    ListenerSpec.of("vfio", "ram", ListenerSpec.Kind.TYPE1).limitedTo(6));
            engine.register(
                    ListenerSpec.of("picky", "ram", ListenerSpec.Kind.PLAIN).refusing(Errno.of("ENOMEM"), 3, 9));
            convert(engine, 0, 6);
            nowNs += DAY_NS;
            convert(engine, 3, 8);
            firstOfSecondDay = 1 + endOfFirstDay(engine);
            long waits = engine.begin(ConversionRequest.toShared("ram", 40 * PAGE, 2 * PAGE));
            convert(engine, 5, 10);
            engine.decide(waits, io.flipbook.engine.Answer.ACK);
            convert(engine, 9, 16);
            last = engine.lastSequence() + 1;
        }
    }

    private long endOfFirstDay(ConversionEngine engine) {
        long[] end = new long[1];
        JournalScanner.of(whole)
                .scan(
                        record -> {
                            end[0] = record.timeNs() < nowNs / DAY_NS * DAY_NS ? record.sequence() : end[0];
                            return true;
                        },
                        finding -> {});
        assertThat(end[0]).isPositive().isLessThan(engine.lastSequence());
        return end[0];
    }

    private static void convert(ConversionEngine engine, int from, int to) {
        for (int page = from; page < to; page++) {
            engine.convert(ConversionRequest.toShared("ram", page * 2 * PAGE, PAGE));
            if (page % 3 == 0) {
                engine.convert(ConversionRequest.toPrivate("ram", page * 2 * PAGE, PAGE));
            }
        }
    }

    @Test
    void isReplayedFromWhereverTheSnapshotIs() throws IOException {
        for (long sequence = firstOfSecondDay; sequence <= last; sequence++) {
            Path journal = dropped(sequence);
            assertThat(journal.toFile().list((parent, name) -> name.endsWith(".cq4")))
                    .hasSize(1);

            Cli.Result replayed = Cli.run("replay", journal);
            assertThat(replayed.code()).as("%d: %s", sequence, replayed).isZero();
            assertThat(Cli.run("verify", journal)).as("%d", sequence).matches(result -> result.code() == 0);
            for (long at : new long[] {sequence, last}) {
                assertThat(state(journal, at)).as("%d at %d", sequence, at).isEqualTo(state(whole, at));
            }
            Cli.Result before = Cli.run("state", journal, "--at", sequence - 1);
            assertThat(before.code()).as("%d", sequence).isEqualTo(2);
            assertThat(before.err()).contains("the first state that is known is that after sequence " + sequence);
        }
    }

    @Test
    void isAskedOtherQuestionsFromTheSnapshotOn() throws IOException {
        for (long sequence = firstOfSecondDay; sequence <= last; sequence += 3) {
            Path journal = dropped(sequence);
            assertThat(Cli.run("check", journal).code()).as("%d", sequence).isZero();
            Cli.Result same = Cli.run("whatif", journal, "--policy", "mixed=segments");
            assertThat(same.code()).as("%d: %s", sequence, same).isZero();
            Cli.Result page = Cli.run("whatif", journal, "--page", "64K");
            assertThat(page.code()).isEqualTo(2);
            assertThat(page.err()).contains("another page needs the history from its first record on");

            Path script = directory.resolve("again.flip");
            Path again = directory.resolve("again-" + sequence);
            Files.writeString(script, Cli.run("scenario", journal).out());
            assertThat(Cli.run("run", script, "--journal", again).code()).isZero();
            assertThat(digest(again)).as("%d", sequence).isEqualTo(digest(journal));
            assertThat(Cli.run("scenario", journal, "--from", sequence).code()).isEqualTo(2);
        }
    }

    private static String digest(Path journal) {
        return Cli.run("state", journal, "--format=json").out().replaceAll("(?s).*\"digest\":\"(\\w+)\".*", "$1");
    }

    @Test
    void isDumpedWithItsNamesAndSaysWhereItBegins() throws IOException {
        Path journal = dropped(firstOfSecondDay + 9);
        List<String> records = Cli.run("dump", whole, "--format=json", "--from", firstOfSecondDay)
                .lines();
        List<String> kept = Cli.run("dump", journal, "--format=json").lines();
        assertThat(kept.subList(0, records.size())).isEqualTo(records);
        assertThat(Cli.run("dump", journal, "--at-address", "0x16000").lines())
                .startsWith(Cli.run("dump", whole, "--from", firstOfSecondDay, "--at-address", "0x16000")
                        .lines()
                        .toArray(String[]::new));
        assertThat(Cli.run("tail", journal, "-n", 7, "--format=json").lines())
                .isEqualTo(kept.subList(kept.size() - 7, kept.size()));
        Path table = directory.resolve("kept.csv");
        assertThat(Cli.run("export", journal, "--out", table).code()).isZero();
        assertThat(Files.readAllLines(table)).hasSize(kept.size() + 1);
        assertThat(Cli.run("info", journal).out())
                .contains("1 to " + (firstOfSecondDay - 1) + "; the first state that is known is that after "
                        + (firstOfSecondDay + 9))
                .contains("ram: 256 KiB")
                .contains("format         1,");
        assertThat(Cli.run("info", journal, "--format=json").out())
                .contains("\"dropped\":" + (firstOfSecondDay - 1) + ",\"first-state\":" + (firstOfSecondDay + 9))
                .contains("\"regions\":[{\"name\":\"ram\"");
    }

    @Test
    void isCountedAndDrawnFromTheSnapshotOn() throws IOException {
        long sequence = firstOfSecondDay + 9;
        Path journal = dropped(sequence);
        String from = "--from=" + (sequence + 1);
        String counted = Cli.run("stats", journal, "--format=json").out();
        assertThat(counted).startsWith("{\"first-sequence\":" + (sequence + 1) + ",");
        String whole = Cli.run("stats", this.whole, from, "--to=" + last, "--format=json")
                .out();
        String upToLast =
                Cli.run("stats", journal, "--to=" + last, "--format=json").out();
        assertThat(upToLast.substring(0, upToLast.indexOf(",\"listeners\"")))
                .isEqualTo(whole.substring(0, whole.indexOf(",\"listeners\"")));
        assertThat(Cli.run("plot", journal, "--out", directory.resolve("kept.png"))
                        .code())
                .isZero();
        Path page = directory.resolve("kept.html");
        assertThat(Cli.run("report", journal, "--out", page).out()).startsWith("records " + (sequence + 1) + " to ");
        assertThat(Files.readString(page)).contains("picky refused with ENOMEM").doesNotContain("replay differs");
    }

    @Test
    void isRefusedByAllWhoNeedAStateWithoutAGoodSnapshot() throws IOException {
        Path journal = dropped(firstOfSecondDay + 9);
        Damage.flip(journal.resolve("snapshot-" + (firstOfSecondDay + 9) + ".fbs"), 100);
        String missing = "records 1 to " + (firstOfSecondDay - 1);
        for (String command : new String[] {
            "state",
            "replay",
            "check",
            "scenario",
            "stats",
            "blame 0",
            "bisect halted",
            "bisect --run=true",
            "dump --where=halted",
            "diff --from=9",
            "report --out=page.html"
        }) {
            String[] words = command.split(" ");
            Cli.Result result = words.length == 1 ? Cli.run(command, journal) : Cli.run(words[0], journal, words[1]);
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.err().lines()).hasSize(1);
            assertThat(result.err()).contains("begins with sequence " + firstOfSecondDay, missing, "no good snapshot");
            assertThat(result.out()).isEmpty();
        }
        Cli.Result verified = Cli.run("verify", journal);
        assertThat(verified.code()).isEqualTo(3);
        assertThat(verified.out())
                .contains("state flipbook.snapshots offset 0x0 sequence " + firstOfSecondDay + ": the journal begins");
        assertThat(Cli.run("info", journal))
                .matches(result -> result.code() == 3 && result.out().contains(missing));
        assertThat(Cli.run("salvage", journal, "--to", directory.resolve("saved")))
                .matches(result -> result.code() == 3 && result.err().contains(missing));
        assertThat(directory.resolve("saved")).doesNotExist();
        assertThat(Cli.run("dump", journal).code()).isZero();
        assertThatThrownBy(() -> open(config(journal)))
                .isInstanceOfSatisfying(
                        JournalDamagedException.class,
                        e -> assertThat(e.sequence()).isEqualTo(firstOfSecondDay))
                .hasMessageContaining(missing + " are not there, and no good snapshot");
    }

    @Test
    void isAskedAsTheWholeOneIsFromTheSnapshotOn() throws IOException {
        for (long sequence : new long[] {firstOfSecondDay, firstOfSecondDay + 9, last - 1}) {
            Path journal = dropped(sequence);
            for (String predicate : List.of("shared > 28K", "runs(ram) >= 8", "page ram:0x10000 is private")) {
                Cli.Result expected = Cli.run("bisect", whole, predicate, "--from", sequence + 1);
                Cli.Result found = Cli.run("bisect", journal, predicate, "--to", last);
                assertThat(found.code()).as(predicate).isEqualTo(expected.code());
                assertThat(found.out()).as(predicate).isEqualTo(expected.out());
            }
            assertThat(Cli.run("dump", journal, "--where", "undecided > 0", "--to", last)
                            .lines())
                    .isEqualTo(Cli.run("dump", whole, "--where", "undecided > 0", "--from", sequence + 1)
                            .lines());
            assertThat(Cli.run("diff", whole, journal, "--from", last, "--to", last)
                            .code())
                    .isZero();
            String blamed = Cli.run("blame", journal, "0x16000", "--at", last).out();
            String ofWhole = Cli.run("blame", whole, "0x16000").out();
            assertThat(ofWhole).contains("vfio (type1): ");
            assertThat(held(blamed)).isEqualTo(held(ofWhole));
            assertThat(Cli.run("bisect", journal, "--run", "grep -q 0x20000", "--to", last)
                            .code())
                    .isBetween(0, 1);
        }
    }

    /** Who holds a page, without since when. */
    private static String held(String blamed) {
        return blamed.substring(blamed.indexOf("  vfio (type1)"))
                .replaceAll(" (at|since) sequence [0-9]+|; refused at .*|, (told|was) .*", "");
    }

    @Test
    void isSalvagedFromTheSnapshotOn() throws IOException {
        long sequence = firstOfSecondDay + 9;
        Path journal = dropped(sequence);
        Snapshots.make(journal, sequence + 6);
        Path saved = directory.resolve("saved");
        Cli.Result all = Cli.run("salvage", journal, "--to", saved);
        assertThat(all.code()).as(all.toString()).isZero();
        assertThat(all.out()).contains("from sequence " + firstOfSecondDay + " on");
        assertSame(saved, journal);

        // Before the snapshot only what is lost is left out, and what is before it.
        Damage.record(journal, firstOfSecondDay + 3);
        Path part = directory.resolve("part");
        Cli.Result cut = Cli.run("salvage", journal, "--to", part);
        assertThat(cut.code()).isEqualTo(1);
        assertThat(cut.out()).contains("from sequence " + (firstOfSecondDay + 4) + " on", "left out 3 ");
        assertSame(part, journal);

        // Behind the snapshot nothing is good that follows what is lost.
        Path other = dropped(sequence + 1);
        Snapshots.make(other, sequence + 6);
        Damage.record(other, sequence + 4);
        Path less = directory.resolve("less");
        assertThat(Cli.run("salvage", other, "--to", less).out()).contains("up to sequence " + (sequence + 3));
        assertThat(less.resolve("snapshot-" + (sequence + 6) + ".fbs")).doesNotExist();
        assertThat(Cli.run("verify", less).code()).isZero();
        assertThat(state(less, sequence + 3)).isEqualTo(state(whole, sequence + 3));
    }

    @Test
    void isTakenBackToAPointInTimeBehindASnapshotAndNotBeforeIt() throws IOException {
        long sequence = firstOfSecondDay + 9;
        Path journal = dropped(sequence);
        Snapshots.make(journal, sequence + 6);
        assertThatThrownBy(() -> open(config(journal).recovery(RecoveryMode.pointInTime(sequence - 1))))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("no good snapshot");
        assertThat(Cli.run("verify", journal).code()).isZero();

        open(config(journal).recovery(RecoveryMode.pointInTime(sequence + 4)));

        assertThat(Cli.run("verify", journal)).matches(result -> result.code() == 0);
        assertThat(state(journal, sequence + 4)).isEqualTo(state(whole, sequence + 4));
        assertThat(Cli.run("verify", journal.resolve("flipbook.aside-1")).code())
                .isZero();
        assertThat(journal.resolve("flipbook.aside-1/snapshot-" + (sequence + 6) + ".fbs"))
                .exists();
    }

    /** A copy of the two days, with one snapshot, that was opened again with a retention that keeps nothing else. */
    private Path dropped(long sequence) throws IOException {
        Path journal = directory.resolve("dropped-" + sequence);
        Files.createDirectory(journal);
        try (Stream<Path> files = Files.list(whole)) {
            for (Path file : files.toList()) {
                Files.copy(file, journal.resolve(file.getFileName()));
            }
        }
        assertThat(Snapshots.make(journal, sequence)).isEqualTo(sequence);
        ConversionEngine.open(EngineConfig.journaledAs(config(journal).retention(Retention.ofBytes(0)))
                        .snapshotEvery(1 << 20))
                .close();
        return journal;
    }

    /** What the state is; what a power cut could cost was said when the session began, and that is dropped. */
    private static String state(Path journal, long at) {
        Cli.Result result = Cli.run("state", journal, "--at", at);
        assertThat(result.code()).as(result.toString()).isZero();
        return result.out().replaceAll("power cut .*\n", "");
    }

    private static void open(JournalConfig config) {
        ConversionEngine.open(EngineConfig.journaledAs(config)).close();
    }

    private static void assertSame(Path copy, Path journal) throws IOException {
        assertThat(Cli.run("verify", copy)).matches(result -> result.code() == 0);
        assertThat(Cli.run("replay", copy)).matches(result -> result.code() == 0);
        assertThat(Cli.run("state", copy).out())
                .isEqualTo(Cli.run("state", journal).out());
        try (Stream<Path> files = Files.list(copy)) {
            assertThat(files.filter(file -> file.toString().endsWith(".fbs"))).hasSize(2);
        }
    }

    private JournalConfig config(Path journal) {
        return JournalConfig.of(journal).blockSizeBytes(1 << 20).clock(() -> nowNs);
    }
}
