package io.flipbook.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.verify.CheckResult.Verdict;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class VerifierTest {
    @TempDir
    Path directory;

    @Test
    void findsNothingBrokenWhereTheTestsPassAndLeavesNothingBehind() {
        List<CheckResult> heard = new ArrayList<>();
        List<CheckResult> results = Verifier.in(directory).run(Duration.ofMillis(100), heard::add);

        assertThat(results).isEqualTo(heard).hasSize(Verifier.count()).allSatisfy(result -> {
            assertThat(result.verdict()).as("%s", result).isIn(Verdict.KEPT, Verdict.NOTE);
            assertThat(result.text()).isNotEmpty().doesNotContain("\n");
            assertThat(result.check()).matches("[a-z-]+");
        });
        assertThat(results)
                .extracting(CheckResult::check)
                .doesNotHaveDuplicates()
                .contains("flags", "writer-lock", "killed-writer", "damaged-bit", "digest", "concurrent-readers");
        assertThat(Verifier.keepsPromises(results)).isTrue();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void oneThatIsBrokenIsEnough() {
        assertThat(Verifier.keepsPromises(List.of(
                        new CheckResult("a", Verdict.KEPT, ""),
                        new CheckResult("b", Verdict.BROKEN, ""),
                        new CheckResult("c", Verdict.NOTE, ""))))
                .isFalse();
    }

    @Test
    void saysWhichFlagsAreMissing() {
        assertThat(MachineTrials.flags(List.of("--add-opens=a=b")).toString())
                .contains("BROKEN", "start Java with --add-opens=a=b");
    }

    @Test
    void aMachineOfTheOtherByteOrderIsNoneForJournals() {
        assertThat(MachineTrials.memoryLayout(ByteOrder.BIG_ENDIAN, 4096).verdict())
                .isEqualTo(Verdict.BROKEN);
        assertThat(MachineTrials.memoryLayout(ByteOrder.LITTLE_ENDIAN, 65536).verdict())
                .isEqualTo(Verdict.NOTE);
    }

    @Test
    void whereNothingCanBeWrittenNothingIsSaid() {
        Verifier nowhere = Verifier.in(directory.resolve("missing"));
        assertThatThrownBy(() -> nowhere.run(Duration.ofSeconds(1), result -> {}))
                .isInstanceOf(UncheckedIOException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Verifier.in(directory).run(Duration.ZERO, result -> {}));
    }
}
