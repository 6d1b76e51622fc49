package io.flipbook.tests.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flipbook.tests.kill.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process holds after long work is what it held after short work. Some twenty seconds of it in the gate, two
 * hours by {@code -Dflipbook.longRunSeconds=7200}; in a process of its own, whose heap cannot grow.
 */
@Tag("long")
final class LongRunTest {
    private static final long SECONDS = Long.getLong("flipbook.longRunSeconds", 20);
    private static final int LEAK_EVERY = Integer.getInteger("flipbook.longRunLeak", 0);
    private static final List<String> NAMES =
            List.of("descriptors", "mappings", "mapped bytes", "heap", "direct memory", "resident memory", "threads");
    private static final double SLACK = 0.02;
    /** What a round has for a while: a snapshot in the making, a roll file before the one that is written. */
    private static final long[] NOW_AND_THEN = {2, 1, 2 << 20, 1 << 20, 2 << 20, 2 << 20, 1};

    /** In seconds the compiler is still at work, and what it makes is resident. */
    private static final long[] WHILE_WARMING_UP = {2, 1, 2 << 20, 1 << 20, 2 << 20, 12 << 20, 1};

    @TempDir
    Path directory;

    @Test
    void whatAProcessHoldsStaysFlat() throws IOException {
        assumeTrue(ProcessFigures.areKnown());
        List<long[]> samples = new ArrayList<>();
        List<String> options = List.of("-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=32m");
        try (ChildJvm child = new ChildJvm(options, LongRunProgram.class, directory, SECONDS, LEAK_EVERY)) {
            for (String line = child.says(); line != null; line = child.says()) {
                samples.add(
                        Stream.of(line.split(" ")).mapToLong(Long::parseLong).toArray());
            }
        }
        samples.forEach(sample -> System.out.println(Arrays.toString(sample)));
        assertThat(samples).hasSizeGreaterThanOrEqualTo(LongRunProgram.LEAST_SAMPLES);
        assertThat(risesIn(samples, SECONDS < 600 ? WHILE_WARMING_UP : NOW_AND_THEN))
                .isEmpty();
    }

    @Test
    void aRiseOfThreePercentIsNoticed() {
        long[] nothing = new long[NAMES.size()];
        assertThat(risesIn(series(0), nothing)).isEmpty();
        assertThat(risesIn(series(1), nothing)).isEmpty();
        assertThat(risesIn(series(3), nothing))
                .hasSize(NAMES.size())
                .allMatch(rise -> rise.endsWith(" from 1000 to 1030"));
    }

    /** Between the second quarter, when most is warm, and the last one; of each the least. */
    private static List<String> risesIn(List<long[]> samples, long[] nowAndThen) {
        int quarter = samples.size() / 4;
        List<String> rises = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            long early = least(samples.subList(quarter, 2 * quarter), i);
            long late = least(samples.subList(samples.size() - quarter, samples.size()), i);
            if (late > early * (1 + SLACK) + nowAndThen[i]) {
                rises.add(NAMES.get(i) + " from " + early + " to " + late);
            }
        }
        return rises;
    }

    private static long least(List<long[]> samples, int figure) {
        return samples.stream().mapToLong(sample -> sample[figure]).min().orElseThrow();
    }

    private static List<long[]> series(int percent) {
        List<long[]> samples = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long[] sample = new long[NAMES.size() + 1];
            Arrays.fill(sample, 1000 + (i > 20 ? 10L * percent : 0));
            samples.add(sample);
        }
        return samples;
    }
}
