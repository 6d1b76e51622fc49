package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.RecoveryMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecoveryCliTest {
    @TempDir
    private Path directory;

    @Test
    void aRecordingGoesOnBehindDamageAtAPointInTime() throws IOException {
        Path journal = recorded();
        String before = Cli.run("state", journal, "--at", "5").out();
        Damage.record(journal, 7);
        assertThat(record(journal).code()).isEqualTo(3);
        assertThat(record(journal, "--recovery", "strict").code()).isEqualTo(3);
        assertThat(record(journal, "--recovery", "point-in-time=8").err())
                .contains("up to sequence 8 are not all good")
                .hasLineCount(1);
        assertThat(record(journal, "--recovery", "point-in-time=5").code()).isZero();
        assertThat(Cli.run("verify", journal).code()).isZero();
        assertThat(Cli.run("replay", journal).code()).isZero();
        assertThat(Cli.run("state", journal, "--at", "5").out()).isEqualTo(before);
        assertThat(Cli.run("verify", journal.resolve("flipbook.aside-1")).code())
                .isEqualTo(3);
    }

    @Test
    void aModeThatThereIsNotIsAWrongCall() throws IOException {
        Path journal = recorded();
        for (String mode : new String[] {"lenient", "point-in-time", "point-in-time=0"}) {
            Cli.Result result = record(journal, "--recovery", mode);
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("expected torn-tail, strict or point-in-time=SEQUENCE");
        }
    }

    @Test
    void aRestartDoesNotGoBackToThePointInTimeOnceMore() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K", "to-shared ram 8K 4K");
        EngineConfig config = EngineConfig.journaledAs(JournalConfig.of(journal).recovery(RecoveryMode.pointInTime(4)));
        try (ConversionEngine first = ConversionEngine.open(config);
                ConversionEngine second = first.restart()) {
            assertThat(second.lastSequence()).isEqualTo(7);
        }
        assertThat(journal.resolve("flipbook.aside-1")).isDirectory();
        assertThat(journal.resolve("flipbook.aside-2")).doesNotExist();
    }

    private Path recorded() throws IOException {
        Path journal = directory.resolve("journal");
        assertThat(record(journal).code()).isZero();
        assertThat(record(journal).code()).isZero();
        return journal;
    }

    private Cli.Result record(Path journal, Object... more) throws IOException {
        Path trace = directory.resolve("guest.log");
        Files.writeString(trace, "kvm_convert_memory start 0x4000000 size 0x1000 private_to_shared\n");
        Object[] arguments = {"record", trace, "--journal", journal, "--region", "ram=1G@0"};
        Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Cli.run(all);
    }
}
