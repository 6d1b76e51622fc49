package io.flipbook.tests.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32C;

/** Everything that happened in a run: a digest of all of it, and the last lines. */
final class Transcript {
    private static final int KEPT_LINES = 60;

    private final Deque<String> last = new ArrayDeque<>();
    private final CRC32C crc = new CRC32C();
    private long digest;

    void say(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        crc.reset();
        crc.update(bytes, 0, bytes.length);
        digest = (digest ^ crc.getValue()) * 0x9e3779b97f4a7c15L + bytes.length;
        if (last.size() == KEPT_LINES) {
            last.removeFirst();
        }
        last.addLast(line);
    }

    long digest() {
        return digest;
    }

    String lastLines() {
        return String.join("\n  ", last);
    }
}
