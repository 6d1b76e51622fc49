package io.flipbook.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.JournalConfig;
import io.flipbook.replay.terminal.Terminal;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records: 1 begin, 2 region, then a request and its outcome in turn from 3 on, last the end. */
final class PlaceTest {
    private static final long START_NS = 1_700_000_000_000_000_000L;
    private static final long STEP_NS = 1_000_000_000;

    @TempDir
    private Path directory;

    private long journalTimeNs = START_NS - STEP_NS;

    @Test
    void aSequenceIsItself() {
        recordBootTimes(10);
        assertThat(find("3")).isEqualTo(new Place.Found(3, 3));
    }

    @Test
    void lastIsTheLastRecord() {
        recordBootTimes(10);
        assertThat(find("last")).isEqualTo(new Place.Found(5, 5));
        assertThat(Place.parse("last").isLast()).isTrue();
    }

    @Test
    void aTimeThatOneRequestHasIsThatRequestWithItsOutcome() {
        recordBootTimes(10, 20, 30);
        assertThat(find("20.0")).isEqualTo(new Place.Found(5, 6));
    }

    @Test
    void aTimeThatOneRequestHasIsFoundThoughItsOutcomeComesLater() {
        try (ConversionEngine engine = open()) {
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            long first = engine.begin(request(SourceClock.BOOT, 10));
            long second = engine.begin(request(SourceClock.BOOT, 20));
            engine.decide(second, io.flipbook.engine.Answer.ACK);
            engine.decide(first, io.flipbook.engine.Answer.ACK);
        }
        assertThat(find("10.0")).isEqualTo(new Place.Found(3, 6));
    }

    @Test
    void aTimeBetweenTwoRequestsIsBeforeTheSecond() {
        recordBootTimes(10, 20, 30);
        assertThat(find("19.999999999")).isEqualTo(new Place.Found(5, 4));
    }

    @Test
    void aTimeAfterAllIsTheEnd() {
        recordBootTimes(10, 20);
        assertThat(find("99.5").last()).isEqualTo(7);
    }

    @Test
    void aTimeBeforeAllIsNowhere() {
        recordBootTimes(10, 20);
        assertThat(find("9.5")).isEqualTo(new Place.Found(1, 0));
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> Place.parse("9.5").lastSequence(history()))
                .withMessage("9.5 is before everything on record")
                .matches(failure -> failure.exitCode() == 2);
    }

    @Test
    void aTimeThatSeveralRequestsHaveFitsSeveralPlaces() {
        recordBootTimes(10, 20, 20, 30, 20);
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> find("20.0"))
                .withMessage("20.0 fits 3 requests: sequences 5, 7, 11; give one of them")
                .matches(failure -> failure.exitCode() == 2);
    }

    @Test
    void aTimeBetweenTimesThatGoBackFitsSeveralPlaces() {
        recordBootTimes(10, 20, 10, 20);
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> find("15.5"))
                .withMessage("15.5 fits 2 places: sequences 4, 8; give one of them");
    }

    @Test
    void namesOnlyTheFirstOfVeryManyPlaces() {
        long[] times = new long[100];
        java.util.Arrays.fill(times, 7);
        recordBootTimes(times);
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> find("7.0"))
                .withMessage("7.0 fits 100 requests: sequences 3, 5, 7, 9, 11, 13, 15, 17, ...; give one of them");
    }

    @Test
    void aDateIsOfTheEpochsClock() {
        record(SourceClock.EPOCH, 1_600_000_000, 1_600_000_010);
        assertThat(find("2020-09-13T12:26:40Z")).isEqualTo(new Place.Found(3, 4));
        assertThat(find("2020-09-13T14:26:49.5+02:00")).isEqualTo(new Place.Found(5, 4));
        assertThat(find("1600000010.0")).isEqualTo(new Place.Found(5, 6));
    }

    @Test
    void aDateIsNowhereAmongTimesSinceTheStartOfAMachine() {
        recordBootTimes(10, 20);
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> find("2020-09-13T12:26:40Z"))
                .withMessageContaining("count from the start of a machine");
    }

    @Test
    void aTimeIsTheJournalsWhereTheSourcesHaveNone() {
        record(SourceClock.NONE, 0, 0);
        // 1 begin at +0 s, 2 region, 3 request, 4 outcome, 5 request, 6 outcome, 7 end, each a second later
        assertThat(find("2023-11-14T22:13:22Z")).isEqualTo(new Place.Found(3, 4));
        assertThat(find("2023-11-14T22:13:21.5Z").last()).isEqualTo(2);
        assertThat(find("2023-11-14T22:13:20Z").last()).isEqualTo(1);
        assertThat(find("2023-11-14T22:13:19Z").last()).isZero();
        assertThat(find("2033-11-14T22:13:19Z").last()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "", "-1", "first", "0x10", "2020-01-01", "1e3", "T", ".5", "1.2.3", "99999999999999999999"})
    void refusesWhatIsNoPlace(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Place.parse(text)).withMessageEndingWith(": " + text);
    }

    private void recordBootTimes(long... seconds) {
        record(SourceClock.BOOT, seconds);
    }

    private void record(SourceClock clock, long... seconds) {
        try (ConversionEngine engine = open()) {
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            for (long each : seconds) {
                engine.convert(request(clock, each));
            }
        }
    }

    private ConversionEngine open() {
        JournalConfig config = JournalConfig.of(directory).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES);
        return ConversionEngine.open(EngineConfig.journaledAs(config.clock(() -> journalTimeNs += STEP_NS)));
    }

    private static ConversionRequest request(SourceClock clock, long seconds) {
        return ConversionRequest.toShared("ram", 0, 4096).at(clock, seconds * STEP_NS);
    }

    private Place.Found find(String text) {
        return Place.parse(text).find(history());
    }

    private JournalHistory history() {
        return new JournalHistory(
                directory, Terminal.none(OutputStream.nullOutputStream(), OutputStream.nullOutputStream()));
    }
}
