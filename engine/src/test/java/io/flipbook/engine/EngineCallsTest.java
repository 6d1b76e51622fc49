package io.flipbook.engine;

import static io.flipbook.engine.Guests.toPrivate;
import static io.flipbook.engine.Guests.toShared;
import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flipbook.engine.device.Errno;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call the engine when, and what it tells whom in which order. */
class EngineCallsTest {
    @TempDir
    Path temp;

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
    void populatesInTheOrderOfRegistrationAndDiscardsInTheOtherOne() {
        assertThat(guest.convert(toShared(2, 8)).pages()).isEqualTo(4);
        assertThat(guest.calls).containsExactly("a+2:4", "a+6:8", "b+2:4", "b+6:8", "c+2:4", "c+6:8");
        assertThat(guest.convert(toPrivate(0, 10)).pages()).isEqualTo(6);
        assertThat(guest.calls).containsExactly("c-2:8", "b-2:8", "a-2:8");
        assertThat(guest.convert(toPrivate(0, 10)).kind()).isEqualTo(Outcome.Kind.NOOP);
        assertThat(guest.calls).isEmpty();
    }

    @Test
    void tellsEachPageToAllBeforeTheNextWherePagesAreConvertedOneByOne() {
        guest.engine.setPolicy(new Policy(Policy.Mixed.PER_PAGE, Policy.OnVeto.ROLLBACK));
        guest.convert(toShared(3, 7));
        assertThat(guest.calls).containsExactly("a+3:4", "b+3:4", "c+3:4", "a+6:7", "b+6:7", "c+6:7");
        guest.convert(toPrivate(2, 5));
        assertThat(guest.calls).containsExactly("c-3:4", "b-3:4", "a-3:4", "c-4:5", "b-4:5", "a-4:5");
        guest.convert(toPrivate(5, 7));
        assertThat(guest.calls).as("a range that is not mixed is one run").containsExactly("c-5:7", "b-5:7", "a-5:7");
    }

    @Test
    void tellsAListenerItsSectionOnly() {
        ListenerSpec spec =
                ListenerSpec.of("part", "ram", ListenerSpec.Kind.EXTERNAL).over(5 * PAGE, 3 * PAGE);
        guest.engine.register(spec, guest.listener("part"));
        assertThat(guest.calls).containsExactly("part+5:6");
        guest.convert(toShared(0, 16));
        assertThat(guest.calls).endsWith("c+0:4", "c+6:16", "part+6:8");
        guest.convert(toPrivate(0, 5));
        assertThat(guest.calls).containsExactly("c-0:5", "b-0:5", "a-0:5");
        guest.calls.clear();
        guest.engine.unregister("part");
        assertThat(guest.calls).containsExactly("part-5:8");
    }

    @Test
    void refusesEveryCallFromInsideAListenerAndIsNoneTheWorse() {
        List<Throwable> thrown = new ArrayList<>();
        Runnable everything = () -> attempts().values().forEach(attempt -> thrown.add(catchThrowable(attempt::run)));
        guest.listener("b")
                .onPopulate(1, () -> {
                    everything.run();
                    return Errno.NONE;
                })
                .onDiscard(1, everything);

        assertThat(guest.convert(toShared(0, 1)).kind()).isEqualTo(Outcome.Kind.COMMITTED);
        assertThat(guest.convert(toPrivate(0, 1)).kind()).isEqualTo(Outcome.Kind.COMMITTED);

        assertThat(thrown)
                .hasSize(2 * attempts().size())
                .allSatisfy(each -> assertThat(each)
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage("called from inside a listener"));
        assertThat(guest.calls).containsExactly("c-0:1", "b-0:1", "a-0:1");
        guest.reopen();
        assertThat(guest.shared()).isEqualTo("4:6");
        assertThat(guest.calls).containsExactly("a+4:6", "b+4:6", "c+4:6");
    }

