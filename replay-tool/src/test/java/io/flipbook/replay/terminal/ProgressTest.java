package io.flipbook.replay.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private static final long TOTAL = 1000;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long nowNs = 77;
    private int looks;

    @Test
    void showsNothingInTheFirstSecond() {
        try (Progress progress = progress(ProgressMode.AUTO, true, TOTAL)) {
            work(progress, 999);
        }
        assertThat(shown()).isEmpty();
    }

    @Test
    void showsHowFarItIsTheRateAndTheTimeLeftAfterASecond() {
        Progress progress = progress(ProgressMode.AUTO, true, TOTAL);
        work(progress, 2000);
        assertThat(shown()).contains("reading [######------------------]  25 % 250 records, 125 records/s, 6 s left");
    }

    @Test
    void takesItsLineAwayAtTheEnd() {
        Progress progress = progress(ProgressMode.AUTO, true, TOTAL);
        work(progress, 2000);
        progress.close();
        assertThat(shown()).endsWith("\r\033[K").doesNotContain("\n");
    }

    @Test
    void showsNothingWhereStandardErrorIsNoTerminal() {
        try (Progress progress = progress(ProgressMode.AUTO, false, TOTAL)) {
            work(progress, 5000);
        }
        assertThat(shown()).isEmpty();
    }

    @Test
    void showsNothingWhenItIsToldNever() {
        try (Progress progress = progress(ProgressMode.NEVER, true, TOTAL)) {
            work(progress, 5000);
        }
        assertThat(shown()).isEmpty();
    }

    @Test
    void showsWholeLinesAlwaysAndAtTheEndOfShortWorkTooWhenItIsToldSo() {
        try (Progress progress = progress(ProgressMode.ALWAYS, false, TOTAL)) {
            progress.at(TOTAL);
        }
        assertThat(shown())
                .startsWith("reading [########################] 100 %")
                .endsWith(System.lineSeparator());
        assertThat(shown()).doesNotContain("\033").doesNotContain("\r");
    }

    @Test
    void showsNoBarWhereTheEndIsNotKnown() {
        Progress progress = progress(ProgressMode.AUTO, true, Progress.UNKNOWN);
        work(progress, 2000);
        assertThat(shown()).contains("reading 250 records, 125 records/s").doesNotContain("[#");
    }

    @Test
    void looksAtTheClockOnceInSomeThousandStepsOnly() {
        Progress progress = progress(ProgressMode.AUTO, true, TOTAL);
        looks = 0;
        for (int i = 0; i < 1 << 15; i++) {
            progress.at(i);
        }
        assertThat(looks).isBetween(1, 16);
    }

    private void work(Progress progress, long elapsedMs) {
        nowNs += TimeUnit.MILLISECONDS.toNanos(elapsedMs);
        progress.at(250);
        progress.check();
    }

    private Progress progress(ProgressMode mode, boolean onTerminal, long total) {
        PrintStream out = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Progress(out, mode, onTerminal, this::clockNs, "reading", Progress.Unit.RECORDS, total);
    }

    private long clockNs() {
        looks++;
        return nowNs;
    }

    private String shown() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
