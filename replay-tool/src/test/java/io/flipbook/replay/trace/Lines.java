package io.flipbook.replay.trace;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Short traces, read whole. */
final class Lines {
    private Lines() {}

    static TraceLine one(String line) {
        return one(line, InputKind.AUTO);
    }

    static TraceLine one(String line, InputKind kind) {
        List<TraceLine> all = all(line.getBytes(StandardCharsets.UTF_8), kind);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " lines");
        }
        return all.get(0);
    }

    static TraceEvent event(String line) {
        return one(line).event();
    }

    static TraceEvent.Damaged damaged(String line) {
        return (TraceEvent.Damaged) event(line);
    }

    static List<TraceLine> all(byte[] trace, InputKind kind) {
        return all(new ByteArrayInputStream(trace), kind);
    }

    static List<TraceLine> all(InputStream trace, InputKind kind) {
        List<TraceLine> lines = new ArrayList<>();
        try (TraceReader reader = new TraceReader(trace, kind)) {
            for (TraceLine line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return lines;
    }
}
