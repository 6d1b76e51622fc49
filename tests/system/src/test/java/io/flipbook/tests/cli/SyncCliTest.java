package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of the sync policy of a recording. */
final class SyncCliTest {
    @TempDir
    private Path directory;

    private Path trace;
    private Path journal;

    @BeforeEach
    void write() throws IOException {
        trace = directory.resolve("guest.log");
        journal = directory.resolve("journal");
        Files.writeString(trace, "kvm_convert_memory start 0x4000000 size 0x1000 private_to_shared\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    none       | can cost all that the kernel had not written yet | same
                    each       | can cost nothing that was acknowledged | same
                    every=1000 | can cost nothing that was acknowledged | can cost the last 1000 records
                    every=50ms | can cost nothing that was acknowledged | can cost what was acknowledged in
                    """)
    void allSayThePolicyAndWhatAPowerCutCouldCost(String policy, String atTheEnd, String before) {
        Cli.Result recorded = Cli.run("record", trace, "--journal", journal, "--region", "ram=1G@0", "--sync", policy);
        assertThat(recorded.code()).isZero();

        String json = "\"sync\":\"" + policy + "\",\"power-cut\":\"" + atTheEnd;
        assertThat(Cli.run("state", journal, "--format", "json").out()).contains(json);
        assertThat(Cli.run("info", journal, "--format", "json").out()).contains(json);
        assertThat(Cli.run("verify", journal, "--format", "json").out()).contains(json);
        assertThat(Cli.run("dump", journal, "--format", "json").out()).contains("\"sync\":\"" + policy + "\"");
        assertThat(Cli.run("verify", journal).out()).endsWith("power cut: " + atTheEnd + " (sync " + policy + ")\n");
        assertThat(Cli.run("state", journal).out()).contains("power cut   " + atTheEnd + " (sync " + policy + ")\n");
        assertThat(Cli.run("info", journal).out()).contains("sync " + policy).contains("power cut      " + atTheEnd);
        assertThat(Cli.run("state", journal, "--at", "2").out())
                .contains("power cut   " + (before.equals("same") ? atTheEnd : before));
    }

    @ParameterizedTest
    @ValueSource(strings = {"always", "every=0", "every=5m"})
    void aPolicyThatThereIsNotIsCode2(String policy) {
        Cli.Result result = Cli.run("record", trace, "--journal", journal, "--region", "ram=1G@0", "--sync", policy);

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--sync");
        assertThat(journal).doesNotExist();
    }

    @Test
    void theLastSessionCounts() {
        Cli.run("record", trace, "--journal", journal, "--region", "ram=1G@0", "--sync", "each");
        Cli.run("record", trace, "--journal", journal, "--sync", "every=2s");

        assertThat(Cli.run("info", journal, "--format", "json").out()).contains("\"sync\":\"every=2s\"");
        assertThat(Cli.run("state", journal, "--at", "2", "--format", "json").out())
                .contains("\"sync\":\"each\"");
    }
}
