package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class VerifyPlatformCliTest {
    @TempDir
    private Path directory;

    @TempDir
    private Path launchers;

    @Test
    void saysALineForEachCheckAndWhatItComesTo() {
        Cli.Result result = Cli.run("verify-platform", "--seconds", "1", "--directory", directory);
        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.lines()).hasSize(14).last().isEqualTo("this machine keeps the promises");
        assertThat(result.lines().subList(0, 13)).allMatch(line -> line.matches("(kept|note) {4} [a-z-]+ +\\S.*"));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void saysTheSameAsJson() {
        Cli.Result result = Cli.run("verify-platform", "--seconds", "1", "--directory", directory, "--format", "json");
        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.lines())
                .hasSize(14)
                .first()
                .isEqualTo("{\"check\":\"flags\",\"verdict\":\"kept\",\"text\":\"all are there\"}");
        assertThat(result.lines().get(13)).startsWith("{\"keeps\":true,\"checks\":13,\"java\":\"");
    }

    @Test
    void whereNothingCanBeWrittenItIsNoFinding() throws IOException {
        assertThat(Cli.run("verify-platform", "--directory", directory.resolve("missing"))
                        .code())
                .isEqualTo(3);
        Path file = Files.writeString(directory.resolve("file"), "");
        Cli.Result result = Cli.run("verify-platform", "--directory", file);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).isEqualTo("flipbook: not a directory: " + file + "\n");
        assertThat(Cli.run("verify-platform", "--seconds", "0").code()).isEqualTo(2);
    }

    @Test
    void leavesNothingBehindWhenItIsToldToEnd() throws IOException, InterruptedException {
        Cli.Result result = new RealProgram(directory, launchers)
                .shell("flipbook verify-platform --seconds 3600 & pid=$!; while [ -z \"$(ls)\" ]; do sleep 0.1; done;"
                        + " kill $pid; wait $pid; ls");
        assertThat(result.out()).as("%s", result).isEmpty();
    }
}
