package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.RecordTypes;
import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SalvageCliTest {
    private static final String[] STATEMENTS = {
        "region ram 1M", "to-shared ram 0 4K", "restart", "to-shared ram 8K 4K", "to-private ram 0 4K"
    };

    @TempDir
    private Path directory;

    @Test
    void aGoodJournalIsCopiedWhole() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        Path saved = directory.resolve("saved");
        assertThat(Cli.run("salvage", journal, "--to", saved))
                .isEqualTo(new Cli.Result(
                        0, "salvaged 11 records, up to sequence 11; left out 0 behind it that can be read\n", ""));
        assertThat(Cli.run("verify", saved).code()).isZero();
        assertThat(Cli.run("dump", saved, "--format=json").out())
                .isEqualTo(Cli.run("dump", journal, "--format=json").out());
        assertThat(Cli.run("replay", saved).out())
                .isEqualTo(Cli.run("replay", journal).out());
    }

    @Test
    void whatIsBehindDamageIsLeftOutAndSaid() throws IOException {
        for (int damaged = 2; damaged <= 11; damaged++) {
            Path place = Files.createDirectory(directory.resolve("at" + damaged));
            Path journal = Cli.journal(place, STATEMENTS);
            List<String> before = Cli.run("dump", journal, "--format=json").lines();
            Damage.record(journal, damaged);
            Path saved = place.resolve("saved");
            Cli.Result result = Cli.run("salvage", journal, "--to", saved, "--format=json");
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).isEmpty();
            assertThat(result.lines().get(0))
                    .startsWith("{\"kind\":\"checksum\"")
                    .contains("\"sequence\":" + damaged);
            assertThat(result.lines().get(result.lines().size() - 1))
                    .isEqualTo("{\"result\":\"part\",\"findings\":"
                            + (result.lines().size() - 1) + ",\"records\":"
                            + (damaged - 1) + ",\"last-sequence\":" + (damaged - 1) + ",\"left-out\":"
                            + (11 - damaged) + ",\"first-sequence\":1}");
            assertThat(Cli.run("verify", saved).code()).isZero();
            assertThat(Cli.run("replay", saved).code()).isZero();
            assertThat(Cli.run("dump", saved, "--format=json").lines()).isEqualTo(before.subList(0, damaged - 1));
        }
    }

    @Test
    void aRecordThatWasForgedIsNotProvedGoodByItsOwnChecksum() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        Damage.forge(journal, 6);
        Path saved = directory.resolve("saved");
        Cli.Result result = Cli.run("salvage", journal, "--to", saved);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.lines().get(0)).startsWith("chain ").contains(" sequence 7: ");
        assertThat(result.lines().get(1)).startsWith("salvaged 5 records, up to sequence 5; left out 6 ");
        assertThat(Cli.run("verify", saved).code()).isZero();
    }

    @Test
    void damageThatTouchesNoRecordEndsNothing() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        Files.delete(journal.resolve("metadata.cq4t"));
        Files.write(journal.resolve("flipbook.manifest"), new byte[100]);
        Path saved = directory.resolve("saved");
        Cli.Result result = Cli.run("salvage", journal, "--to", saved);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.lines()).hasSize(3);
        assertThat(result.lines().get(2)).startsWith("salvaged 11 records, up to sequence 11; left out 0 ");
        assertThat(Cli.run("verify", saved).code()).isZero();
    }

    @Test
    void recordsThatDoNotFitTheStateAreLeftOut() {
        Path journal = directory.resolve("unfit");
        try (Journal writer = Journal.open(JournalConfig.of(journal), record -> true)) {
            UnsafeBuffer noSuchMap = new UnsafeBuffer(new byte[8]);
            writer.append(RecordTypes.UNMAP, 0, noSuchMap, 0, 8);
        }
        Path saved = directory.resolve("saved");
        Cli.Result result = Cli.run("salvage", journal, "--to", saved);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.lines().get(0)).startsWith("state ").contains(" sequence 2: ");
        assertThat(result.lines().get(1)).startsWith("salvaged 1 records, up to sequence 1; left out 2 ");
    }

    @Test
    void whereNothingIsGoodThereIsNoNewJournal() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        Damage.record(journal, 1);
        Path saved = directory.resolve("saved");
        Cli.Result result = Cli.run("salvage", journal, "--to", saved);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("can be proved good").hasLineCount(1);
        assertThat(saved).doesNotExist();
        assertThat(Cli.run("salvage", directory.resolve("nowhere"), "--to", saved)
                        .code())
                .isEqualTo(3);
    }

    @Test
    void aTargetThatHoldsSomethingIsAWrongCall() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        for (Path target : List.of(journal, directory.resolve("made.flip"))) {
            Cli.Result result = Cli.run("salvage", journal, "--to", target);
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("give one that is missing or empty");
        }
        assertThat(Cli.run("verify", journal).code()).isZero();
        assertThat(Cli.run("salvage", journal).code()).isEqualTo(2);
    }
}
