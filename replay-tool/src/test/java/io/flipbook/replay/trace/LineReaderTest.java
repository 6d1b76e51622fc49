package io.flipbook.replay.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LineReaderTest {
    private static final int MAX = 16;
    private static final long SEED = 41;

    /** Gives at most so many bytes at a time, as a pipe does. */
    private static InputStream inPieces(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] to, int from, int length) {
                return super.read(to, from, Math.min(length, 1 + random.nextInt(20)));
            }
        };
    }

    private static List<String> lines(InputStream in) throws IOException {
        LineReader reader = new LineReader(in, MAX);
        List<String> lines = new ArrayList<>();
        while (reader.next()) {
            String text =
                    new String(reader.bytes(), reader.from(), reader.to() - reader.from(), StandardCharsets.ISO_8859_1);
            lines.add(reader.overlong() ? text + "!" : text);
        }
        return lines;
    }

    private static List<String> lines(String text) throws IOException {
        return lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** The same, slowly: what {@link #lines} must say. */
    private static List<String> expected(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        lines.replaceAll(line -> line.length() > MAX ? line.substring(0, MAX) + "!" : line);
        return lines;
    }

    @Test
    void cutsAtLineFeeds() throws IOException {
        assertThat(lines("")).isEmpty();
        assertThat(lines("\n")).containsExactly("");
        assertThat(lines("a\n\nb")).containsExactly("a", "", "b");
        assertThat(lines("a\r\nb\n")).containsExactly("a\r", "b");
    }

    @Test
    void keepsTheStartOfALineThatIsTooLong() throws IOException {
        String most = "x".repeat(MAX);
        assertThat(lines(most + "\n" + most + "y\n" + most + "z".repeat(1000) + "\nb\n" + most + "y"))
                .containsExactly(most, most + "!", most + "!", "b", most + "!");
    }

    @Test
    void cutsAlikeInWhateverPiecesTheBytesCome() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int left = random.nextInt(8); left > 0; left--) {
                int length = random.nextInt(4) == 0 ? random.nextInt(100) : random.nextInt(MAX + 3);
                for (int i = 0; i < length; i++) {
                    text.append((char) ('a' + random.nextInt(26)));
                }
                text.append(left > 1 || random.nextBoolean() ? "\n" : "");
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            assertThat(lines(inPieces(bytes, random)))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(expected(text.toString()));
        }
    }

    @Test
    void givesALineOutBeforeItAsksForMore() throws IOException {
        List<String> asked = new ArrayList<>();
        InputStream pipe = new InputStream() {
            private final List<String> pieces = new ArrayList<>(List.of("a\nb\nc", "d\n", "\n"));

            @Override
            public int read() {
                throw new AssertionError("one byte at a time");
            }

            @Override
            public int read(byte[] to, int from, int length) {
                if (pieces.isEmpty()) {
                    return -1;
                }
                String piece = pieces.remove(0);
                asked.add(piece);
                byte[] bytes = piece.getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(bytes, 0, to, from, bytes.length);
                return bytes.length;
            }
        };
        LineReader reader = new LineReader(pipe, MAX);
        int[] askedAtLine = new int[4];
        for (int line = 0; line < 4; line++) {
            assertThat(reader.next()).isTrue();
            askedAtLine[line] = asked.size();
        }
        assertThat(askedAtLine).containsExactly(1, 1, 2, 3);
        assertThat(reader.next()).isFalse();
        assertThat(reader.next()).isFalse();
    }
}
