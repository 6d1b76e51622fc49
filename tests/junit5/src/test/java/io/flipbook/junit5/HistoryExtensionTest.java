package io.flipbook.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.flipbook.engine.PairingCheck.Fault;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.junit5.TutorialTest.PageByPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.AssertionFailedError;

/** The extension as JUnit runs it. */
final class HistoryExtensionTest {
    private static final String LIMIT = "histories/gpu-limit.flip";

    private static ListenerMaker honest() {
        return role -> new PageByPage(role.iommu());
    }

    /** Tests of a user's; none of them is found by the build itself. */
    @FlipbookHistory(LIMIT)
    static class Users {
        private History before;

        @BeforeEach
        void keep(History history) {
            before = history;
        }

        @Test
        void ofTheClass(History history) {
            assertThat(before).hasToString(LIMIT);
            history.with("gpu0", honest()).replay();
        }

        @Test
        @FlipbookHistory("histories/small.flip")
        void ofTheMethod(History history) {
            assertThat(history).hasToString("histories/small.flip");
            history.replay();
        }

        @Test
        @FlipbookHistory("histories/none.flip")
        void ofTheParameter(@FlipbookHistory(LIMIT) History one, @FlipbookHistory("histories/small.flip") History two) {
            one.replay();
            two.replay();
        }

        @ParameterizedTest
        @ValueSource(strings = {"gpu0", "net0"})
        void withOtherArguments(String listener, History history) {
            history.with(listener, honest()).replay();
        }

        @Nested
        class Inside {
            @Test
            void ofTheClassAround(History history) {
                history.with("net0", honest()).replay();
            }
        }
    }

    static class SeveralHistories {
        @ParameterizedTest
        @ValueSource(strings = {LIMIT, "histories/small.flip"})
        void eachByItsName(History history) {
            history.replay();
        }
    }

    @FlipbookHistory(LIMIT)
    static class Failing {
        @Test
        void broken(History history) {
            history.with("gpu0", role -> new FaultyListener(role, Fault.MAP_TWICE))
                    .replay();
        }

        @Test
        @FlipbookHistory("histories/none.flip")
        void missing(History history) {
            history.replay();
        }

        @Test
        void neverReplayed(History history) {
            history.with("gpu0", honest());
        }

        @RepeatedTest(2)
        void leavesAScenario(History history) {
            history.with("gpu0", role -> new FaultyListener(role, Fault.DISCARD_MISSED))
                    .leavingScenario()
                    .replay();
        }
    }

    /** Both at once, or neither ends. */
    @FlipbookHistory(LIMIT)
    static class Parallel {
        static final Set<Thread> THREADS = ConcurrentHashMap.newKeySet();
        private static final CyclicBarrier BOTH = new CyclicBarrier(2);

        @Test
        void one(History history) {
            together(history);
        }

        @Test
        void other(History history) {
            together(history);
        }

        private static void together(History history) {
            history.with("gpu0", role -> {
                        THREADS.add(Thread.currentThread());
                        meet();
                        return new PageByPage(role.iommu());
                    })
                    .replay();
        }

        private static void meet() {
            try {
                BOTH.await(60, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void theNearestHistoryIsGiven() {
        run(Users.class).assertStatistics(statistics -> statistics.succeeded(6).failed(0));
    }

    @Test
    void severalHistoriesAreTakenByTheirNames() {
        run(SeveralHistories.class)
                .assertStatistics(statistics -> statistics.succeeded(2).failed(0));
    }

    @Test
    void failuresSayWhatAndWhere() {
        Events events = run(Failing.class);
        events.assertStatistics(statistics -> statistics.succeeded(0).failed(5));
        events.assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                test("broken"),
                                finishedWithFailure(
                                        instanceOf(AssertionFailedError.class),
                                        message(text -> text.contains("a map done twice: ram 0x0 0x4000")))))
                .haveExactly(
                        1,
                        event(
                                test("missing"),
                                finishedWithFailure(
                                        instanceOf(HistoryUnreadableException.class),
                                        message(text -> text.startsWith("there is no history histories/none.flip")))))
                .haveExactly(
                        1,
                        event(
                                test("neverReplayed"),
                                finishedWithFailure(message("the test never calls replay() of its history " + LIMIT
                                        + ", so it shows nothing"))));
    }

    @Test
    void theScenarioThatIsLeftShowsTheSameAgain() throws IOException {
        Path output = Path.of("target/flipbook").toAbsolutePath();
        for (int i = 1; i <= 2; i++) {
            Files.deleteIfExists(output.resolve("HistoryExtensionTest.Failing.leavesAScenario-" + i + ".flip"));
        }
        Events events = run(Failing.class);
        for (int i = 1; i <= 2; i++) {
            Path left = output.resolve("HistoryExtensionTest.Failing.leavesAScenario-" + i + ".flip");
            events.assertThatEvents()
                    .haveExactly(1, event(finishedWithFailure(message(text -> text.endsWith("  scenario: " + left)))));
            assertThat(Files.readString(left)).startsWith("region ram 16M\n").endsWith("convert 1G 8K private\n");
            History again = History.of(left.toString());
            again.with("gpu0", honest()).replay();
            assertThat(BrokenListenersTest.fails(
                                    again.with("gpu0", role -> new FaultyListener(role, Fault.DISCARD_MISSED)))
                            .getMessage())
                    .contains("a discard missed: ram 0x0 0x2000");
        }
    }

    @Test
    void testsRunAtTheSameTime() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Parallel.class))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.succeeded(2).failed(0));
        assertThat(Parallel.THREADS).hasSize(2);
    }

    @Test
    void aMakerIsAskedAgainAtARestartAndTheSameListenerDropsEverythingFirst() {
        List<Role> roles = new ArrayList<>();
        History history = History.of(LIMIT);
        history.with("gpu0", role -> {
                    roles.add(role);
                    return new PageByPage(role.iommu());
                })
                .replay();
        assertThat(roles).hasSize(2);
        assertThat(roles.get(0).spec().limit()).isEqualTo(8);

        List<String> calls = new ArrayList<>();
        history.with("net0", new RegionListener() {
                    @Override
                    public Errno populate(long offset, long sizeBytes) {
                        calls.add(String.format("populate %x %x", offset, sizeBytes));
                        return Errno.NONE;
                    }

                    @Override
                    public void discard(long offset, long sizeBytes) {
                        calls.add(String.format("discard %x %x", offset, sizeBytes));
                    }
                })
                .replay();
        assertThat(calls)
                .containsSubsequence(
                        "discard 100000 4000", "discard 0 1000000", "populate 2000 2000", "populate 200000 2000");
    }

    private static Events run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .testEvents();
    }
}
