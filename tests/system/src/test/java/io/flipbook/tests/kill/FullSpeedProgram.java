package io.flipbook.tests.kill;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.RequestBatch;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalIoException;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.Retention;
import io.flipbook.journal.SyncPolicy;
import io.flipbook.tests.model.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A process with so many journals, each written as fast as it goes by a thread of its own, with days that last some
 * hundred records, and with one snapshot made after the other; until it is killed.
 */
final class FullSpeedProgram {
    private static final String[] POLICIES = {"none", "each", "every=10", "every=2ms"};
    private static final long NOON_NS = 1_700_049_600_000_000_000L;
    private static final long DAY_NS = TimeUnit.DAYS.toNanos(1);

    private final Path directory;
    private final Acknowledged acknowledged;
    private final SplittableRandom dice;
    private final JournalConfig journal;
    private volatile long nowNs = NOON_NS;
    private long number;
    private boolean isOpening;

    private FullSpeedProgram(Path own, long seed) throws IOException {
        directory = own.resolve("journal");
        acknowledged = Acknowledged.in(own.resolve("acknowledged"));
        dice = new SplittableRandom(seed);
        JournalConfig plain = KillScript.config(directory)
                .clock(() -> nowNs)
                .syncPolicy(SyncPolicy.parse(POLICIES[dice.nextInt(POLICIES.length)]));
        journal = dice.nextBoolean()
                ? plain
                : plain.retention(Retention.ofDays(1)).oldestNeeded(JournalSnapshots.in(directory)::oldestNeeded);
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        int journals = Integer.parseInt(arguments[2]);
        for (int i = 0; i < journals; i++) {
            FullSpeedProgram program =
                    new FullSpeedProgram(Files.createDirectory(directory.resolve("" + i)), seed * journals + i);
            start(program::write);
        }
        System.in.read();
    }

    /** Whatever a thread dies of, the parent reads of it. */
    private static void start(Runnable work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                System.out.println("failed " + e);
                e.printStackTrace();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void write() {
        RequestBatch batch = new RequestBatch(KillScript.TOGETHER);
        ConversionEngine engine = open();
        engine.addRegion(RegionSpec.of(KillScript.REGION, KillScript.PAGES * KillScript.PAGE));
        register(engine, "first");
        register(engine, "second");
        start(this::makeSnapshots);
        System.out.println("writing");
        while (true) {
            for (int left = 20 + dice.nextInt(300); left > 0; left--) {
                if (dice.nextInt(4) == 0) {
                    for (int i = 0; i < KillScript.TOGETHER; i++) {
                        batch.add(next(), 0);
                    }
                    engine.convert(batch, (correlation, outcome) -> {});
                } else {
                    engine.convert(next());
                }
            }
            nowNs += DAY_NS;
            if (dice.nextInt(10) == 0) {
                engine.close();
                engine = open();
            }
        }
    }

    private ConversionRequest next() {
        acknowledged.ask(++number);
        return KillScript.numbered(number, dice.nextBoolean(), dice.nextInt(150), 1 + dice.nextInt(100));
    }

    private ConversionEngine open() {
        isOpening = true;
        ConversionEngine engine = ConversionEngine.open(EngineConfig.withLog(
                        recovery -> new TellingLog(Journal.open(journal, recovery), acknowledged, step -> {}))
                .listeners(spec -> new Refuser(spec.name())));
        isOpening = false;
        return engine;
    }

    private void register(ConversionEngine engine, String name) {
        engine.register(ListenerSpec.of(name, KillScript.REGION, ListenerSpec.Kind.EXTERNAL), new Refuser(name));
    }

    private void makeSnapshots() {
        while (true) {
            try {
                Snapshots.make(directory, Long.MAX_VALUE);
            } catch (JournalIoException e) { // a file that was dropped meanwhile
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e;
                }
            }
        }
    }

    /** The second one refuses now and then, so that outcomes have documents of their own too. */
    private final class Refuser implements RegionListener {
        private final boolean mayRefuse;

        Refuser(String name) {
            mayRefuse = name.equals("second");
        }

        @Override
        public Errno populate(long offset, long sizeBytes) {
            return mayRefuse && !isOpening && number % 11 == 1 ? Errno.of("EIO") : Errno.NONE;
        }

        @Override
        public void discard(long offset, long sizeBytes) {
            // Nothing is held.
        }
    }
}
