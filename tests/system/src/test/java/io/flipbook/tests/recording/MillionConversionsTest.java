package io.flipbook.tests.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class MillionConversionsTest {
    private static final int LINES = 1_000_000;

    /** The same on every JDK and machine; a change of it is a change of what a state's digest is. */
    private static final String DIGEST = "0x2b6e8f142315d9ff";

    @TempDir
    private Path directory;

    @Test
    void isRecordedReplayedAndRecordedAgainFromItsDumpWithOneDigest() throws Exception {
        Path trace = new ConversionLog(20261120).write(directory.resolve("made.log"), LINES);
        Path journal = directory.resolve("journal");

        Tool.Answer recorded =
                Tool.runClean("record", trace, "--journal", journal, "--region", "ram=1G@0", "--format", "json");
        assertThat(recorded.field("digest")).isEqualTo(DIGEST);

        Tool.Answer replayed = Tool.runClean("replay", journal, "--format", "json");
        assertThat(replayed.field("events")).isEqualTo(Integer.toString(LINES));
        assertThat(replayed.field("matches")).isEqualTo("true");
        assertThat(replayed.field("digest")).isEqualTo(DIGEST);

        Path dump = directory.resolve("dump.jsonl");
        Process dumping = Tool.process("dump", journal, "--format", "json")
                .redirectOutput(dump.toFile())
                .start();
        assertThat(dumping.waitFor()).isZero();
        Path again = directory.resolve("again");
        Tool.Answer recordedAgain =
                Tool.runClean("record", dump, "--input", "jsonl", "--journal", again, "--format", "json");
        assertThat(recordedAgain.field("digest")).isEqualTo(DIGEST);
        assertThat(Tool.runClean("verify", again).out()).contains("clean");
    }
}
