package io.flipbook.engine;

import static io.flipbook.engine.Guests.toPrivate;
import static io.flipbook.engine.Guests.toShared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flipbook.engine.device.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listeners that throw, or answer what is no answer, at every call that they can get. */
class ListenerFailureTest {
    private static final List<Throwable> THROWN = List.of(
            new IllegalStateException("refused"),
            new NullPointerException(),
            new AssertionError("an Error"),
            new StackOverflowError(),
            new OutOfMemoryError("made up"),
            new IOException("checked, and thrown all the same"));

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

    /** Each listener has two runs, before and behind the pages that are shared already. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a | 1 | a+2:4
                    a | 2 | a+2:4 a+6:8 a-2:4
                    b | 1 | a+2:4 a+6:8 b+2:4 a-6:8 a-2:4
                    b | 2 | a+2:4 a+6:8 b+2:4 b+6:8 b-2:4 a-6:8 a-2:4
                    c | 1 | a+2:4 a+6:8 b+2:4 b+6:8 c+2:4 b-6:8 b-2:4 a-6:8 a-2:4
                    c | 2 | a+2:4 a+6:8 b+2:4 b+6:8 c+2:4 c+6:8 c-2:4 b-6:8 b-2:4 a-6:8 a-2:4
                    """)
    void undoesEverythingWhereverAPopulateThrows(String name, int call, String calls) {
        long digest = guest.engine.guest().digest();
        for (Throwable thrown : THROWN) {
            guest.listener(name).onPopulate(call, () -> sneak(thrown));

            Outcome outcome = guest.convert(toShared(2, 8));

            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.ROLLED_BACK);
            assertThat(outcome.listener()).isEqualTo(name);
            assertThat(outcome.errno()).isEqualTo(Errno.EFAULT);
            assertThat(outcome.refusals()).hasSize(1);
            assertThat(outcome.refusals().get(0).threw()).isTrue();
            assertThat(outcome.refusals().get(0).call()).isEqualTo(call);
            assertThat(outcome.pages()).isZero();
            assertThat(outcome.digest()).isEqualTo(digest);
            assertThat(guest.calls).containsExactly(calls.split(" "));
        }
        checkThatItGoesOn("4:6");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a | 2 | a+3:4 b+3:4 c+3:4 a+6:7 c-3:4 b-3:4 a-3:4
                    b | 2 | a+3:4 b+3:4 c+3:4 a+6:7 b+6:7 a-6:7 c-3:4 b-3:4 a-3:4
                    c | 1 | a+3:4 b+3:4 c+3:4 b-3:4 a-3:4
                    """)
    void undoesPageByPage(String name, int call, String calls) {
        guest.engine.setPolicy(new Policy(Policy.Mixed.PER_PAGE, Policy.OnVeto.ROLLBACK));
        guest.listener(name).onPopulate(call, () -> Errno.of("EIO"));

        Outcome outcome = guest.convert(toShared(3, 8));

        assertThat(outcome.errno()).isEqualTo(Errno.of("EIO"));
        assertThat(outcome.refusals().get(0).threw()).isFalse();
        assertThat(guest.calls).containsExactly(calls.split(" "));
        checkThatItGoesOn("4:6");
    }

    @Test
    void takesNoAnswerAtAllForARefusal() {
        guest.listener("b")
                .onPopulate(1, () -> sneak(new AssertionError("before")))
                .onPopulate(2, () -> null);
        assertThat(guest.convert(toShared(0, 1)).refusals().get(0).threw()).isTrue();

        Outcome outcome = guest.convert(toShared(0, 1));

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.ROLLED_BACK);
        assertThat(outcome.errno()).isEqualTo(Errno.EFAULT);
        assertThat(outcome.refusals().get(0).threw()).isFalse();
        assertThat(guest.calls).containsExactly("a+0:1", "b+0:1", "a-0:1");
        checkThatItGoesOn("4:6");
    }

    @ParameterizedTest
    @CsvSource({"a, 1", "a, 2", "b, 1", "b, 2", "c, 1", "c, 2"})
    void stopsWhereverADiscardThrowsAndRecoversTheOldBits(String name, int call) {
        guest.convert(toShared(8, 10));
        int round = 0;
        for (Throwable thrown : THROWN) {
            guest.listener(name).onDiscard(call, () -> sneak(thrown));

            Outcome outcome = guest.convert(toPrivate(4, 10));

            // the others must hear of their discards all the same
            assertThat(guest.calls).containsExactly("c-4:6", "c-8:10", "b-4:6", "b-8:10", "a-4:6", "a-8:10");
            checkThatItStopped(outcome, name, thrown);
            guest.reopen();
            assertThat(guest.calls).containsExactly("a+4:6", "a+8:10", "b+4:6", "b+8:10", "c+4:6", "c+8:10");
            assertThat(guest.shared()).isEqualTo("4:6 8:10");
            round++;
        }
        assertThat(round).isEqualTo(THROWN.size());
        assertThat(guest.convert(toPrivate(4, 10)).kind()).isEqualTo(Outcome.Kind.COMMITTED);
    }

    @ParameterizedTest
    @CsvSource({"a, 1", "a, 2", "b, 1", "b, 2", "c, 1"})
    void stopsWhereverADiscardThrowsThatUndoes(String name, int call) {
        guest.listener("c").onPopulate(2, () -> Errno.ENOSPC);
        Error thrown = new AssertionError("in an undo");
        guest.listener(name).onDiscard(call, () -> sneak(thrown));

        Outcome outcome = guest.convert(toShared(2, 8));

        assertThat(guest.calls)
                .containsExactly(
                        "a+2:4", "a+6:8", "b+2:4", "b+6:8", "c+2:4", "c+6:8", "c-2:4", "b-6:8", "b-2:4", "a-6:8",
                        "a-2:4");
        checkThatItStopped(outcome, name, thrown);
        guest.reopen();
        assertThat(guest.calls).containsExactly("a+4:6", "b+4:6", "c+4:6");
        checkThatItGoesOn("4:6");
    }

    @Test
    void namesTheFirstOfSeveralThatThrew() {
        guest.listener("a").onDiscard(1, () -> sneak(new AssertionError("later")));
        Error first = new AssertionError("first");
        guest.listener("c").onDiscard(1, () -> sneak(first));

        checkThatItStopped(guest.convert(toPrivate(4, 6)), "c", first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1 | d+4:6", "2 | d+4:6 d+8:10 d-4:6", "3 | d+4:6 d+8:10 d+12:13 d-8:10 d-4:6"})
    void doesNotRegisterAListenerThatThrows(int call, String calls) {
        guest.convert(toShared(8, 10));
        guest.convert(toShared(12, 13));
        for (Throwable thrown : THROWN) {
            guest.calls.clear();
            guest.listener("d").onPopulate(call, () -> sneak(thrown));

            Outcome outcome = guest.register("d");

            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.ROLLED_BACK);
            assertThat(outcome.listener()).isEqualTo("d");
            assertThat(outcome.errno()).isEqualTo(Errno.EFAULT);
            assertThat(guest.calls).containsExactly(calls.split(" "));
            assertThat(guest.engine.guest().listeners()).hasSize(3);
        }
        guest.reopen();
        assertThat(guest.engine.lostListeners()).isEmpty();
        assertThat(guest.register("d").kind()).isEqualTo(Outcome.Kind.COMMITTED);
    }

    @Test
    void stopsWhenAListenerThrowsWhileItsRegistrationIsUndone() {
        guest.convert(toShared(8, 10));
        Error thrown = new AssertionError("in an undo");
        guest.listener("d").onPopulate(2, () -> Errno.ENOSPC).onDiscard(1, () -> sneak(thrown));

        Outcome outcome = guest.register("d");

        checkThatItStopped(outcome, "d", thrown);
        guest.reopen();
        // nothing changed: it is as if it had never been asked for
        assertThat(guest.engine.guest().listeners())
                .extracting(ListenerSpec::name)
                .containsExactly("a", "b", "c");
        assertThat(guest.engine.lostListeners()).isEmpty();
        assertThat(guest.calls).noneMatch(call -> call.startsWith("d"));
        assertThat(guest.register("d").kind()).isEqualTo(Outcome.Kind.COMMITTED);
    }

    @Test
    void stopsWhenAListenerThrowsWhileItIsUnregisteredAndHasForgottenIt() {
        Error thrown = new AssertionError("on the way out");
        guest.listener("b").onDiscard(1, () -> sneak(thrown));
        guest.calls.clear();

        Outcome outcome = guest.engine.unregister("b");

        assertThat(guest.calls).containsExactly("b-0:16");
        checkThatItStopped(outcome, "b", thrown);
        guest.reopen();
        assertThat(guest.calls).containsExactly("a+4:6", "c+4:6");
        assertThat(guest.engine.lostListeners()).isEmpty();
    }

    @Test
    void stopsWhenAListenerThrowsWhileItIsDetached() {
        guest.engine.setPolicy(new Policy(Policy.Mixed.SEGMENTS, Policy.OnVeto.DETACH));
        Error thrown = new AssertionError("while detached");
        guest.listener("b").onPopulate(1, () -> Errno.ENOSPC).onDiscard(1, () -> sneak(thrown));

        Outcome outcome = guest.convert(toShared(0, 2));

        assertThat(guest.calls).containsExactly("a+0:2", "b+0:2", "b-0:16", "c+0:2");
        checkThatItStopped(outcome, "b", thrown);
        guest.reopen();
        assertThat(guest.calls).containsExactly("a+4:6", "b+4:6", "c+4:6");
        checkThatItGoesOn("4:6");
    }

    @Test
    void detachesAListenerThatThrowsAndGoesOnWithTheOthers() {
        guest.engine.setPolicy(new Policy(Policy.Mixed.SEGMENTS, Policy.OnVeto.DETACH));
        guest.listener("b").onPopulate(2, () -> sneak(new AssertionError("an Error")));

        Outcome outcome = guest.convert(toShared(2, 8));

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.COMMITTED);
        assertThat(outcome.detached()).containsExactly("b");
        assertThat(outcome.listener()).isNull();
        assertThat(guest.calls).containsExactly("a+2:4", "a+6:8", "b+2:4", "b+6:8", "b-0:16", "c+2:4", "c+6:8");
        guest.reopen();
        assertThat(guest.calls).containsExactly("a+2:8", "c+2:8");
    }

    @Test
    void losesAListenerThatRefusesWhenTheEngineIsOpenedAgain() {
        guest.engine.close();
        guest.listener("b").onPopulate(1, () -> sneak(new AssertionError("not again")));
        guest.calls.clear();
        EngineConfig config = EngineConfig.journaledAs(RecordFeed.config(temp.resolve("journal")))
                .listeners(spec -> guest.listener(spec.name()));

        guest.engine = ConversionEngine.open(config);

        assertThat(guest.engine.lostListeners()).containsExactly("b");
        assertThat(guest.calls).containsExactly("a+4:6", "b+4:6", "c+4:6");
        guest.reopen();
        assertThat(guest.engine.lostListeners()).isEmpty();
        assertThat(guest.calls).containsExactly("a+4:6", "c+4:6");
    }

    @Test
    void opensStoppedWhenAListenerThrowsWhileItIsToldAnew() {
        guest.convert(toShared(8, 10));
        guest.engine.close();
        Error thrown = new AssertionError("in an undo");
        guest.listener("b").onPopulate(2, () -> Errno.ENOSPC).onDiscard(1, () -> sneak(thrown));
        guest.calls.clear();
        EngineConfig config = EngineConfig.journaledAs(RecordFeed.config(temp.resolve("journal")))
                .listeners(spec -> guest.listener(spec.name()));

        guest.engine = ConversionEngine.open(config);

        assertThat(guest.engine.lostListeners()).containsExactly("b");
        assertThat(guest.calls)
                .as("nobody is told behind it")
                .containsExactly("a+4:6", "a+8:10", "b+4:6", "b+8:10", "b-4:6");
        assertThatIllegalStateException()
                .isThrownBy(() -> guest.engine.convert(toShared(0, 1)))
                .withCause(thrown);
        guest.reopen();
        assertThat(guest.calls).containsExactly("a+4:6", "a+8:10", "c+4:6", "c+8:10");
        assertThat(guest.engine.lostListeners()).isEmpty();
        assertThat(guest.convert(toShared(0, 1)).kind()).isEqualTo(Outcome.Kind.COMMITTED);
    }

    private void checkThatItStopped(Outcome outcome, String listener, Throwable thrown) {
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.listener()).isEqualTo(listener);
        assertThat(outcome.errno()).isEqualTo(Errno.EFAULT);
        assertThat(outcome.refusals().stream().filter(refusal -> refusal.call() == 0))
                .hasSize(1);
        assertThat(outcome.refusals().get(0).call()).isZero();
        assertThat(outcome.refusals().get(0).threw()).isTrue();
        assertThat(outcome.pages()).isZero();
        long sequence = guest.engine.lastSequence();
        List<Runnable> attempts = List.of(
                () -> guest.engine.convert(toShared(0, 1)),
                () -> guest.engine.begin(toShared(0, 1)),
                () -> guest.engine.setPolicy(Policy.DEFAULT),
                () -> guest.engine.unregister("a"),
                () -> guest.engine.hold(DiscardHold.DISABLE, true));
        for (Runnable attempt : attempts) {
            assertThatIllegalStateException().isThrownBy(attempt::run).withCause(thrown);
        }
        assertThat(guest.engine.lastSequence()).isEqualTo(sequence);
    }

    private void checkThatItGoesOn(String shared) {
        assertThat(guest.shared()).isEqualTo(shared);
        assertThat(guest.convert(toShared(14, 15)).kind()).isEqualTo(Outcome.Kind.COMMITTED);
        assertThat(guest.calls).containsExactly("a+14:15", "b+14:15", "c+14:15");
        guest.reopen();
        assertThat(guest.shared()).isEqualTo(shared + " 14:15");
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable, R> R sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
