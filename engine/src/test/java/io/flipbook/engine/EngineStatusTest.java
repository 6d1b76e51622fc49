package io.flipbook.engine;

import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.EngineStatus.State;
import io.flipbook.engine.device.Errno;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.SyncPolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineStatusTest {
    @TempDir
    Path temp;

    @Test
    void saysHowARunningEngineIs() {
        JournalConfig journal = RecordFeed.config(temp.resolve("journal")).syncPolicy(SyncPolicy.everyRecords(1000));
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(journal))) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            engine.addRegion(RegionSpec.of("other", 64 * PAGE));
            engine.convert(Guests.toShared(2, 5));

            EngineStatus status = ofAnotherThread(engine);
            assertThat(status.isHealthy()).isTrue();
            assertThat(status.lastSequence()).isEqualTo(engine.lastSequence());
            assertThat(status.lastTime()).isEqualTo(Instant.parse("2023-11-15T12:00:00Z"));
            assertThat(status.sync()).isEqualTo(SyncPolicy.everyRecords(1000));
            assertThat(status.unforcedRecords()).isEqualTo(engine.lastSequence());
            assertThat(status.sharedBytes()).isEqualTo(Map.of("ram", 3 * PAGE));
            assertThat(status)
                    .hasToString(
                            "running: sequence 5 of 2023-11-15T12:00:00Z, 0 undecided, 0 listeners, sync every=1000,"
                                    + " 5 unforced, snapshot 0, shared {ram=12288}");
        }
    }

    @Test
    void saysThatThePolicyHaltedIt() {
        try (Guests guest = new Guests(temp.resolve("journal"))) {
            guest.engine.setPolicy(new Policy(Policy.Mixed.REFUSE, Policy.OnVeto.HALT));
            guest.listener("b").onPopulate(1, () -> Errno.ENOSPC);
            guest.convert(Guests.toShared(8, 9));

            assertThat(ofAnotherThread(guest.engine).state()).isEqualTo(State.HALTED);
            guest.reopen();
            assertThat(ofAnotherThread(guest.engine).state()).isEqualTo(State.RUNNING);
        }
    }

    @Test
    void saysWhatStoppedItFirst() {
        try (Guests guest = new Guests(temp.resolve("journal"))) {
            guest.listener("b").onDiscard(1, () -> {
                throw new IllegalStateException("the device\nis gone");
            });
            guest.convert(Guests.toPrivate(4, 5));
            assertThatThrownBy(() -> guest.convert(Guests.toPrivate(5, 6))).isInstanceOf(IllegalStateException.class);

            EngineStatus status = ofAnotherThread(guest.engine);
            assertThat(status.state()).isEqualTo(State.STOPPED);
            assertThat(status.reason()).isEqualTo("IllegalStateException: the device is gone");
            assertThat(status.toString()).startsWith("stopped by IllegalStateException: the device is gone: sequence ");
        }
    }

    @Test
    void saysThatItWasClosedAndWhatItHadLost() {
        ConversionEngine engine;
        try (Guests guest = new Guests(temp.resolve("journal"))) {
            guest.listeners.remove("b");
            guest.reopen();
            engine = guest.engine;
            assertThat(ofAnotherThread(engine).lostListeners()).isEqualTo(List.of("b"));
            assertThat(ofAnotherThread(engine).listeners()).isEqualTo(2);
        }
        assertThat(ofAnotherThread(engine).state()).isEqualTo(State.CLOSED);
        assertThat(ofAnotherThread(engine).sharedBytes()).isEmpty();
    }

    @Test
    void knowsHowMuchIsSharedWhateverHasBecomeOfRequests() {
        Random random = new Random(7);
        try (Guests guest = new Guests(temp.resolve("journal"))) {
            guest.engine.addRegion(RegionSpec.of("second", 16 * PAGE));
            guest.engine.map(0x20000, 16 * PAGE, "second", 0);
            for (Policy.OnVeto answer : Policy.OnVeto.values()) {
                for (int i = 0; i < 200; i++) {
                    guest.engine.setPolicy(
                            new Policy(i % 2 == 0 ? Policy.Mixed.PER_PAGE : Policy.Mixed.SEGMENTS, answer));
                    if (random.nextInt(3) == 0) {
                        guest.listener("b").onPopulate(1 + random.nextInt(2), () -> Errno.ENOSPC);
                    }
                    long page = random.nextInt(31);
                    long pages = 1 + random.nextLong(32 - page);
                    Operation operation =
                            random.nextBoolean() ? Operation.CONVERT_TO_SHARED : Operation.CONVERT_TO_PRIVATE;
                    guest.convert(ConversionRequest.convertToShared(0, PAGE)
                            .set(operation, null, 0x10000 + page * PAGE, pages * PAGE));
                    checkShared(guest.engine);
                }
                guest.reopen();
                checkShared(guest.engine);
                for (String lost : guest.engine.lostListeners()) {
                    guest.register(lost);
                }
            }
        }
    }

    private static void checkShared(ConversionEngine engine) {
        for (String region : List.of("ram", "second")) {
            long[] bytes = new long[1];
            engine.guest().visitShared(region, (offset, sizeBytes) -> {
                bytes[0] += sizeBytes;
                return true;
            });
            assertThat(engine.status().sharedBytes().getOrDefault(region, 0L)).isEqualTo(bytes[0]);
        }
    }

    private static EngineStatus ofAnotherThread(ConversionEngine engine) {
        return CompletableFuture.supplyAsync(engine::status).join();
    }
}
