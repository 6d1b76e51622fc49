package io.flipbook.tutorial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.RequestBatch;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.events.CommittedEvent;
import io.flipbook.engine.events.CommittedEvents;
import io.flipbook.engine.events.EventHandler;
import io.flipbook.engine.live.GuestReader;
import io.flipbook.engine.live.RegionRuns;
import io.flipbook.engine.ring.ConversionHandler;
import io.flipbook.engine.ring.ConversionRing;
import io.flipbook.engine.ring.RingConfig;
import io.flipbook.engine.ring.RingProducer;
import io.flipbook.journal.Finding;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.KeptPosition;
import io.flipbook.journal.RecoveryMode;
import io.flipbook.journal.ScanSummary;
import io.flipbook.journal.SyncPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How to put Flipbook into a program of your own, from top to bottom. Each step is a test that stands alone; the first
 * is the example of the README, line by line. All that is used here is public.
 *
 * <p>The words: a guest's memory is one or more <i>regions</i> of pages. A page is <i>private</i> to the guest or
 * <i>shared</i> with the host and its devices. A <i>request</i> asks for pages to be converted; its <i>outcome</i> says
 * what came of it. Both are records of a <i>journal</i>, a directory of files. Who holds mappings of shared pages, an
 * IOMMU say, is a <i>listener</i>: it is told what to map, and may refuse, and what to drop.
 */
@Timeout(60)
class TutorialTest {
    private static final long PAGE = 4096;
    private static final long MIB = 1 << 20;

    /** Missing, empty, or a journal already: whatever it is, the engine goes on from there. */
    @TempDir
    Path directory;

    /** Some device of yours. */
    private final ExampleDevice vfio = new ExampleDevice();

    private final List<String> warnings = new ArrayList<>();

    // ---------------------------------------------------------------- one engine, one thread

