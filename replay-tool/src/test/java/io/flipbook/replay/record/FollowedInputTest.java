package io.flipbook.replay.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pipe that is followed. */
@Timeout(60)
final class FollowedInputTest {
    private final StopSignal stop = new StopSignal();

    @Test
    void givesEveryByteInOrder() throws Exception {
        byte[] bytes = new byte[1_000_003];
        new Random(1).nextBytes(bytes);
        try (InputStream followed = new FollowedInput(new ByteArrayInputStream(bytes), stop)) {
            assertThat(followed.read()).isEqualTo(bytes[0] & 0xff);
            byte[] rest = followed.readAllBytes();
            assertThat(rest).hasSize(bytes.length - 1);
            assertThat(rest[rest.length - 1]).isEqualTo(bytes[bytes.length - 1]);
            assertThat(java.util.Arrays.equals(rest, 0, rest.length, bytes, 1, bytes.length))
                    .isTrue();
            assertThat(followed.read()).isEqualTo(-1);
        }
    }

    @Test
    void handsOnWhatFailed() throws IOException {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }
        };
        try (InputStream followed = new FollowedInput(failing, stop)) {
            assertThatThrownBy(followed::read).isInstanceOf(IOException.class).hasMessage("the disk is gone");
        }
    }

    @Test
    void endsWhenItIsStoppedWhileNothingComes() throws Exception {
        PipedOutputStream silent = new PipedOutputStream();
        CountDownLatch waiting = new CountDownLatch(1);
        var executor = Executors.newSingleThreadExecutor();
        try (InputStream followed = new FollowedInput(new PipedInputStream(silent), stop)) {
            Future<Integer> read = executor.submit(() -> {
                waiting.countDown();
                return followed.read();
            });
            waiting.await();
            assertThat(read).isNotDone();
            stop.stop();
            assertThat(read.get(30, TimeUnit.SECONDS)).isEqualTo(-1);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void recordsNothingOfALineThatAStopCutOff(@TempDir Path directory) throws Exception {
        TraceLab lab = new TraceLab(directory).regions("ram=16M@0");
        PipedInputStream in = new PipedInputStream();
        var executor = Executors.newSingleThreadExecutor();
        try (PipedOutputStream out = new PipedOutputStream(in)) {
            Future<RecordingSummary> recording = executor.submit(() -> lab.follow(in));
            out.write("kvm_convert_memory start 0x0 size 0x1000 private_to_shared\nkvm_convert_memory start 0x1"
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            out.flush();
            Await.until(() -> isOnRecord(lab));
            lab.stop.stop();
            RecordingSummary summary = recording.get(30, TimeUnit.SECONDS);
            assertThat(summary.wasStopped()).isTrue();
            assertThat(summary.lines()).isEqualTo(1);
            assertThat(summary.damaged()).isEmpty();
            assertThat(lab.shared("ram")).containsExactly(0L);
        } finally {
            executor.shutdownNow();
        }
    }

    private static boolean isOnRecord(TraceLab lab) {
        try {
            return lab.records("outcome").size() == 1;
        } catch (RuntimeException e) {
            return false; // there is no journal yet
        }
    }
}
