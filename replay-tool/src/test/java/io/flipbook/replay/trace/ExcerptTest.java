package io.flipbook.replay.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ExcerptTest {
    @Test
    void leavesWhatPrints() {
        assertThat(Excerpt.of("a 'b' \u00e9 \u4e2d")).isEqualTo("a 'b' \u00e9 \u4e2d");
    }

    @Test
    void escapesWhatDoesNotPrint() {
        assertThat(Excerpt.of("\n\t\0\u001b\u007f\u009b\u200b\u202e\u2028\u00a0\ud800\ue000\\"))
                .isEqualTo("\\u000a\\u0009\\u0000\\u001b\\u007f\\u009b\\u200b\\u202e\\u2028\\u00a0\\ud800\\ue000\\\\");
    }

    @Test
    void cutsAt80CharactersAndNotInsideOne() {
        assertThat(Excerpt.of("\ud83d\ude00".repeat(80))).isEqualTo("\ud83d\ude00".repeat(80));
        assertThat(Excerpt.of("\ud83d\ude00".repeat(81))).isEqualTo("\ud83d\ude00".repeat(80) + "...");
        byte[] bytes = "\ud83d\ude00".repeat(200).getBytes(StandardCharsets.UTF_8);
        assertThat(Excerpt.of(bytes, 0, bytes.length)).isEqualTo("\ud83d\ude00".repeat(80) + "...");
    }

    @Test
    void takesBytesThatAreNoText() {
        assertThat(Excerpt.of(new byte[] {'x', 'a', (byte) 0xff, 'b'}, 1, 4)).isEqualTo("a\ufffdb");
    }
}
