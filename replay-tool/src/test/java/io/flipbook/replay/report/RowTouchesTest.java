package io.flipbook.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.device.Errno;
import org.junit.jupiter.api.Test;

final class RowTouchesTest {
    @Test
    void keepsAllOfAFew() {
        RowTouches touches = new RowTouches(48);
        for (int i = 1; i <= 48; i++) {
            touches.add(touch(i, 0, false));
        }
        assertThat(touches.kept()).hasSize(48);
    }

    @Test
    void keepsWhatWasRefusedOfMany() {
        RowTouches touches = new RowTouches(48);
        for (int i = 1; i <= 100_000; i++) {
            touches.add(touch(i, i / 400, i % 10_000 == 77));
        }
        assertThat(touches.total()).isEqualTo(100_000);
        assertThat(touches.kept()).hasSizeBetween(12, 48);
        assertThat(touches.kept().stream()
                        .filter(each -> each.noted().weight() == 3)
                        .map(each -> each.noted().sequence()))
                .containsExactly(77L, 10_077L, 20_077L, 30_077L, 40_077L, 50_077L, 60_077L, 70_077L, 80_077L, 90_077L);
        assertThat(touches.kept())
                .isSortedAccordingTo(
                        (a, b) -> Long.compare(a.noted().sequence(), b.noted().sequence()));
    }

    private static RowTouches.Touch touch(long sequence, int frame, boolean refused) {
        Outcome outcome = Outcome.told(
                refused ? Outcome.Kind.ROLLED_BACK : Outcome.Kind.COMMITTED, Rejection.NONE, Answer.ENGINE, 1, 0);
        if (refused) {
            outcome.toldRefusal(new Outcome.Refusal(0, "gpu", 1, Errno.ENOSPC, false));
        }
        ConversionRequest request = ConversionRequest.toShared("ram", 0, 4096);
        NotedRequest noted = new NotedRequest(sequence, sequence + 1, frame, 0, request, outcome, 0);
        return new RowTouches.Touch(noted, 0, 1, 0, 0);
    }
}
