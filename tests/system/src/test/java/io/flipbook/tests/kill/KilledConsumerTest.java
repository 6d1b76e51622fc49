package io.flipbook.tests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A consumer in a process of its own is killed at any moment, again and again, while a journal is written and rolls:
 * {@code -Dflipbook.consumerKills=1000} times instead of 50. It misses nothing, and sees again only what it had
 * handled since it last kept its position.
 */
@Tag("long")
class KilledConsumerTest {
    private static final int KILLS = Integer.getInteger("flipbook.consumerKills", 50);
    private static final long SEED = Long.getLong("flipbook.seed", System.nanoTime());
    private static final long NOON_NS = 1_700_049_600_000_000_000L;
    private static final int MAX_LIFE_MS = 150;

    @TempDir
    private Path temp;

    private final SplittableRandom dice = new SplittableRandom(SEED);
    /** What was committed, by the sequence of the outcome; the digest behind it. */
    private final NavigableMap<Long, Long> committed = new TreeMap<>();

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile long nowNs = NOON_NS;
    private volatile boolean ended;

    @Test
    void losesNothingAndRepeatsOnlyWhatWasNotKept() throws IOException, InterruptedException {
        Path directory = temp.resolve("journal");
        Path seen = temp.resolve("seen");
        Path position = temp.resolve("position");
        Thread writer = new Thread(() -> write(directory));
        writer.start();
        while (!Files.exists(directory.resolve("metadata.cq4t"))) {
            Thread.onSpinWait();
        }
        for (int kill = 0; kill < KILLS; kill++) {
            try (ChildJvm child = new ChildJvm(ConsumerProgram.class, directory, position, seen)) {
                boolean mayBeginFirst = dice.nextInt(4) > 0;
                if (mayBeginFirst) {
                    assertThat(child.says()).isEqualTo("following");
                }
                LockSupport.parkNanos(dice.nextLong(TimeUnit.MILLISECONDS.toNanos(MAX_LIFE_MS)));
                assertThat(child.isAlive()).isTrue();
            }
        }
        ended = true;
        writer.join();
        assertThat(failure.get()).isNull();
        try (ChildJvm child = new ChildJvm(ConsumerProgram.class, directory, position, seen, committed.lastKey())) {
            assertThat(child.says()).isEqualTo("following");
            assertThat(child.says()).isNull();
        }
        check(Files.readAllBytes(seen));
    }

    private void check(byte[] bytes) {
        assertThat(bytes.length % 16).isZero();
        ByteBuffer entries = ByteBuffer.wrap(bytes);
        long last = 0;
        long lastOfAll = 0;
        int lives = 0;
        int again = 0;
        while (entries.hasRemaining()) {
            long sequence = entries.getLong();
            long value = entries.getLong();
            if (sequence == 0) {
                lives++;
                assertThat(committed.subMap(lastOfAll, false, Math.max(value, lastOfAll), true))
                        .as("-Dflipbook.seed=" + SEED + ": kept in life " + lives + ", and not handled before")
                        .isEmpty();
                last = value;
                continue;
            }
            Map.Entry<Long, Long> next = committed.higherEntry(last);
            assertThat(sequence)
                    .as("-Dflipbook.seed=" + SEED + ", life " + lives)
                    .isEqualTo(next.getKey());
            assertThat(value).isEqualTo(next.getValue());
            again += sequence <= lastOfAll ? 1 : 0;
            last = sequence;
            lastOfAll = Math.max(lastOfAll, sequence);
        }
        assertThat(lastOfAll).isEqualTo(committed.lastKey());
        System.out.printf("%d lives, %d events, %d came again%n", lives, committed.size(), again);
        assertThat(lives).isGreaterThan(KILLS / 2);
    }

    private void write(Path directory) {
        EngineConfig config = EngineConfig.journaledAs(
                        KillScript.config(directory).clock(() -> nowNs))
                .snapshotEvery(5000);
        SplittableRandom own = dice.split();
        long number = 0;
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            engine.addRegion(RegionSpec.of(KillScript.REGION, KillScript.PAGES * KillScript.PAGE));
            while (!ended) {
                for (int i = 0; i < 20; i++) {
                    Outcome outcome = engine.convert(
                            KillScript.numbered(++number, own.nextBoolean(), own.nextInt(150), 1 + own.nextInt(100)));
                    if (outcome.kind() == Outcome.Kind.COMMITTED) {
                        committed.put(engine.lastSequence(), outcome.digest());
                    }
                }
                nowNs += own.nextInt(50) == 0 ? TimeUnit.DAYS.toNanos(1) : 0;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
        } catch (RuntimeException | Error e) {
            failure.set(e);
        }
    }
}
