package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.RecordTypes;
import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.tests.model.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifyCliTest {
    @TempDir
    private Path directory;

    @Test
    void aGoodJournalIsClean() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K", "restart", "to-shared ram 8K 4K");
        assertThat(Cli.run("verify", journal))
                .isEqualTo(new Cli.Result(
                        0,
                        "clean, 9 records, last good sequence 9\n"
                                + "power cut: can cost all that the kernel had not written yet (sync none)\n",
                        ""));
        assertThat(Cli.run("verify", journal, "--format=json").lines())
                .containsExactly("{\"result\":\"clean\",\"findings\":0,\"records\":9,\"last-sequence\":9,"
                        + "\"last-good-sequence\":9,\"sync\":\"none\","
                        + "\"power-cut\":\"can cost all that the kernel had not written yet\"}");
    }

    @Test
    void aSnapshotThatIsDamagedIsAFindingThoughAllRecordsAreGood() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K", "to-shared ram 8K 4K");
        Snapshots.make(journal, 4);
        Snapshots.make(journal, 6);
        assertThat(Cli.run("verify", journal).lines().get(0)).isEqualTo("clean, 7 records, last good sequence 7");
        Damage.flip(journal.resolve("snapshot-4.fbs"), 100);
        Cli.Result result = Cli.run("verify", journal);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.lines().get(0)).matches("snapshot snapshot-4\\.fbs offset 0x58 sequence 4: .+");
        assertThat(result.lines().get(1)).isEqualTo("damaged: 1 finding, 7 records, last good sequence 7");
        assertThat(Cli.run("state", journal).code()).isZero();
    }

    @Test
    void aSnapshotOfAnotherStateIsAFindingThoughItsChecksumIsGood() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K", "to-shared ram 8K 4K");
        JournalSnapshots.in(journal).make(record -> true, 6, new GuestMemory()::writeSnapshot);
        Cli.Result result = Cli.run("verify", journal);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.lines().get(0)).startsWith("snapshot snapshot-6.fbs offset 0x58 sequence 6: ");
    }

    @Test
    void damageIsAFindingALineAndCode3() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K", "to-shared ram 8K 4K");
        Damage.record(journal, 4);
        Cli.Result text = Cli.run("verify", journal);
        assertThat(text.code()).isEqualTo(3);
        assertThat(text.err()).isEmpty();
        assertThat(text.lines().get(0)).matches("checksum \\d{8}H\\.cq4 offset 0x[0-9a-f]+ sequence 4: .+");
        assertThat(text.lines().get(text.lines().size() - 2))
                .startsWith("damaged: ")
                .endsWith("last good sequence 3");
        assertThat(text.out()).doesNotContain("state ");
    }

    @Test
    void damageAsJsonIsAnObjectAFindingAndOneForTheSummary() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K");
        Damage.record(journal, 4);
        Cli.Result json = Cli.run("verify", journal, "--format=json");
        assertThat(json.code()).isEqualTo(3);
        assertThat(json.lines().get(0))
                .matches("\\{\"kind\":\"checksum\",\"file\":\"\\d{8}H\\.cq4\",\"offset\":\"0x[0-9a-f]+\","
                        + "\"sequence\":4,\"text\":\".+\"\\}");
        assertThat(json.lines().get(json.lines().size() - 1))
                .matches("\\{\"result\":\"damaged\",\"findings\":\\d+,\"records\":\\d+,\"last-sequence\":5,"
                        + "\"last-good-sequence\":3,\"sync\":\"none\",\"power-cut\":\".+\"\\}");
    }

    @Test
    void aRecordThatDoesNotFitTheStateIsAFindingOnce() {
        Path journal = directory.resolve("unfit");
        try (Journal writer = Journal.open(JournalConfig.of(journal), record -> true)) {
            UnsafeBuffer noSuchMap = new UnsafeBuffer(new byte[8]);
            writer.append(RecordTypes.UNMAP, 0, noSuchMap, 0, 8);
            writer.append(RecordTypes.UNMAP, 0, noSuchMap, 0, 8);
        }
        Cli.Result result = Cli.run("verify", journal);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.lines()).hasSize(3);
        assertThat(result.lines().get(0)).startsWith("state ").contains(" sequence 2: ");
        assertThat(result.lines().get(1)).isEqualTo("damaged: 1 finding, 4 records, last good sequence 1");
        Cli.Result state = Cli.run("state", journal);
        assertThat(state.code()).isEqualTo(3);
        assertThat(state.err()).contains("record 2 in ").hasLineCount(1);
    }
}
