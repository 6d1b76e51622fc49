package io.flipbook.replay.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.replay.trace.MadeTrace.Made;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class MadeTraceTest {
    private static final long SEED = 7;
    private static final int LINES = 1_000_000;
    private static final int LINES_A_PIECE = 1000;

    /** The trace as a stream that makes it piece by piece. */
    private static InputStream stream(Function<MadeTrace, Made> next) {
        MadeTrace trace = new MadeTrace(SEED);
        return new SequenceInputStream(new Enumeration<InputStream>() {
            private int left = LINES / LINES_A_PIECE;

            @Override
            public boolean hasMoreElements() {
                return left > 0;
            }

            @Override
            public InputStream nextElement() {
                StringBuilder piece = new StringBuilder();
                if (left == LINES / LINES_A_PIECE) {
                    piece.append(trace.label()).append('\n');
                }
                left--;
                for (int i = 0; i < LINES_A_PIECE; i++) {
                    piece.append(next.apply(trace).line()).append('\n');
                }
                return new ByteArrayInputStream(piece.toString().getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private static void readsEveryLine(Function<MadeTrace, Made> next, InputKind kind) throws Exception {
        MadeTrace expected = new MadeTrace(SEED);
        try (TraceReader reader = new TraceReader(stream(next), kind)) {
            assertThat(reader.next().event()).isEqualTo(new TraceEvent.Ignored(""));
            for (long number = 2; number < LINES + 2; number++) {
                Made made = next.apply(expected);
                TraceLine line = reader.next();
                TraceLine wanted = new TraceLine(number, made.time(), made.task(), made.event());
                if (!line.equals(wanted)) {
                    assertThat(line).as("seed %d, %s", SEED, made.line()).isEqualTo(wanted);
                }
            }
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void readsAMillionLinesOfQemuInEveryPrefix() throws Exception {
        readsEveryLine(MadeTrace::nextOfQemu, InputKind.AUTO);
    }

    @Test
    void readsAMillionLinesOfTheKernelInEveryForm() throws Exception {
        readsEveryLine(MadeTrace::nextOfKernel, InputKind.AUTO);
    }

    @Test
    void saysThatItIsMade() {
        assertThat(new MadeTrace(SEED).label()).startsWith("# made").contains("seed 7");
    }

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(new MadeTrace(SEED).nextOfQemu()).isEqualTo(new MadeTrace(SEED).nextOfQemu());
        assertThat(new MadeTrace(SEED).nextOfQemu()).isNotEqualTo(new MadeTrace(SEED + 1).nextOfQemu());
    }
}
