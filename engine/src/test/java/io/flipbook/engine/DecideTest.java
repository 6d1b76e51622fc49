package io.flipbook.engine;

import static io.flipbook.engine.Guests.toPrivate;
import static io.flipbook.engine.Guests.toShared;
import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flipbook.engine.device.Errno;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are decided later, by the engine or by an answer from outside. */
class DecideTest {
    @TempDir
    Path temp;

    private Guests guest;

    @BeforeEach
    void open() {
        guest = new Guests(temp.resolve("journal"));
        guest.engine.addRegion(
                new RegionSpec("vmem", 8 * PAGE, PAGE, true, true, 2 * PAGE, RegionSpec.Memory.IN_PLACE));
        guest.engine.register(ListenerSpec.of("v", "vmem", ListenerSpec.Kind.EXTERNAL), guest.listener("v"));
        guest.convert(plug(0, 2));
        guest.calls.clear();
    }

    @AfterEach
    void close() {
        guest.close();
    }

    @Test
    void changesNothingBeforeItIsDecided() {
        long digest = guest.engine.guest().digest();

        long sequence = guest.engine.begin(toShared(0, 2));

        assertThat(guest.engine.guest().undecided()).containsExactly(sequence);
        assertThat(guest.engine.guest().digest()).isEqualTo(digest);
        assertThat(guest.calls).isEmpty();
        Outcome outcome = guest.engine.decide(sequence, Answer.ENGINE);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.COMMITTED);
        assertThat(outcome.requestSequence()).isEqualTo(sequence);
        assertThat(outcome.answer()).isEqualTo(Answer.ENGINE);
        assertThat(outcome.wasOverruled()).isFalse();
        assertThat(guest.engine.guest().undecided()).isEmpty();
        assertThat(guest.calls).containsExactly("a+0:2", "b+0:2", "c+0:2");
        check("0:2 4:6");
    }

    @ParameterizedTest
    @CsvSource({"NACK, NACK", "BUSY, DEVICE_BUSY", "ERROR, ERROR"})
    void rejectsWhatWasRefusedOutside(Answer answer, Rejection reason) {
        long sequence = guest.engine.begin(toShared(0, 2));

        Outcome outcome = guest.engine.decide(sequence, answer);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REJECTED);
        assertThat(outcome.reason()).isEqualTo(reason);
        assertThat(outcome.answer()).isEqualTo(answer);
        assertThat(outcome.requestSequence()).isEqualTo(sequence);
        assertThat(outcome.wasOverruled()).isFalse();
        assertThat(guest.calls).isEmpty();
        check("4:6");
    }

    @Test
    void doesWhatWasAcknowledgedOutside() {
        Outcome outcome = guest.engine.decide(guest.engine.begin(toShared(0, 2)), Answer.ACK);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.COMMITTED);
        assertThat(outcome.wasOverruled()).isFalse();
        assertThat(guest.calls).containsExactly("a+0:2", "b+0:2", "c+0:2");
        check("0:2 4:6");
    }

    @Test
    void doesWhatWasAcknowledgedThoughItWouldHaveFoundItMixed() {
        guest.engine.setPolicy(new Policy(Policy.Mixed.REFUSE, Policy.OnVeto.ROLLBACK));
        long sequence = guest.engine.begin(toShared(3, 8));

        Outcome outcome = guest.engine.decide(sequence, Answer.ACK);

        checkOverruled(outcome, sequence, Rejection.MIXED, 3);
        assertThat(guest.calls).containsExactly("a+3:4", "a+6:8", "b+3:4", "b+6:8", "c+3:4", "c+6:8");
        check("3:8");
    }

    @Test
    void plugsWhatWasAcknowledgedThoughItIsPlugged() {
        long sequence = guest.engine.begin(plug(0, 2));

        Outcome outcome = guest.engine.decide(sequence, Answer.ACK);

        checkOverruled(outcome, sequence, Rejection.MIXED, 0);
        assertThat(guest.calls).isEmpty();
        check("4:6");
    }

    @Test
    void makesPrivateWhatWasAcknowledgedThoughItIsPinned() {
        guest.engine.pin(true, "ram", 4 * PAGE, PAGE);
        long sequence = guest.engine.begin(toPrivate(4, 6));
        assertThat(guest.engine.convert(toPrivate(4, 6)).reason()).isEqualTo(Rejection.BUSY);

        Outcome outcome = guest.engine.decide(sequence, Answer.ACK);

        checkOverruled(outcome, sequence, Rejection.BUSY, 2);
        assertThat(outcome.atRegion()).isNull();
        assertThat(guest.calls).containsExactly("c-4:6", "b-4:6", "a-4:6");
        check("");
    }

    @Test
    void unplugsWhatWasAcknowledgedThoughItIsPinned() {
        guest.engine.pin(true, "vmem", PAGE, PAGE);
        long sequence = guest.engine.begin(ConversionRequest.unplugAll("vmem"));

        Outcome outcome = guest.engine.decide(sequence, Answer.ACK);

        checkOverruled(outcome, sequence, Rejection.BUSY, 2);
        assertThat(guest.calls).containsExactly("v-0:2");
        guest.reopen();
        assertThat(guest.engine.guest().isPopulated("vmem", 0, PAGE)).isFalse();
    }

    @Test
    void doesWhatWasAcknowledgedThoughAPartOfItIsNotMapped() {
        long sequence = guest.engine.begin(ConversionRequest.convertToPrivate(0x10000, 32 * PAGE));

        Outcome outcome = guest.engine.decide(sequence, Answer.ACK);

        checkOverruled(outcome, sequence, Rejection.UNMAPPED, 2);
        check("");
    }

    @Test
    void cannotDoWhatHasNoPlaceThoughItWasAcknowledged() {
        for (ConversionRequest request : new ConversionRequest[] {
            ConversionRequest.toShared("no", 0, PAGE), toShared(0, 17), ConversionRequest.toShared("ram", 1, PAGE)
        }) {
            Outcome outcome = guest.engine.decide(guest.engine.begin(request), Answer.ACK);
            assertThat(outcome.kind()).as("%s", request).isEqualTo(Outcome.Kind.REJECTED);
            assertThat(outcome.pages()).isZero();
        }
        assertThat(guest.calls).isEmpty();
        check("4:6");
    }

    @Test
    void divergesWhereAListenerRefusesWhatWasAcknowledged() {
        guest.listener("b").onPopulate(2, () -> Errno.ENOSPC);
        long sequence = guest.engine.begin(toShared(2, 8));

        Outcome outcome = guest.engine.decide(sequence, Answer.ACK);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.DIVERGED);
        assertThat(outcome.listener()).isEqualTo("b");
        assertThat(outcome.errno()).isEqualTo(Errno.ENOSPC);
        assertThat(outcome.pages()).isEqualTo(4);
        assertThat(guest.calls).containsExactly("a+2:4", "a+6:8", "b+2:4", "b+6:8");
        check("2:8");
    }

    @Test
    void goesOnWithWhatWasAcknowledgedThoughTheGuestIsHalted() {
        guest.engine.setPolicy(new Policy(Policy.Mixed.SEGMENTS, Policy.OnVeto.HALT));
        guest.listener("b").onPopulate(1, () -> Errno.ENOSPC);
        guest.convert(toShared(0, 1));
        long answered = guest.engine.begin(toShared(1, 2));
        long own = guest.engine.begin(toShared(2, 3));

        assertThat(guest.engine.decide(answered, Answer.ACK).kind()).isEqualTo(Outcome.Kind.COMMITTED);
        assertThat(guest.engine.decide(own, Answer.ENGINE).reason()).isEqualTo(Rejection.HALTED);

        check("1:2 4:6");
    }

    @Test
    void decidesInAnyOrderByTheStateOfThatMoment() {
        long first = guest.engine.begin(toShared(0, 2));
        long second = guest.engine.begin(toShared(0, 1));
        long third = guest.engine.begin(toPrivate(0, 1));
        assertThat(guest.engine.guest().undecided()).containsExactly(first, second, third);

        assertThat(guest.engine.decide(second, Answer.ENGINE).pages()).isEqualTo(1);
        assertThat(guest.engine.decide(third, Answer.ENGINE).pages()).isEqualTo(1);
        assertThat(guest.engine.decide(first, Answer.ENGINE).pages()).isEqualTo(2);

        check("0:2 4:6");
    }

    @Test
    void decidesNothingThatIsNotOpen() {
        long sequence = guest.engine.begin(toShared(0, 1));
        long last = guest.engine.lastSequence();
        for (long other : new long[] {0, -1, 1, sequence - 1, sequence + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> guest.engine.decide(other, Answer.ACK))
                    .withMessage("request " + other + " is not undecided");
        }
        assertThat(guest.engine.lastSequence()).isEqualTo(last);
        guest.engine.decide(sequence, Answer.ACK);
        assertThatIllegalArgumentException().isThrownBy(() -> guest.engine.decide(sequence, Answer.ACK));
        check("0:1 4:6");
    }

    @Test
    void abortsWhatWasOpenWhenTheJournalIsOpenedAgain() {
        long first = guest.engine.begin(toShared(0, 1));
        long second = guest.engine.begin(toShared(1, 2));
        long digest = guest.engine.guest().digest();

        guest.reopen();

        assertThat(guest.engine.guest().undecided()).isEmpty();
        assertThat(guest.engine.guest().digest()).isEqualTo(digest);
        assertThat(guest.shared()).isEqualTo("4:6");
        for (long sequence : new long[] {first, second}) {
            assertThatIllegalArgumentException().isThrownBy(() -> guest.engine.decide(sequence, Answer.ACK));
        }
        long records = guest.engine.lastSequence();
        guest.reopen();
        assertThat(guest.engine.lastSequence()).as("only an end and a recovery").isEqualTo(records + 2);
    }

    @Test
    void keepsOnlySoManyRequestsOpen() {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            for (int i = 0; i < GuestMemory.MAX_UNDECIDED; i++) {
                engine.begin(ConversionRequest.convertToShared(0, PAGE));
            }
            long last = engine.lastSequence();
            assertThatIllegalStateException()
                    .isThrownBy(() -> engine.begin(ConversionRequest.convertToShared(0, PAGE)))
                    .withMessageContaining("65536");
            assertThat(engine.lastSequence()).isEqualTo(last);

            assertThat(engine.decide(last, Answer.ENGINE).kind()).isEqualTo(Outcome.Kind.NOOP);
            engine.begin(ConversionRequest.convertToShared(0, PAGE));
            assertThat(engine.guest().undecided())
                    .hasSize(GuestMemory.MAX_UNDECIDED)
                    .isSorted();
        }
    }

    private static ConversionRequest plug(long fromPage, long toPage) {
        return ConversionRequest.plug("vmem", fromPage * PAGE, (toPage - fromPage) * PAGE);
    }

    private static void checkOverruled(Outcome outcome, long sequence, Rejection own, long pages) {
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.COMMITTED);
        assertThat(outcome.answer()).isEqualTo(Answer.ACK);
        assertThat(outcome.wasOverruled()).isTrue();
        assertThat(outcome.reason()).isEqualTo(own);
        assertThat(outcome.pages()).isEqualTo(pages);
        assertThat(outcome.requestSequence()).isEqualTo(sequence);
    }

    /** What is shared in ram now, and what the journal says of it to the next engine. */
    private void check(String shared) {
        assertThat(guest.shared()).isEqualTo(shared);
        long digest = guest.engine.guest().digest();
        guest.reopen();
        assertThat(guest.shared()).isEqualTo(shared);
        assertThat(guest.engine.guest().digest()).isEqualTo(digest);
    }

    @Test
    void rejectsWhatNoWholePagesAreMeantByThoughItWasAcknowledgedAndChangesNoPartOfIt() {
        long large = 4 * PAGE;
        guest.engine.addRegion(new RegionSpec("large", 4 * large, large, false, false, 0, RegionSpec.Memory.TWO_SIDED));
        guest.engine.map(0x20000, 4 * large, "large", 0);
        long digest = guest.engine.guest().digest();

        // The last two pages of ram, and half of a page behind them.
        ConversionRequest request = ConversionRequest.convertToShared(0x20000 - 2 * PAGE, 4 * PAGE);
        Outcome outcome = guest.engine.decide(guest.engine.begin(request), Answer.ACK);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REJECTED);
        assertThat(outcome.reason()).isEqualTo(Rejection.MISALIGNED);
        assertThat(guest.engine.guest().digest()).isEqualTo(digest);
        assertThat(guest.calls).isEmpty();
    }
}
