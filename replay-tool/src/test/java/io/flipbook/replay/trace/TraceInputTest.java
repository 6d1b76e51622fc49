package io.flipbook.replay.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceInputTest {
    private static TraceInput detect(String text) throws IOException {
        return TraceInput.detect(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String rest(TraceInput input) throws IOException {
        return new String(input.stream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"sequence\":1}\n{}", " \t\r\n\n{}", "{"})
    void knowsRecordsAsJsonByTheirFirstByte(String text) throws IOException {
        TraceInput input = detect(text);
        assertThat(input.kind()).isEqualTo(InputKind.JSONL);
        assertThat(rest(input)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n \n", "9001@1.000001:x\n{}", "[", "\u00e9{"})
    void takesAllElseForATrace(String text) throws IOException {
        TraceInput input = detect(text);
        assertThat(input.kind()).isEqualTo(InputKind.AUTO);
        assertThat(rest(input)).isEqualTo(text);
    }

    @Test
    void looksNoFurtherThan64KiB() throws IOException {
        String blanks = " ".repeat(1 << 16);
        assertThat(detect(blanks.substring(1) + "{").kind()).isEqualTo(InputKind.JSONL);
        assertThat(detect(blanks + "{").kind()).isEqualTo(InputKind.AUTO);
        assertThat(rest(detect(blanks + "{"))).isEqualTo(blanks + "{");
    }

    @Test
    void readsNothingPastTheByteThatTells() throws IOException {
        InputStream in = new ByteArrayInputStream("\n{}".getBytes(StandardCharsets.US_ASCII));
        TraceInput.detect(in);
        assertThat(in.available()).isEqualTo(1);
    }

    @Test
    void spellsItsKindsAsTheCommandLineDoes() {
        assertThat(InputKind.values())
                .extracting(InputKind::word)
                .containsExactly("auto", "qemu-log", "kernel-trace", "jsonl");
        assertThat(TraceTime.Clock.values()).extracting(TraceTime.Clock::word).containsExactly("epoch", "boot", "none");
    }
}
