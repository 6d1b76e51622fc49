package io.flipbook.tests.kill;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.RequestBatch;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalSeams;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.Retention;
import io.flipbook.journal.SyncPolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** All that a writer does in a few days, told step by step to whoever wants to stop it in one. */
final class KillScript {
    static final long PAGE = RegionSpec.DEFAULT_PAGE_BYTES;
    static final int PAGES = 256;
    static final String REGION = "ram";

    private static final long NOON_NS = 1_700_049_600_000_000_000L;
    private static final long DAY_NS = TimeUnit.DAYS.toNanos(1);
    private static final int DAYS = 4;
    private static final int DAYS_BEFORE_FILES_ARE_DROPPED = 2;
    private static final int CONVERSIONS_A_DAY = 6;
    /** Always shared, so that there is something to tell of. */
    private static final int SHARED_PAGE = 120;
    /** The pages from here on are for what is decided later. */
    private static final int DECIDED_PAGE = 140;
    /** How many requests come together. */
    static final int TOGETHER = 4;
    /** The pages from here on are for those. */
    private static final int TOGETHER_PAGE = 160;
    /** The pages from here on are for what is refused. */
    private static final int REFUSED_PAGE = 200;

    private static final DateTimeFormatter FILE_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'H.cq4'").withZone(ZoneOffset.UTC);

    private final Path directory;
    private final Acknowledged acknowledged;
    private final Consumer<String> steps;
    private final SplittableRandom dice;
    private final EngineConfig config;
    private ConversionEngine engine;
    private String phase = "create";
    private int manifests;
    private int populates;
    private long nowNs = NOON_NS;
    private long number;

    KillScript(Path directory, Acknowledged acknowledged, long seed, Consumer<String> steps) {
        this.directory = directory;
        this.acknowledged = acknowledged;
        this.steps = steps;
        dice = new SplittableRandom(seed);
        JournalConfig journal = JournalSeams.watched(config(directory), this::file)
                .clock(this::time)
                .syncPolicy(SyncPolicy.EACH)
                .retention(Retention.ofDays(1))
                .oldestNeeded(JournalSnapshots.in(directory)::oldestNeeded);
        config = EngineConfig.withLog(
                        recovery -> new TellingLog(Journal.open(journal, recovery), acknowledged, this::step))
                .listeners(spec -> new Told(spec.name()));
    }

