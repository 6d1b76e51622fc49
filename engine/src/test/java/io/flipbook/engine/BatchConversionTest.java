package io.flipbook.engine;

import static io.flipbook.engine.Guests.toPrivate;
import static io.flipbook.engine.Guests.toShared;
import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are put on record together. */
class BatchConversionTest {
    @TempDir
    Path temp;

    private final List<String> told = new ArrayList<>();
    private Guests guest;

    @BeforeEach
    void open() {
        guest = new Guests(temp.resolve("journal"));
    }

    @AfterEach
    void close() {
        guest.close();
    }

    @Test
    void tellsOfEachInOrderOnceAllAreOnRecord() {
        RequestBatch batch = batch(toShared(0, 2), toShared(1, 4), toShared(0, 4), toPrivate(0, 6), toShared(7, 99));
        long before = guest.engine.lastSequence();
        guest.engine.convert(batch, (correlation, outcome) -> {
            assertThat(guest.engine.lastSequence()).isEqualTo(before + 10);
            assertThat(outcome.requestSequence()).isEqualTo(before + 1 + correlation);
            assertThat(guest.shared()).isEmpty();
            say(correlation, outcome);
        });

        assertThat(told)
                .containsExactly(
                        "0 committed, 2 pages",
                        "1 committed, 2 pages",
                        "2 noop",
                        "3 committed, 6 pages",
                        "4 rejected out-of-range");
        assertThat(guest.calls).startsWith("a+0:2", "b+0:2", "c+0:2", "a+2:4").endsWith("c-0:6", "b-0:6", "a-0:6");
        assertThat(batch.isEmpty()).isTrue();
        assertThat(typesFrom(before + 1)).isEqualTo("32 32 32 32 32 33 33 33 33 33");
    }

    @Test
    void putsOneAloneOnRecordAsEver() {
        long before = guest.engine.lastSequence();
        guest.engine.convert(batch(toShared(0, 2)), this::say);
        guest.engine.convert(new RequestBatch(3), this::say);

        assertThat(told).containsExactly("0 committed, 2 pages");
        assertThat(guest.engine.lastSequence()).isEqualTo(before + 2);
    }

    @Test
    void sharesAHandlersOutcomeWhereSomebodyRefused() {
        guest.listener("b").onPopulate(2, () -> Errno.ENOSPC);
        guest.engine.convert(batch(toShared(0, 2), toShared(2, 4), toShared(2, 3)), this::say);

        assertThat(told).containsExactly("0 committed, 2 pages", "1 rolled-back by b ENOSPC", "2 committed, 1 pages");
        checkThatItOpensAsItIs();
    }

    @Test
    void stopsWithTheRequestWithWhichAListenerThrewFromADiscard() {
        guest.listener("b").onDiscard(1, () -> {
            throw new IllegalStateException("broken");
        });
        RequestBatch batch = batch(toShared(0, 2), toPrivate(0, 1), toShared(8, 9), toShared(9, 10));
        assertThatIllegalStateException()
                .isThrownBy(() -> guest.engine.convert(batch, this::say))
                .withMessageContaining("stopped")
                .withRootCauseInstanceOf(IllegalStateException.class);

        assertThat(told).containsExactly("0 committed, 2 pages", "1 failed by b EFAULT");
        assertThat(batch.size()).isEqualTo(2);
        assertThat(guest.calls).doesNotContain("a+8:9");
        assertThatIllegalStateException().isThrownBy(() -> guest.engine.convert(batch, this::say));
        guest.reopen();
        assertThat(guest.shared()).isEqualTo("0:2 4:6");
        assertThat(outcomesOnRecord()).endsWith("committed, 2 pages", "failed by b EFAULT", "aborted", "aborted");
    }

    @Test
    void doesNotThrowWhereTheLastOneStoppedTheEngine() {
        guest.listener("b").onDiscard(1, () -> {
            throw new IllegalStateException("broken");
        });
        guest.engine.convert(batch(toShared(0, 2), toPrivate(0, 1)), this::say);

        assertThat(told).containsExactly("0 committed, 2 pages", "1 failed by b EFAULT");
    }

