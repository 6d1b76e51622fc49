package io.flipbook.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

final class FrameStepsTest {
    @Test
    void eachRecordOfAShortHistoryIsAFrame() {
        assertThat(frames(5, 480, 0, record -> 0)).isEqualTo(480);
    }

    @Test
    void aLongHistoryHasEvenStepsOfRecordsAndOfTime() {
        assertThat(frames(1, 1_000_000, 0, record -> 0)).isEqualTo(160);
        // All but the last in a burst, then a long silence: the burst has its frames all the same.
        assertThat(frames(1, 1_000_000, 1_000_000_000, record -> record == 1_000_000 ? 1_000_000_000 : 0))
                .isEqualTo(161);
        assertThat(frames(1, 1_000_000, 1_000_000, record -> record)).isBetween(160, 320);
    }

    private static int frames(long first, long records, long totalNs, LongUnaryOperator time) {
        FrameSteps steps = new FrameSteps(first, records, totalNs);
        int frames = 0;
        for (long record = first; record < first + records; record++) {
            frames += steps.begins(record, time.applyAsLong(record)) ? 1 : 0;
        }
        return frames;
    }
}
