package io.flipbook.tests.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.tests.cli.Cli;
import io.flipbook.tests.model.JsonLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The failures that come with the program, and the commands that it prints for each. */
final class BundledFailuresTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "gpu-mapping-limit, 260, gpu0",
        "map-failed-unnoticed, 454, gpu0",
        "two-numa-blocks, 500, gpu0-n1",
        "stale-mapping, 434, old0"
    })
    void theCommandsThatArePrintedNameRecordAndListener(String failure, String sequence, String listener)
            throws IOException {
        Path journal = directory.resolve("journal");
        Cli.Result made = Cli.run("demo", "--failure", failure, "--journal", journal, "--format=json");
        assertThat(made.code()).as(made.toString()).isZero();
        Map<String, Object> answer = JsonLine.read(made.out());
        assertThat(answer)
                .containsEntry("failure", failure)
                .containsEntry("journal", journal.toString())
                .containsKey("symptom");
        List<?> commands = (List<?>) answer.get("commands");
        assertThat(commands).hasSizeBetween(1, 2);
        Cli.Result last = null;
        for (Object command : commands) {
            last = Symptom.run(command.toString(), journal, "", "text");
        }
        assertThat(last.lines())
                .anyMatch(line -> line.contains(listener)
                        && (line.contains("since sequence " + sequence) || line.startsWith("     " + sequence + "  ")));
    }

    @ParameterizedTest
    @CsvSource({"gpu-mapping-limit", "map-failed-unnoticed", "two-numa-blocks", "stale-mapping"})
    void theCommandsThatArePrintedAreThoseOfThePage(String failure) throws IOException {
        Path journal = directory.resolve("journal");
        List<String> lines =
                Cli.run("demo", "--failure", failure, "--journal", journal).lines();
        List<String> commands = lines.stream()
                .filter(line -> line.startsWith("flipbook "))
                .map(line -> line.replace(journal.toString(), "DIR").replaceAll("0x[0-9a-f]+", "ADDRESS"))
                .toList();
        assertThat(Symptom.all()).hasSize(4);
        assertThat(commands).isEqualTo(Symptom.all().get(failure).commands());
    }

    @Test
    void theSameFailureIsMadeEachTimeButForIdentityAndTimes() {
        for (String name : List.of("one", "two")) {
            assertThat(Cli.run("demo", "--failure", "two-numa-blocks", "--journal", directory.resolve(name))
                            .code())
                    .isZero();
        }
        assertThat(records("one")).isEqualTo(records("two")).hasSize(741);
    }

    private List<String> records(String name) {
        return Cli.run("dump", directory.resolve(name)).lines().stream()
                .map(line -> line.replaceAll("\\S+Z |identity=\\S+", ""))
                .toList();
    }

    @Test
    void whatMakesNoSenseIsCode2() {
        Path journal = directory.resolve("journal");
        for (Object[] arguments : new Object[][] {
            {"demo", "--failure", "stale-mapping"},
            {"demo", "--journal", journal},
            {"demo", "--failure", "nothing", "--journal", journal},
            {"demo", "--failure", "stale-mapping", "--journal", journal, "--memory"},
            {"demo", "--failure", "stale-mapping", "--journal", journal, "--to", journal}
        }) {
            Cli.Result result = Cli.run(arguments);
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).startsWith("flipbook").hasLineCount(1);
            assertThat(result.out()).isEmpty();
        }
        assertThat(journal).doesNotExist();
        assertThat(Cli.run("demo", "--failure", "stale-mapping", "--journal", journal)
                        .code())
                .isZero();
        assertThat(Cli.run("demo", "--failure", "stale-mapping", "--journal", journal))
                .matches(result -> result.code() == 2 && result.err().contains("holds a journal already"));
    }
}