    /** Small, at noon of the last day of all. */
    static JournalConfig config(Path directory) {
        return JournalConfig.of(directory)
                .clock(() -> NOON_NS + DAYS * DAY_NS)
                .blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES)
                .roomBytes(JournalConfig.MIN_ROOM_BYTES)
                .writer("kills 1");
    }

    void run() {
        engine = ConversionEngine.open(config);
        step("done");
        phase("layout");
        engine.addRegion(RegionSpec.of(REGION, PAGES * PAGE));
        register("first");
        register("second");
        for (int day = 1; day <= DAYS; day++) {
            work();
            makeSnapshot();
            phase(day <= DAYS_BEFORE_FILES_ARE_DROPPED ? "roll" : "retain");
            nowNs += DAY_NS;
            convert();
            phase("close");
            engine.close();
            step("done");
            phase("reopen");
            engine = ConversionEngine.open(config);
        }
    }

    private void work() {
        phase("convert");
        engine.convert(ask(true, SHARED_PAGE, 1));
        engine.convert(ask(true, REFUSED_PAGE + 1, 1));
        engine.convert(ask(false, DECIDED_PAGE, 8));
        for (int i = 0; i < CONVERSIONS_A_DAY; i++) {
            convert();
        }
        phase("batch");
        RequestBatch batch = new RequestBatch(TOGETHER);
        batch.add(ask(true, TOGETHER_PAGE, 4), 0);
        batch.add(ask(false, TOGETHER_PAGE, 2), 0);
        batch.add(ask(true, TOGETHER_PAGE, 1), 0);
        batch.add(ask(false, TOGETHER_PAGE, 4), 0);
        engine.convert(batch, (correlation, outcome) -> step("told"));
        phase("layout");
        engine.map(0, 4 * PAGE, REGION, 0);
        engine.unmap(0);
        phase("remove");
        engine.addRegion(RegionSpec.of("spare", PAGES * PAGE));
        engine.removeRegion("spare");
        phase("register");
        register("third");
        phase("unregister");
        engine.unregister("third");
        phase("refuse");
        engine.convert(ask(true, REFUSED_PAGE, 3));
        phase("begin");
        ConversionRequest later = ask(true, DECIDED_PAGE, 2 + dice.nextInt(5));
        long decidedNumber = number;
        long sequence = engine.begin(later);
        engine.begin(ask(false, dice.nextInt(64), 1 + dice.nextInt(50)));
        phase("decide");
        acknowledged.ask(decidedNumber);
        engine.decide(sequence, Answer.ENGINE);
    }

    private void convert() {
        engine.convert(ask(dice.nextInt(3) > 0, dice.nextInt(64), 1 + dice.nextInt(50)));
    }

    /** The next request, which is known by its number. */
    private ConversionRequest ask(boolean shared, int page, int pages) {
        acknowledged.ask(++number);
        return numbered(number, shared, page, pages);
    }

    static ConversionRequest numbered(long number, boolean shared, int page, int pages) {
        ConversionRequest request = shared
                ? ConversionRequest.toShared(REGION, page * PAGE, pages * PAGE)
                : ConversionRequest.toPrivate(REGION, page * PAGE, pages * PAGE);
        return request.at(ConversionRequest.SourceClock.EPOCH, number);
    }

    private void register(String name) {
        engine.register(ListenerSpec.of(name, REGION, ListenerSpec.Kind.EXTERNAL), new Told(name));
    }

    private void makeSnapshot() {
        phase("snapshot");
        try (GuestMemory memory = new GuestMemory()) {
            JournalSeams.snapshot(
                    directory,
                    memory,
                    out -> {
                        step("begun");
                        memory.writeSnapshot(out);
                    },
                    (step, path) -> step(step));
        }
    }

    private void phase(String next) {
        phase = next;
        manifests = 0;
        populates = 0;
    }

    private void step(String what) {
        steps.accept(phase + ": " + what);
        if (phase.equals("roll") && what.equals("after request")) {
            phase("rolled");
        }
    }

    /** The journal asks for the time once for each record, before it: when it is opened and closed that is its own. */
    private long time() {
        switch (phase) {
            case "create" -> firstRecordIn("created");
            case "reopen" -> firstRecordIn("recover");
            case "close" -> firstRecordIn("closed");
            default -> {}
        }
        return nowNs;
    }

    private void firstRecordIn(String next) {
        step("before record");
        phase(next);
    }

    private void file(String what, Path path) {
        String name = path.getFileName().toString();
        if (name.equals("flipbook.manifest")) {
            manifests += what.equals("before rename") ? 1 : 0;
            step(what + " manifest" + (manifests > 1 ? " " + manifests : ""));
        } else if (name.endsWith(".cq4")) {
            boolean isLast = name.equals(FILE_NAME.format(Instant.ofEpochSecond(0, nowNs)));
            step(what + (isLast ? " roll-file" : " roll-file-before"));
        } else if (name.endsWith(".precreated")) {
            step(what + " prepared");
        } else if (name.endsWith(".cq4t")) {
            step(what + " metadata");
        } else if (path.equals(directory)) {
            step(what + " directory");
        }
    }

    /** A listener that tells what it is told; the second one refuses once, where it already holds something. */
    private final class Told implements RegionListener {
        private final String name;

        Told(String name) {
            this.name = name;
        }

        @Override
        public Errno populate(long offset, long sizeBytes) {
            step(name + " populate");
            boolean refuses = phase.equals("refuse") && name.equals("second") && ++populates == 2;
            return refuses ? Errno.of("EIO") : Errno.NONE;
        }

        @Override
        public void discard(long offset, long sizeBytes) {
            step(name + " discard");
        }
    }
}
