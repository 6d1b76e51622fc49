package io.flipbook.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.journal.JournalScanner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal has one writer: a second one is refused while the first lives, and takes over after it, in a second. */
class SecondWriterTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final String OPEN = "open";
    private static final String REFUSED = "refused";

    @TempDir
    private Path temp;

    private Path directory;

    @BeforeEach
    void warmUp() {
        SampleJournal.endedCleanly(temp.resolve("warm"), 5, 5);
        directory = temp.resolve("journal");
    }

    @Test
    void isRefusedInTheSameProcess() throws Exception {
        try (ConversionEngine first = open(directory)) {
            Path link = Files.createSymbolicLink(temp.resolve("link"), directory);
            for (Path name : List.of(directory, link)) {
                assertRefusedAtOnce(name);
            }
            assertThat(first.lastSequence()).isPositive();
        }
    }

    @Test
    void isRefusedWhileAnotherProcessWrites() throws Exception {
        try (Child first = new Child(directory)) {
            assertThat(first.says()).isEqualTo(OPEN);
            assertRefusedAtOnce(directory);
            assertThat(first.process.isAlive()).isTrue();
        }
    }

    @Test
    void isRefusedInAnotherProcess() throws Exception {
        try (ConversionEngine first = open(directory);
                Child second = new Child(directory)) {
            String said = second.says();
            assertThat(said).startsWith(REFUSED);
            assertThat(Long.parseLong(said.substring(REFUSED.length() + 1))).isLessThan(AT_ONCE.toMillis());
            assertThat(first.lastSequence()).isPositive();
        }
        assertClean();
    }

    @Test
    void takesOverFromOneThatWasKilled() throws Exception {
        kill();
        assertTakesOverAtOnce();
    }

    /** The process id of the dead writer is that of a living process by now: of this one. */
    @Test
    void takesOverWhenTheProcessIdIsInUseAgain() throws Exception {
        long pid = ProcessHandle.current().pid();
        long startMs =
                ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
        for (long start : new long[] {12_345, startMs}) {
            long killed = kill();
            Files.writeString(directory.resolve("flipbook.writer"), pid + " " + start + "\n");
            replaceInMetadata(killed, pid);
            assertTakesOverAtOnce();
        }
    }

    private static ConversionEngine open(Path directory) {
        return ConversionEngine.open(EngineConfig.journaledAs(SampleJournal.config(directory)));
    }

    /** Lets another process write, and kills it; its process id. */
    private long kill() throws Exception {
        try (Child first = new Child(directory)) {
            assertThat(first.says()).isEqualTo(OPEN);
            return first.process.pid();
        }
    }

    private void assertRefusedAtOnce(Path name) throws Exception {
        Duration took = time(() -> {
            assertThatIllegalStateException().isThrownBy(() -> open(name)).withMessageContaining("process ");
            return null;
        });
        assertThat(took).isLessThan(AT_ONCE);
    }

    private void assertTakesOverAtOnce() throws Exception {
        Duration took = time(() -> {
            open(directory).close();
            return null;
        });
        assertThat(took).isLessThan(AT_ONCE);
        assertClean();
    }

    private void assertClean() {
        List<Object> findings = new ArrayList<>();
        JournalScanner.of(directory).scan(record -> true, findings::add);
        assertThat(findings).isEmpty();
    }

    private static Duration time(Callable<Void> what) throws Exception {
        long startNs = System.nanoTime();
        what.call();
        return Duration.ofNanos(System.nanoTime() - startNs);
    }

    /** Chronicle's own lock, if the dead writer held it, is in the name of the living process. */
    private void replaceInMetadata(long oldPid, long newPid) throws IOException {
        try (FileChannel channel = FileChannel.open(
                directory.resolve("metadata.cq4t"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size()).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(bytes, 0);
            int at = new String(bytes.array(), StandardCharsets.ISO_8859_1).indexOf("chronicle.write.lock");
            assertThat(at).isPositive();
            for (int i = at; i < at + 64; i++) {
                boolean unlocked = bytes.getLong(i) == Long.MIN_VALUE;
                boolean held = (int) bytes.getLong(i) == oldPid;
                if (unlocked || held) {
                    channel.write(
                            ByteBuffer.allocate(Long.BYTES)
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .putLong(0, newPid),
                            i);
                    return;
                }
            }
            throw new AssertionError("no lock in the metadata");
        }
    }

    /** A process that opens a journal, says how that went, and waits to be killed. */
    private static final class Child implements AutoCloseable {
        final Process process;
        private final BufferedReader output;

        Child(Path directory) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(argument -> argument.startsWith("--") || argument.startsWith("-Dchronicle"))
                    .forEach(command::add);
            command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
            command.addAll(List.of(SecondWriterTest.class.getName(), directory.toString()));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        }

        String says() throws IOException {
            return output.readLine();
        }

        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /** The child: opens the journal that it is told. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        // beside it, so that the time is not that of loading classes
        SampleJournal.endedCleanly(directory.resolveSibling("warm-child"), 1);
        long startNs = System.nanoTime();
        try {
            open(directory);
            System.out.println(OPEN);
        } catch (IllegalStateException e) {
            System.out.println(REFUSED + " "
                    + Duration.ofNanos(System.nanoTime() - startNs).toMillis());
            return;
        }
        System.in.read();
    }
}
