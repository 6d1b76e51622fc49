package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flipbook.tests.model.Snapshots;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are not what their names say: every command ends at once, in one line, and has used little memory. */
@Tag("long")
final class HostileFilesTest {
    private static final long GIANT_BYTES = 1L << 40;
    private static final Duration SECONDS = Duration.ofSeconds(20);
    private static final long MAX_ALLOCATED_BYTES = 256L << 20;
    private static final String SNAPSHOT = "snapshot-4.fbs";
    private static final String ROLL_FILE = "*.cq4";
    private static final List<String> FILES =
            List.of(ROLL_FILE, "metadata.cq4t", "flipbook.manifest", "flipbook.lock", "flipbook.writer", SNAPSHOT);
    private static final List<String> READERS = List.of("info", "state", "dump", "verify", "replay", "tail", "stats");
    /** Without these nobody can say what was written. */
    private static final List<String> NEEDED = List.of(ROLL_FILE, "metadata.cq4t", "flipbook.manifest");

    @TempDir
    private Path directory;

    /** What is put in the place of a file. */
    private enum Hazard {
        /** The file, and zeros behind it that need no room. */
        GIANT {
            @Override
            void replace(Path file) throws IOException {
                extend(file);
            }
        },
        GIANT_OF_ZEROS {
            @Override
            void replace(Path file) throws IOException {
                Files.delete(file);
                extend(file);
            }
        },
        FIFO {
            @Override
            void replace(Path file) throws IOException, InterruptedException {
                Files.delete(file);
                assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                        .isZero();
            }
        },
        DIRECTORY {
            @Override
            void replace(Path file) throws IOException {
                Files.delete(file);
                Files.createDirectory(file);
            }
        },
        LINK_TO_A_DEVICE {
            @Override
            void replace(Path file) throws IOException {
                Files.delete(file);
                Files.createSymbolicLink(file, Path.of("/dev/zero"));
            }
        },
        LINK_TO_ITSELF {
            @Override
            void replace(Path file) throws IOException {
                Files.delete(file);
                Files.createSymbolicLink(file, file);
            }
        },
        ALL_BITS_SET {
            @Override
            void replace(Path file) throws IOException {
                byte[] bytes = new byte[2 << 20];
                Arrays.fill(bytes, (byte) 0xff);
                Files.write(file, bytes);
            }
        },
        ABSURD_LENGTHS {
            @Override
            void replace(Path file) throws IOException {
                byte[] bytes = Files.readAllBytes(file);
                for (int i = 0; i < bytes.length; i += 16) {
                    bytes[i] = (byte) (bytes[i] == 0 ? 0 : 0x7f);
                }
                Files.write(file, bytes);
            }
        };

        abstract void replace(Path file) throws IOException, InterruptedException;

        boolean harms(String file) {
            boolean isRegular =
                    this == GIANT || this == GIANT_OF_ZEROS || this == ALL_BITS_SET || this == ABSURD_LENGTHS;
            return !isRegular && !file.equals(SNAPSHOT)
                    || this != GIANT && NEEDED.contains(file)
                    || file.equals("flipbook.manifest");
        }
    }

    static Stream<Arguments> hazards() {
        return Arrays.stream(Hazard.values()).flatMap(hazard -> FILES.stream().map(file -> Arguments.of(hazard, file)));
    }

    @ParameterizedTest
    @MethodSource("hazards")
    void everyCommandEndsAtOnce(Hazard hazard, String name) throws Exception {
        Path journal = Cli.journal(directory, "region ram 1M", "map 0x0 1M ram 0", "to-shared ram 0 4K");
        Snapshots.make(journal, 4);
        hazard.replace(find(journal, name));
        int expected = hazard.harms(name) ? 3 : 0;
        for (String command : READERS) {
            Cli.Result result = runs(command, journal);
            boolean saysSo = command.equals("verify") && name.equals(SNAPSHOT);
            assertThat(result.code()).as(command + result).isEqualTo(saysSo ? 3 : expected);
        }
        assertThat(runs("salvage", journal, "--to", directory.resolve("saved")).code())
                .isIn(0, 1, 3);
        Path trace = Files.writeString(
                directory.resolve("trace"), "kvm_convert_memory start 0x2000 size 0x1000 private_to_shared\n");
        Cli.Result recorded = runs("record", trace, "--journal", journal);
        assertThat(recorded.code()).as(recorded.toString()).isIn(0, 3);
        assertThat(runs("run", directory.resolve("made.flip"), "--journal", journal)
                        .code())
                .isIn(2, 3);
    }