    @Test
    void triesThoseBeforeOneThatMakesNoSense() {
        RequestBatch batch =
                batch(toShared(0, 1), toShared(1, 2), ConversionRequest.toShared("no name", 0, PAGE), toShared(2, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> guest.engine.convert(batch, this::say));

        assertThat(told).containsExactly("0 committed, 1 pages", "1 committed, 1 pages");
        assertThat(batch.size()).isEqualTo(2);
        assertThat(guest.convert(toShared(2, 3)).kind()).isEqualTo(Outcome.Kind.COMMITTED);
        checkThatItOpensAsItIs();
    }

    @Test
    void tellsTheOthersThoughAHandlerThrows() {
        RequestBatch batch = batch(toShared(0, 1), toShared(1, 2), toShared(2, 3));
        assertThatThrownBy(() -> guest.engine.convert(batch, (correlation, outcome) -> {
                    say(correlation, outcome);
                    throw new IllegalArgumentException("handler " + correlation);
                }))
                .hasMessage("handler 0");

        assertThat(told).hasSize(3);
        assertThat(batch.isEmpty()).isTrue();
        assertThat(guest.convert(toShared(3, 4)).kind()).isEqualTo(Outcome.Kind.COMMITTED);
    }

    @Test
    void letsNobodyInWhileItTells() {
        guest.listener("a").onPopulate(1, () -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> guest.engine.convert(batch(toShared(9, 10)), this::say))
                    .withMessageContaining("listener");
            return Errno.NONE;
        });
        guest.engine.convert(batch(toShared(0, 1), toShared(1, 2)), (correlation, outcome) -> {
            say(correlation, outcome);
            assertThat(guest.engine.guest().isEverywhere("ram", 0, 2 * PAGE, true))
                    .isTrue();
            for (Throwable thrown : List.of(
                    catchThrowable(() -> guest.engine.convert(toShared(3, 4))),
                    catchThrowable(() -> guest.engine.convert(batch(toShared(9, 10)), this::say)),
                    catchThrowable(guest.engine::close))) {
                assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessageContaining("handler");
            }
        });
        assertThat(told).hasSize(2);
        assertThat(guest.shared()).isEqualTo("0:2 4:6");
    }

    @Test
    void seesNothingOfItsOwnRequestsAsUndecided() {
        guest.engine.begin(toShared(14, 15));
        guest.listener("a").onPopulate(2, () -> {
            assertThat(guest.engine.guest().undecided()).hasSize(1);
            assertThat(guest.shared()).isEqualTo("0:1 4:6");
            return Errno.NONE;
        });
        guest.engine.convert(batch(toShared(0, 1), toShared(1, 2)), this::say);
        assertThat(told).hasSize(2);
    }

    /** Listeners that refuse all that they can, with the longest words: outcomes as long as they get. */
    @ParameterizedTest
    @ValueSource(ints = {1, 20, 700})
    void cutsABatchSoThatOutcomesFitWhoeverRefuses(int listeners) {
        for (int i = 0; i < listeners; i++) {
            String name = "x" + i;
            guest.listeners.put(name, new ScriptedListener(name, new ArrayList<>()));
            RegionListener refuser = new RegionListener() {
                @Override
                public Errno populate(long offset, long sizeBytes) {
                    return Errno.of("E".repeat(Errno.MAX_LENGTH));
                }

                @Override
                public void discard(long offset, long sizeBytes) {
                    // gone
                }
            };
            guest.engine.register(
                    ListenerSpec.of(name, "ram", ListenerSpec.Kind.EXTERNAL).over(12 * PAGE, 4 * PAGE), refuser);
        }
        for (Policy.OnVeto answer : Policy.OnVeto.values()) {
            if (answer == Policy.OnVeto.HALT) {
                continue;
            }
            guest.engine.setPolicy(new Policy(Policy.Mixed.SEGMENTS, answer));
            RequestBatch batch = new RequestBatch(3000);
            for (int i = 0; i < 3000; i++) {
                batch.add(i % 2 == 0 ? toShared(8, 16) : toPrivate(8, 16), i);
            }
            told.clear();
            guest.engine.convert(batch, this::say);
            assertThat(told).hasSize(3000);
        }
        checkThatItOpensAsItIs();
    }

    /** Of a region and two batches: what is told is on record, and is what another session finds. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void acknowledgesNothingOfADocumentThatFailed(int failing) {
        for (boolean afterWriting : new boolean[] {false, true}) {
            Path directory = temp.resolve("failing" + afterWriting);
            told.clear();
            ConversionEngine engine = ConversionEngine.open(EngineConfig.withLog(recovery ->
                    new ModelLog(Journal.open(RecordFeed.config(directory), recovery)).failAt(failing, afterWriting)));
            engine.addRegion(RegionSpec.of("ram", 16 * PAGE));
            assertThatThrownBy(() -> {
                        engine.convert(batch(toShared(0, 1), toShared(1, 2)), this::say);
                        engine.convert(batch(toShared(2, 3), toShared(3, 4)), this::say);
                    })
                    .isInstanceOf(ModelLog.LogFailure.class);
            assertThat(told).hasSize(failing < 4 ? 0 : 2);
            assertThatIllegalStateException().isThrownBy(() -> engine.convert(batch(toShared(0, 1)), this::say));
            engine.close();

            int onRecord = told.size() + (afterWriting && failing % 2 == 1 ? 2 : 0);
            try (ConversionEngine again =
                    ConversionEngine.open(EngineConfig.journaledAs(RecordFeed.config(directory)))) {
                assertThat(again.guest().undecided()).isEmpty();
                assertThat(again.guest().isEverywhere("ram", onRecord * PAGE, 8 * PAGE, false))
                        .isTrue();
                if (onRecord > 0) {
                    assertThat(again.guest().isEverywhere("ram", 0, onRecord * PAGE, true))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void keepsOnlySoManyRequestsOpenThoughOneIsConverted() {
        Path directory = temp.resolve("open");
        EngineConfig config = EngineConfig.journaledAs(RecordFeed.config(directory));
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            engine.addRegion(RegionSpec.of("ram", 16 * PAGE));
            for (int i = 0; i < GuestMemory.MAX_UNDECIDED - 1; i++) {
                engine.begin(toShared(0, 1));
            }
            engine.convert(batch(toShared(0, 1), toShared(1, 2), toShared(2, 3)), this::say);
            assertThat(told).hasSize(3);
            engine.begin(toShared(0, 1));
            assertThatIllegalStateException().isThrownBy(() -> engine.convert(toShared(3, 4)));
            assertThatIllegalStateException()
                    .isThrownBy(() -> engine.convert(batch(toShared(0, 1), toShared(1, 2)), this::say));
        }
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            assertThat(engine.guest().undecided()).isEmpty();
        }
    }

    private static RequestBatch batch(ConversionRequest... requests) {
        RequestBatch batch = new RequestBatch(requests.length);
        for (int i = 0; i < requests.length; i++) {
            assertThat(batch.add(requests[i], i)).isTrue();
        }
        assertThat(batch.add(requests[0], 0)).isFalse();
        assertThat(batch.size()).isEqualTo(requests.length);
        return batch;
    }

    private void say(long correlation, Outcome outcome) {
        told.add(correlation + " " + outcome);
    }

    private void checkThatItOpensAsItIs() {
        long digest = guest.engine.guest().digest();
        guest.reopen();
        assertThat(guest.engine.guest().digest()).isEqualTo(digest);
    }

    private String typesFrom(long sequence) {
        List<String> types = new ArrayList<>();
        JournalScanner.of(temp.resolve("journal"))
                .scan(view -> view.sequence() < sequence || types.add(String.valueOf(view.type())), finding -> {
                    throw new AssertionError(finding.toString());
                });
        return String.join(" ", types);
    }

    private List<String> outcomesOnRecord() {
        List<String> outcomes = new ArrayList<>();
        RecordDecoder decoder = new RecordDecoder();
        JournalScanner.of(temp.resolve("journal"))
                .scan(
                        view -> {
                            if (decoder.read(view) == RecordDecoder.Kind.OUTCOME) {
                                outcomes.add(decoder.outcome().toString());
                            }
                            return true;
                        },
                        finding -> {
                            throw new AssertionError(finding.toString());
                        });
        return outcomes;
    }
}
