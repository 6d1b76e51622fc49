package io.flipbook.replay.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class StandardOutputTest {
    private static final class Failing extends OutputStream {
        private final String message;

        Failing(String message) {
            this.message = message;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException(message);
        }
    }

    @Test
    void givesOnEveryByteInOrderHoweverTheyCome() {
        ByteArrayOutputStream below = new ByteArrayOutputStream();
        byte[] bytes = new byte[300_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 >>> 3);
        }
        StandardOutput out = new StandardOutput(below, false);
        int at = 0;
        for (int chunk = 1; at < bytes.length; chunk = chunk * 3 + 1) {
            int count = Math.min(chunk, bytes.length - at);
            out.write(bytes, at, count);
            at += count;
            if (at < bytes.length) {
                out.write(bytes[at++]);
            }
        }
        out.flush();
        assertThat(below.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void holdsBackWhatIsNotFlushed() {
        ByteArrayOutputStream below = new ByteArrayOutputStream();
        new StandardOutput(below, false).write(Arrays.copyOf(new byte[] {1, 2, 3}, 100), 0, 100);
        assertThat(below.size()).isZero();
    }

    @Test
    void saysThatTheReaderHasGone() {
        StandardOutput out = new StandardOutput(new Failing("Broken pipe"), false);
        out.write(1);
        assertThatExceptionOfType(OutputFailedException.class)
                .isThrownBy(out::flush)
                .matches(OutputFailedException::isBrokenPipe);
    }

    @Test
    void takesEveryErrorOfAPipeForAReaderThatHasGoneWhateverLanguageItIsIn() {
        StandardOutput out = new StandardOutput(new Failing("Daten\u00fcbergabe unterbrochen"), true);
        out.write(1);
        assertThatExceptionOfType(OutputFailedException.class)
                .isThrownBy(out::flush)
                .matches(OutputFailedException::isBrokenPipe);
    }

    @Test
    void saysWhyItCannotBeWrittenEvenThroughAWriterThatSwallowsErrors() {
        PrintWriter writer = new PrintWriter(new StandardOutput(new Failing("No space left on device"), false));
        writer.print("answer");
        assertThatExceptionOfType(OutputFailedException.class)
                .isThrownBy(writer::flush)
                .withMessage("cannot write to standard output: No space left on device")
                .matches(e -> !e.isBrokenPipe());
    }

    @Test
    void isSilentAfterItsFirstError() {
        StandardOutput out = new StandardOutput(new Failing("No space left on device"), false);
        out.write(1);
        assertThatExceptionOfType(OutputFailedException.class).isThrownBy(out::flush);
        out.write(2);
        out.flush();
    }
}