    @Test
    void aTraceAndAScriptWithoutAnEndAreRefused() throws Exception {
        Path giant = directory.resolve("giant");
        extend(giant);
        assertThat(runs("run", giant).code()).isEqualTo(2);
        Path journal = directory.resolve("journal");
        assertThat(runs("record", giant, "--journal", journal, "--region", "ram=1M@0")
                        .code())
                .isEqualTo(3);
        Path trace = Files.writeString(directory.resolve("trace"), "\n");
        for (String option : List.of("--setup", "--initial")) {
            Cli.Result result = runs("record", trace, "--journal", directory.resolve("other"), option, giant);
            assertThat(result.code()).as(result.toString()).isIn(2, 3);
        }
        assertThat(runs("info", giant).code()).isEqualTo(3);
    }

    @Test
    void namesOfFilesReachTheTerminalEscaped() throws Exception {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K");
        String touch = "cd '" + journal + "' && touch $'\\e[31m.cq4' $'two\\nlines.cq4' $'\\xff\\xfe.cq4'"
                + " $'\\xe2\\x80\\xae.cq4' $'\\e[31m' $'snapshot-1\\e.fbs' $'20231115H.cq4\\r'";
        assertThat(new ProcessBuilder("bash", "-c", touch).start().waitFor()).isZero();
        for (String format : List.of("text", "json")) {
            Cli.Result verified = runs("verify", journal, "--format", format);
            assertThat(verified.code()).isEqualTo(3);
            assertThat(verified.lines().stream().filter(line -> line.contains("foreign-file")))
                    .hasSize(5);
            for (String command : READERS) {
                assertThat(runs(command, journal, "--format", format).code()).isEqualTo(3);
            }
        }
    }

    @Test
    void whatATraceOrAScriptSaysReachesTheTerminalEscaped() throws Exception {
        String hostile = "\033]0;title\007\u202e\u0085\u2028\ud83d\0";
        Path trace = directory.resolve("trace");
        Files.writeString(
                trace,
                (hostile + "\n" + hostile + "-1 [000] 1.000000: kvm_convert_memory start " + hostile + "\n"
                                + "9001@1.0:kvm_convert_memory start 0x0 size 0x1000 " + hostile + "_to_private\n")
                        .replace("\ud83d", "?"));
        for (String format : List.of("text", "json")) {
            Path journal = directory.resolve("journal-" + format);
            runs("record", trace, "--journal", journal, "--region", "ram=1M@0", "--format", format);
            runs("dump", journal, "--format", format);
            runs("record", trace, "--journal", journal, "--region", hostile.replace("\0", "") + "=1M@0");
            runs("record", trace, "--journal", journal, "--task", hostile.replace("\0", ""));
        }
        Path script = Files.writeString(
                directory.resolve("hostile.flip"), "region " + hostile.replace("\ud83d", "") + " 1M\n");
        assertThat(runs("run", script).code()).isEqualTo(2);
    }

    private static void extend(Path file) throws IOException {
        try (RandomAccessFile giant = new RandomAccessFile(file.toFile(), "rw")) {
            giant.setLength(GIANT_BYTES);
        }
    }

    private static Path find(Path journal, String name) throws IOException {
        try (var found = Files.newDirectoryStream(journal, name)) {
            return found.iterator().next();
        }
    }

    /** Runs a command, and checks what holds for all of them, whatever they are given. */
    private static Cli.Result runs(Object... command) {
        String what = Arrays.toString(command);
        long[] allocated = new long[1];
        Cli.Result result = Assertions.assertTimeoutPreemptively(
                SECONDS,
                () -> {
                    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
                    long before = threads.getCurrentThreadAllocatedBytes();
                    Cli.Result run = Cli.run(command);
                    allocated[0] = threads.getCurrentThreadAllocatedBytes() - before;
                    return run;
                },
                what);
        assertThat(allocated[0]).as(what).isLessThan(MAX_ALLOCATED_BYTES);
        assertThat(result.err()).as(what).doesNotContain("internal error");
        if (result.code() == 2 || result.code() == 3 && result.out().isEmpty()) {
            assertThat(result.err()).as(what).hasLineCount(1);
        }
        assertThat((result.out() + result.err()).chars()).as(what).allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f);
        return result;
    }
}
