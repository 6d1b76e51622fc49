package io.flipbook.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table can be made: its numbers mean nothing here. */
class GoalTableTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @MethodSource("measurements")
    void measuresEveryRow(Measurement measurement) throws IOException {
        List<Row> rows = measurement.measure(temp.toString(), Effort.SMOKE);

        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            assertThat(row.value().median())
                    .isFinite()
                    .isBetween(row.value().low(), row.value().high());
            assertThat(
                            row.goal().text().isEmpty() || row.goal().bound() == 0
                                    ? row.value().low() >= 0
                                    : row.value().low() > 0)
                    .as(row.what())
                    .isTrue();
            assertThat(Row.parse(row.toLine())).isEqualTo(row);
        });
        assertThat(filesLeft()).isEmpty();
    }

    static Stream<Measurement> measurements() {
        return Measurements.all().stream();
    }

    @Test
    void drawsHowCostsGrow() throws IOException {
        GrowthCurve curve = new GrowthCurve("squares", "squares", "numbers", "their squares");
        for (long i = 1; i <= 1 << 10; i *= 2) {
            curve.add(i, Spread.of(i * i));
        }

        curve.draw(temp);

        assertThat(curve.exponent()).isBetween(1.999, 2.001);
        assertThat(temp.resolve("growth-squares.svg")).content().contains("<svg", "numbers", "their squares");
    }

    @Test
    void measuresHowCostsGrow() throws IOException {
        Path pictures = temp.resolve("pictures");

        new Growth(temp.toString(), new Effort(1, 1 << 12)).draw(pictures);

        try (Stream<Path> files = Files.list(pictures)) {
            assertThat(files).hasSize(6);
        }
    }

    @Test
    void judgesANumberByItsGoal() {
        assertThat(Goal.atMost(1.5).judge(1.5)).isEqualTo("met");
        assertThat(Goal.atMost(1.5).judge(1.51)).isEqualTo("missed");
        assertThat(Goal.atLeast(0.9).judge(0.9)).isEqualTo("met");
        assertThat(Goal.atLeast(0.9).judge(0.89)).isEqualTo("missed");
        assertThat(Goal.NONE.judge(7)).isEmpty();
    }

    @Test
    void takesMediansAndQuartiles() {
        assertThat(Spread.of(5, 1, 4, 2, 3)).isEqualTo(new Spread(2, 3, 4));
        assertThat(Spread.of(1, 2)).isEqualTo(new Spread(1.25, 1.5, 1.75));
        assertThat(Spread.leastOf(3, 1, 2)).isEqualTo(new Spread(1, 1, 3));
    }

    private List<Path> filesLeft() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.toList();
        }
    }
}