    /** The engine is opened, told of the memory and of who holds it, and asked to convert. */
    @Test
    void step01AGuestAsksForTwoMebibytesToBeShared() {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(directory))) {
            engine.addRegion(RegionSpec.of("ram", 1L << 30));
            engine.map(0, 1L << 30, "ram", 0);
            engine.register(ListenerSpec.of("vfio0", "ram", ListenerSpec.Kind.EXTERNAL), vfio);
            Outcome outcome = engine.convert(ConversionRequest.convertToShared(0x200000, 2 << 20));
            if (outcome.kind() == Outcome.Kind.ROLLED_BACK) {
                warn(outcome.listener() + " refused: " + outcome.errno());
            }
        }
        assertThat(warnings).isEmpty();
        assertThat(vfio.holds()).containsExactly("0x200000+0x200000");
    }

    /** All or nothing: where one listener refuses, those that were told before are told to drop it again. */
    @Test
    void step02AListenerRefusesAndNothingHasHappened() {
        try (ConversionEngine engine = openWithRam()) {
            ExampleDevice full = new ExampleDevice();
            full.refuses(Errno.ENOSPC);
            engine.register(ListenerSpec.of("vfio0", "ram", ListenerSpec.Kind.EXTERNAL), vfio);
            engine.register(ListenerSpec.of("full0", "ram", ListenerSpec.Kind.EXTERNAL), full);

            Outcome outcome = engine.convert(ConversionRequest.toShared("ram", 0, 2 * MIB));

            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.ROLLED_BACK);
            assertThat(outcome.listener()).isEqualTo("full0");
            assertThat(outcome.errno()).isEqualTo(Errno.ENOSPC);
            assertThat(vfio.holds()).isEmpty();
            assertThat(engine.guest().isPopulated("ram", 0, 2 * MIB)).isFalse();
        }
    }

    /** What cannot be done as asked is a value, not an exception; it is on record like everything else. */
    @Test
    void step03AnOutcomeSaysWhatCameOfARequest() {
        try (ConversionEngine engine = openWithRam()) {
            Outcome outcome = engine.convert(ConversionRequest.toShared("ram", 0, 8 * PAGE));
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.COMMITTED);
            assertThat(outcome.pages()).isEqualTo(8);
            // The journal's number of the request's record: by it the tools name what happened.
            assertThat(outcome.requestSequence()).isEqualTo(engine.lastSequence() - 1);
            // A sum over all pages that are set. Two states that are equal have equal ones.
            assertThat(outcome.digest()).isEqualTo(engine.guest().digest());

            // The engine has one Outcome and uses it again. Who keeps one makes a copy.
            Outcome kept = outcome.copy();
            assertThat(engine.convert(ConversionRequest.toShared("ram", 0, 8 * PAGE))
                            .kind())
                    .isEqualTo(Outcome.Kind.NOOP);
            assertThat(kept.kind()).isEqualTo(Outcome.Kind.COMMITTED);

            Outcome rejected = engine.convert(ConversionRequest.toShared("ram", 1, PAGE));
            assertThat(rejected.kind()).isEqualTo(Outcome.Kind.REJECTED);
            assertThat(rejected.reason()).isEqualTo(Rejection.MISALIGNED);
        }
    }

    /** The journal is the only state: after a restart pages are what they were, and listeners hear of them anew. */
    @Test
    void step04ARestartKnowsWhatWasThere() {
        try (ConversionEngine engine = openWithRam()) {
            engine.register(ListenerSpec.of("vfio0", "ram", ListenerSpec.Kind.EXTERNAL), vfio);
            engine.convert(ConversionRequest.toShared("ram", 4 * PAGE, 2 * PAGE));
        }
        // Another process, another time. The listeners on record are asked for by what was registered.
        ExampleDevice vfioAgain = new ExampleDevice();
        EngineConfig config = EngineConfig.journaledIn(directory).listeners(spec -> vfioAgain);
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            assertThat(engine.guest().isPopulated("ram", 4 * PAGE, 2 * PAGE)).isTrue();
            assertThat(vfioAgain.holds()).containsExactly("0x4000+0x2000");
            assertThat(engine.lostListeners()).isEmpty();
        }
    }

    /** There is one writer, whatever else happens: a second is told so at once. */
    @Test
    void step05AJournalHasOneWriterAndAnEngineOneThread() {
        try (ConversionEngine engine = openWithRam()) {
            assertThatIllegalStateException().isThrownBy(() -> ConversionEngine.open(config()));
            CompletableFuture<Outcome> elsewhere =
                    CompletableFuture.supplyAsync(() -> engine.convert(ConversionRequest.toShared("ram", 0, PAGE)));
            assertThatThrownBy(elsewhere::join).hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    // ---------------------------------------------------------------- several requests, several threads

    /** Who has several requests at hand puts them on record together, for much less each. */
    @Test
    void step06ABatchIsPutOnRecordTogether() {
        RequestBatch batch = new RequestBatch(64); // made once, used again and again
        List<String> answers = new ArrayList<>();
        try (ConversionEngine engine = openWithRam()) {
            batch.add(ConversionRequest.toShared("ram", 0, PAGE), 1);
            batch.add(ConversionRequest.toShared("ram", 0, PAGE), 2);
            batch.add(ConversionRequest.toPrivate("ram", 0, PAGE), 3);
            engine.convert(batch, (correlation, outcome) -> answers.add(correlation + " " + outcome.kind()));
        }
        assertThat(answers).containsExactly("1 committed", "2 noop", "3 committed");
    }

    /** Many threads share an engine by a ring, whose own thread owns it. Nobody who offers is ever blocked. */
    @Test
    void step07ManyThreadsConvertThroughARing() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        ConversionHandler handler = new ConversionHandler() {
            @Override
            public void onOutcome(long correlation, Outcome outcome) {
                answer.complete(correlation + " " + outcome.kind()); // on the ring's thread: be brief
            }

            @Override
            public void onNoOutcome(long correlation, Throwable why) {
                answer.completeExceptionally(why);
            }
        };
        try (ConversionRing ring = ConversionRing.open(config(), RingConfig.DEFAULT)) {
            // Whatever else the engine can do is done on its thread.
            ring.execute(engine -> engine.addRegion(RegionSpec.of("ram", 16 * MIB)))
                    .join();
            RingProducer producer = ring.producer(handler);
            while (producer.offer(ConversionRequest.toShared("ram", 0, PAGE), 42) == RingProducer.BACK_PRESSURED) {
                Thread.onSpinWait(); // it is full: do something else, or come again
            }
            assertThat(answer.join()).isEqualTo("42 committed");
            // Or by a future, which is simpler and allocates.
            assertThat(ring.submit(ConversionRequest.toPrivate("ram", 0, PAGE))
                            .join()
                            .pages())
                    .isOne();
        }
    }

    /** Any thread may ask for the state, without a lock, while the engine goes on. */
    @Test
    void step08AReaderAsksFromAnotherThread() {
        try (ConversionEngine engine = openWithRam()) {
            engine.convert(ConversionRequest.toShared("ram", 4 * PAGE, 2 * PAGE));
            List<Long> seen = CompletableFuture.supplyAsync(() -> {
                        try (GuestReader reader = engine.reader()) {
                            RegionRuns runs = reader.readShared("ram", 0, 16 * MIB);
                            // All of an answer is of one moment, and says of which.
                            return List.of(runs.offset(0), runs.sizeBytes(0), runs.sequence());
                        }
                    })
                    .join();
            assertThat(seen).containsExactly(4 * PAGE, 2 * PAGE, engine.lastSequence());
        }
    }

    /** Any process follows what was committed, and goes on where it was when it ended last. */
    @Test
    void step09AConsumerFollowsAndKeepsItsPosition(@TempDir Path own) {
        KeptPosition position = KeptPosition.in(own.resolve("position"));
        List<String> seen = new ArrayList<>();
        try (ConversionEngine engine = openWithRam()) {
            engine.convert(ConversionRequest.toShared("ram", 0, 3 * PAGE));
            try (CommittedEvents events = CommittedEvents.open(directory)) {
                while (events.poll(event -> seen.add("+" + event.outcome().pages()), 1000) > 0) {
                    position.keep(events.position()); // after what was handled has had its effect
                }
            }
            engine.convert(ConversionRequest.toPrivate("ram", PAGE, PAGE));
            try (CommittedEvents events = CommittedEvents.openBehind(directory, position.read())) {
                events.poll(
                        event -> event.visitRuns(
                                (region, offset, sizeBytes) -> seen.add("-" + offset + "+" + sizeBytes)),
                        10);
            }
        }
        assertThat(seen).containsExactly("+3", "-4096+4096");
    }

    // ---------------------------------------------------------------- what lasts, and what it costs

    /** A start reads the whole history, unless there is a snapshot: then what is behind that. */
    @Test
    void step10SnapshotsMakeAStartShort() throws InterruptedException {
        EngineConfig config = config().snapshotEvery(1000);
        try (ConversionEngine engine = openWithRam(config)) {
            for (long page = 0; engine.snapshotStatus().made() == 0; page = (page + 1) % 4096) {
                engine.convert(ConversionRequest.toShared("ram", page * PAGE, PAGE));
                engine.convert(ConversionRequest.toPrivate("ram", page * PAGE, PAGE));
            }
            // A thread of its own makes them, from the files; the engine does not wait for it.
            assertThat(engine.snapshotStatus().newestSequence()).isPositive();
            assertThat(engine.snapshotStatus().failures()).isZero();
        }
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            assertThat(engine.guest().regions()).hasSize(1);
        }
    }

    /** The end of the process costs nothing that was acknowledged; what a power cut may cost is yours to say. */
    @Test
    void step11ASyncPolicySaysWhatAPowerCutMayCost() {
        assertThat(SyncPolicy.NONE.powerCutCost()).isEqualTo("all that the kernel had not written yet");
        assertThat(SyncPolicy.every(Duration.ofMillis(50)).powerCutCost()).contains("in the last 50ms");
        assertThat(SyncPolicy.EACH.powerCutCost()).isEqualTo("nothing that was acknowledged");

        JournalConfig journal = JournalConfig.of(directory).syncPolicy(SyncPolicy.EACH);
        try (ConversionEngine engine = openWithRam(EngineConfig.journaledAs(journal))) {
            // On the device when this returns: one force for the request and its outcome.
            assertThat(engine.convert(ConversionRequest.toShared("ram", 0, PAGE))
                            .pages())
                    .isOne();
        }
    }

    /** A request that nobody decided, because the process ended, is aborted by the next that opens the journal. */
    @Test
    void step12WhatWasLeftUndecidedIsAborted() {
        ConversionEngine engine = openWithRam();
        long request = engine.begin(ConversionRequest.toShared("ram", 0, PAGE));
        assertThat(engine.guest().undecided()).containsExactly(request);
        engine.close(); // or: the process is killed

        List<String> seen = new ArrayList<>();
        try (ConversionEngine again = ConversionEngine.open(config());
                CommittedEvents events = CommittedEvents.open(directory)) {
            assertThat(again.guest().undecided()).isEmpty();
            assertThat(again.guest().isPopulated("ram", 0, PAGE)).isFalse();
            EventHandler handler = new EventHandler() {
                @Override
                public void onChange(CommittedEvent event) {
                    seen.add("changed");
                }

                @Override
                public void onUnchanged(CommittedEvent event) {
                    seen.add(event.requestSequence() + " " + event.outcome().kind());
                }
            };
            events.poll(handler, 1000);
        }
        assertThat(seen).containsExactly(request + " aborted");
    }

    /** Nothing wrong with the files is passed over in silence: file, offset and record are named. */
    @Test
    void step13DamageIsNamedAndACleanHistoryIsSaidToBeClean() throws IOException {
        try (ConversionEngine engine = openWithRam()) {
            engine.convert(ConversionRequest.toShared("ram", 0, PAGE));
        }
        List<Finding> findings = new ArrayList<>();
        ScanSummary summary = JournalScanner.of(directory).scan(record -> true, findings::add);
        assertThat(findings).isEmpty();
        assertThat(summary.endedCleanly()).isTrue();

        flipABitOfTheNameOfTheRegion();
        JournalScanner.of(directory).scan(record -> true, findings::add);
        assertThat(findings).isNotEmpty().allMatch(finding -> finding.file().endsWith(".cq4"));
        assertThatThrownBy(() -> ConversionEngine.open(config())).isInstanceOf(JournalDamagedException.class);
    }

    /** A writer can go back to a record, after a mistake say. What it leaves behind is set aside, not removed. */
    @Test
    void step14AWriterCanGoBackToARecord() {
        long before;
        try (ConversionEngine engine = openWithRam()) {
            before = engine.lastSequence();
            engine.convert(ConversionRequest.toShared("ram", 0, 16 * MIB)); // all of it: a mistake
        }
        JournalConfig journal = JournalConfig.of(directory).recovery(RecoveryMode.pointInTime(before));
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(journal))) {
            assertThat(engine.guest().isEverywhere("ram", 0, 16 * MIB, false)).isTrue();
        }
        assertThat(directory.resolve("flipbook.aside-1")).isDirectory();
    }

    // ---------------------------------------------------------------- what the steps share

    /** The README begins with the lines of the first step. */
    @Test
    void theReadmeShowsTheFirstStep() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        Path source = root.resolve("engine/src/test/java/io/flipbook/tutorial/TutorialTest.java");
        String readme = stripped(root.resolve("README.md"));
        int begin = readme.indexOf("```java\n") + "```java\n".length();
        String example = readme.substring(begin, readme.indexOf("```", begin));

        assertThat(example).startsWith("try (ConversionEngine engine = ");
        assertThat(stripped(source)).contains(") {\n" + example + "assertThat(warnings)");
    }

    private static String stripped(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.strip() + "\n")
                .reduce("", String::concat);
    }

    private void warn(String text) {
        warnings.add(text);
    }

    private EngineConfig config() {
        return EngineConfig.journaledIn(directory);
    }

    private ConversionEngine openWithRam() {
        return openWithRam(config());
    }

    /** 16 MiB of guest memory, all of it private at first. */
    private static ConversionEngine openWithRam(EngineConfig config) {
        ConversionEngine engine = ConversionEngine.open(config);
        engine.addRegion(RegionSpec.of("ram", 16 * MIB));
        return engine;
    }

    private void flipABitOfTheNameOfTheRegion() throws IOException {
        Path roll;
        try (Stream<Path> files = Files.list(directory)) {
            roll = files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
        String bytes = Files.readString(roll, StandardCharsets.ISO_8859_1);
        Files.writeString(roll, bytes.replaceFirst("ram", "rbm"), StandardCharsets.ISO_8859_1);
    }
}