    @Test
    void takesAListenerThatCallsTheEngineForOneThatRefuses() {
        guest.listener("b").onPopulate(1, () -> {
            guest.engine.close();
            return Errno.NONE;
        });

        Outcome outcome = guest.convert(toShared(0, 1));

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.ROLLED_BACK);
        assertThat(outcome.refusals().get(0).threw()).isTrue();
        assertThat(guest.convert(toShared(0, 1)).kind()).isEqualTo(Outcome.Kind.COMMITTED);
    }

    @Test
    void refusesCallsFromInsideAListenerThatIsBeingRegistered() {
        List<Throwable> thrown = new ArrayList<>();
        guest.listener("d").onPopulate(1, () -> {
            attempts().values().forEach(attempt -> thrown.add(catchThrowable(attempt::run)));
            return Errno.NONE;
        });

        assertThat(guest.register("d").kind()).isEqualTo(Outcome.Kind.COMMITTED);

        assertThat(thrown).hasSize(attempts().size()).hasOnlyElementsOfType(IllegalStateException.class);
        assertThat(guest.engine.guest().listeners()).hasSize(4);
    }

    @Test
    void answersQuestionsFromInsideAListenerWithTheStateBeforeTheRequest() {
        List<Object> answers = new ArrayList<>();
        guest.listener("b").onPopulate(1, () -> {
            GuestView view = guest.engine.guest();
            answers.add(view.isPopulated("ram", 0, PAGE));
            answers.add(guest.shared());
            answers.add(view.listeners().size());
            answers.add(view.digest());
            return Errno.NONE;
        });
        long digest = guest.engine.guest().digest();

        guest.convert(toShared(0, 1));

        assertThat(answers).containsExactly(false, "4:6", 3, digest);
        assertThat(guest.engine.guest().isPopulated("ram", 0, PAGE)).isTrue();
    }

    @Test
    void belongsToTheThreadThatOpenedIt() throws InterruptedException {
        Map<String, Throwable> thrown = new LinkedHashMap<>();
        Thread other =
                new Thread(() -> attempts().forEach((name, attempt) -> thrown.put(name, catchThrowable(attempt::run))));
        other.start();
        other.join();

        assertThat(thrown)
                .hasSize(attempts().size())
                .allSatisfy((name, each) -> assertThat(each)
                        .as(name)
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(
                                "belongs to thread " + Thread.currentThread().getName()));
        assertThat(guest.convert(toShared(0, 1)).kind()).isEqualTo(Outcome.Kind.COMMITTED);
    }

    @Test
    void takesNoCallOnceItIsClosed() {
        guest.engine.close();
        guest.engine.close();
        attempts().forEach((name, attempt) -> {
            if (!name.equals("close")) {
                Throwable thrown = catchThrowable(attempt::run);
                if (name.equals("restart")) {
                    assertThat(thrown).isNull();
                } else {
                    assertThat(thrown)
                            .as(name)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("closed");
                }
            }
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> guest.engine.guest().isPopulated("ram", 0, PAGE))
                .withMessageContaining("closed");
    }

    @Test
    void usesItsOutcomeAgainUnlessSomebodyCopiesIt() {
        guest.listener("b").onPopulate(1, () -> Errno.ENOSPC);
        Outcome first = guest.convert(toShared(0, 1));
        Outcome copy = first.copy();

        Outcome second = guest.convert(toShared(1, 3));

        assertThat(second).isSameAs(first);
        assertThat(second.kind()).isEqualTo(Outcome.Kind.COMMITTED);
        assertThat(second.refusals()).isEmpty();
        assertThat(copy.kind()).isEqualTo(Outcome.Kind.ROLLED_BACK);
        assertThat(copy.listener()).isEqualTo("b");
        assertThat(copy.errno()).isEqualTo(Errno.ENOSPC);
        assertThat(copy.agreesWith(second)).isFalse();
        assertThat(copy.agreesWith(copy.copy())).isTrue();
        assertThat(copy.requestSequence()).isLessThan(second.requestSequence());
    }

    @Test
    void keepsNothingOfARequestAfterACall() {
        ConversionRequest request = toShared(0, 1);
        long sequence = guest.engine.begin(request);
        request.set(Operation.TO_PRIVATE, "ram", 0, 16 * PAGE);

        Outcome outcome = guest.engine.decide(sequence, Answer.ENGINE);

        assertThat(outcome.pages()).isEqualTo(1);
        assertThat(guest.shared()).isEqualTo("0:1 4:6");
    }

    @Test
    void bringsExternalListenersAgainInTheirOrderAndLosesThoseThatAreNotBrought() {
        guest.engine.unregister("b");
        guest.register("b");
        guest.listeners.remove("c");

        guest.reopen();

        assertThat(guest.calls).containsExactly("a+4:6", "b+4:6");
        assertThat(guest.engine.lostListeners()).containsExactly("c");
        assertThat(guest.engine.guest().listeners())
                .extracting(ListenerSpec::name)
                .containsExactly("a", "b");
        guest.listener("c");
        guest.reopen();
        assertThat(guest.calls).as("who is gone is gone").containsExactly("a+4:6", "b+4:6");
        assertThat(guest.engine.lostListeners()).isEmpty();
    }

    @Test
    void rejectsWhatIsHaltedBeforeItLooksAtAnythingElse() {
        guest.engine.setPolicy(new Policy(Policy.Mixed.SEGMENTS, Policy.OnVeto.HALT));
        guest.listener("b").onPopulate(1, () -> Errno.ENOSPC);
        assertThat(guest.convert(toShared(0, 1)).kind()).isEqualTo(Outcome.Kind.HALTED);
        assertThat(guest.shared()).isEqualTo("4:6");
        ConversionEngine engine = guest.engine;

        for (Operation operation : Operation.values()) {
            ConversionRequest request = ConversionRequest.toShared("no", 1, 0);
            request.set(
                    operation,
                    operation.isByAddress() ? null : "no",
                    operation.isAboutAddedSource() ? "s" : null,
                    1,
                    0);
            assertThat(engine.convert(request).reason()).as("%s", operation).isEqualTo(Rejection.HALTED);
        }
        assertThat(engine.map(1, 0, "no", 1).reason()).isEqualTo(Rejection.HALTED);
        assertThat(engine.unmap(1).reason()).isEqualTo(Rejection.HALTED);
        assertThat(engine.pin(true, "no", 1, 0).reason()).isEqualTo(Rejection.HALTED);
        assertThat(guest.register("a").reason()).isEqualTo(Rejection.HALTED);
        assertThat(engine.addRegion(RegionSpec.of("more", PAGE)).kind()).isEqualTo(Outcome.Kind.OK);
        assertThat(engine.hold(DiscardHold.REQUIRE, true).kind()).isEqualTo(Outcome.Kind.OK);
        assertThat(engine.unregister("c").kind()).isEqualTo(Outcome.Kind.COMMITTED);
        guest.reopen();
        assertThat(guest.engine.guest().isHalted()).isFalse();
        assertThat(guest.convert(toShared(0, 1)).kind()).isEqualTo(Outcome.Kind.COMMITTED);
    }

    @Test
    void refusesWhatCannotBeMeantAndPutsNothingOnRecord() {
        long sequence = guest.engine.lastSequence();
        assertThatIllegalArgumentException().isThrownBy(() -> guest.engine.convert(inRegion("no name")));
        assertThatIllegalArgumentException().isThrownBy(() -> guest.engine.begin(inRegion("")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> guest.engine.register(ListenerSpec.of("x", "ram", ListenerSpec.Kind.EXTERNAL)));
        assertThat(guest.engine.lastSequence()).isEqualTo(sequence);
        assertThat(guest.convert(inRegion("no-such")).reason()).isEqualTo(Rejection.UNKNOWN_REGION);
        assertThat(guest.engine.unregister("x").reason()).isEqualTo(Rejection.UNKNOWN_LISTENER);
        assertThat(guest.engine.unregister("x").digest())
                .isEqualTo(guest.engine.guest().digest());
        assertThat(guest.register("a").reason()).isEqualTo(Rejection.DUPLICATE);
        assertThat(guest.register("x").digest()).isEqualTo(guest.engine.guest().digest());
    }

    private static ConversionRequest inRegion(String region) {
        return ConversionRequest.toShared(region, 0, PAGE);
    }

    /** Every call that changes something. */
    private Map<String, Runnable> attempts() {
        ConversionEngine engine = guest.engine;
        Map<String, Runnable> attempts = new LinkedHashMap<>();
        attempts.put("convert", () -> engine.convert(toShared(0, 1)));
        attempts.put("begin", () -> engine.begin(toShared(0, 1)));
        attempts.put("decide", () -> engine.decide(1, Answer.ACK));
        attempts.put("addRegion", () -> engine.addRegion(RegionSpec.of("more", PAGE)));
        attempts.put("map", () -> engine.map(0, PAGE, "ram", 0));
        attempts.put("unmap", () -> engine.unmap(0x10000));
        attempts.put("setPolicy", () -> engine.setPolicy(Policy.DEFAULT));
        attempts.put("pin", () -> engine.pin(true, "ram", 0, PAGE));
        attempts.put("hold", () -> engine.hold(DiscardHold.DISABLE, true));
        attempts.put("observe", () -> engine.observe(observation()));
        attempts.put("register", () -> guest.register("new"));
        attempts.put("unregister", () -> engine.unregister("a"));
        attempts.put("close", engine::close);
        attempts.put("restart", () -> engine.restart().close());
        return attempts;
    }

    private static Observation observation() {
        return new Observation(
                "fault", ConversionRequest.SourceClock.NONE, 0, true, 0, PAGE, true, Observation.Verdict.NOT_JUDGED);
    }

    @Test
    void walksPageByPageOnlyWhereSomebodyWatches() {
        long pages = 1L << 32;
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            engine.addRegion(RegionSpec.of("huge", pages * 4096));
            engine.setPolicy(new Policy(Policy.Mixed.PER_PAGE, Policy.OnVeto.ROLLBACK));
            engine.register(
                    ListenerSpec.of("part", "huge", ListenerSpec.Kind.PLAIN).over(1L << 30, 4 * 4096));
            engine.convert(ConversionRequest.toShared("huge", 4096, 4096));

            assertThat(org.junit.jupiter.api.Assertions.assertTimeout(
                                    java.time.Duration.ofSeconds(5),
                                    () -> engine.convert(ConversionRequest.toShared("huge", 0, pages * 4096)))
                            .pages())
                    .isEqualTo(pages - 1);
        }
    }
}
