package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import io.flipbook.tests.model.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InfoCliTest {
    @TempDir
    private Path directory;

    @Test
    void saysWhatAJournalIs() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 1M initial=shared",
                "map 0x1000 4K ram 0",
                "map 0x5000 4K ram 4K",
                "unmap 0x1000",
                "policy mixed=refuse",
                "to-private ram 0 4K");
        Cli.Result result = Cli.run("info", journal, "--format=json");
        assertThat(result.code()).isZero();
        assertThat(result.lines()).hasSize(1);
        assertThat(result.out())
                .matches("(?s)\\{\"identity\":\"[0-9a-f-]{36}\",\"format\":1,\"writer\":\"flipbook [0-9.]+\","
                        + "\"sync\":\"none\",\"power-cut\":\"can cost [a-z ]+\",\"regions\":.*")
                .contains("\"regions\":[{\"name\":\"ram\",\"size\":\"0x100000\",\"page\":\"0x1000\","
                        + "\"initial\":\"shared\",\"memory\":\"two-sided\"}]")
                .contains(
                        "\"maps\":[{\"gpa\":\"0x5000\",\"size\":\"0x1000\",\"region\":\"ram\",\"offset\":\"0x1000\"}]")
                .contains("\"policy\":{\"mixed\":\"refuse\",\"on-veto\":\"rollback\"}")
                .contains("\"first-sequence\":1,\"last-sequence\":9,\"first-time\":\"20")
                .contains("\"records\":9,\"counts\":{\"begin\":1,\"end\":1,\"region\":1,\"map\":2,\"unmap\":1,"
                        + "\"policy\":1,\"request\":1,\"outcome\":1}")
                .contains("\"files\":1,\"ended\":\"clean\",\"writer-alive\":false,\"damaged\":false}");
    }

    @Test
    void saysWhichSnapshotsThereAre() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K");
        Snapshots.make(journal, 2);
        Snapshots.make(journal, 4);
        Damage.flip(journal.resolve("snapshot-2.fbs"), 100);
        assertThat(Cli.run("info", journal).out())
                .containsPattern("snapshot       4 at 20\\S+, \\d+ B\\S*\n")
                .contains("snapshot       2, not usable: the payload's bytes");
        assertThat(Cli.run("info", journal, "--format=json").out())
                .containsPattern("\"snapshots\":\\[\\{\"file\":\"snapshot-4.fbs\",\"sequence\":4,\"time\":\"20[^\"]+\","
                        + "\"size\":\"0x[0-9a-f]+\"},\\{\"file\":\"snapshot-2.fbs\",\"sequence\":2,\"problem\":\"the ");
    }

    @Test
    void saysThatAWriterIsAtWork() {
        Path journal = directory.resolve("journal");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            engine.convert(ConversionRequest.toShared("ram", 0, 4096));
            Cli.Result json = Cli.run("info", journal, "--format=json");
            assertThat(json.code()).isZero();
            assertThat(json.out())
                    .contains(
                            "\"ended\":\"open\"",
                            "\"writer-alive\":true,\"writer-pid\":"
                                    + ProcessHandle.current().pid() + ",");
            assertThat(Cli.run("info", journal).out())
                    .contains("ended          not yet: process "
                            + ProcessHandle.current().pid() + " writes to it");
        }
    }

    @Test
    void saysThatAWriterWasKilled() throws IOException {
        Path journal = directory.resolve("journal");
        Path copy = Files.createDirectory(directory.resolve("copy"));
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            try (var files = Files.list(journal)) {
                for (Path file : files.filter(
                                file -> !file.endsWith("flipbook.lock") && !file.endsWith("flipbook.writer"))
                        .toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
        }
        assertThat(Cli.run("info", copy, "--format=json").out())
                .contains("\"ended\":\"killed\",\"writer-alive\":false,\"damaged\":false");
        assertThat(Cli.run("info", copy).out()).contains("ended          killed");
    }

    @Test
    void saysWhatCanBeReadOfADamagedJournal() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K");
        Damage.record(journal, 3);
        Cli.Result text = Cli.run("info", journal);
        assertThat(text.code()).isEqualTo(3);
        assertThat(text.out()).contains("damaged        checksum in ", "sequence 3", "records up to 2 are good");
        Cli.Result json = Cli.run("info", journal, "--format=json");
        assertThat(json.code()).isEqualTo(3);
        assertThat(json.out()).contains("\"damaged\":true,\"damage\":\"checksum in ", "\"last-good-sequence\":2}");
    }
}
