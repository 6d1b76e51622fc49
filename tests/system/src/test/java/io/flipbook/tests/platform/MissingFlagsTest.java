package io.flipbook.tests.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.events.CommittedEvents;
import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.PlatformFlags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who forgets a flag is told which, in one line, and not by what some library makes of it. */
final class MissingFlagsTest {
    @TempDir
    Path directory;

    static List<String> flags() {
        return PlatformFlags.needed();
    }

    @Test
    void nothingIsMissingHere() {
        assertThat(PlatformFlags.needed()).hasSize(4);
        assertThat(PlatformFlags.missing()).isEmpty();
        PlatformFlags.check();
    }

    @ParameterizedTest
    @MethodSource("flags")
    void theOneThatIsMissingIsNamed(String missing) throws IOException, InterruptedException {
        List<String> others = new ArrayList<>(PlatformFlags.needed());
        others.remove(missing);
        assertThat(opened(others))
                .hasSize(5)
                .allSatisfy(line -> assertThat(line)
                        .endsWith(": java.lang.IllegalStateException: this Java was started without " + missing
                                + ", which journals need: add that to its options"));
    }

    @Test
    void withoutAnyAllAreNamed() throws IOException, InterruptedException {
        assertThat(opened(List.of()))
                .hasSize(5)
                .allMatch(line -> PlatformFlags.needed().stream().allMatch(line::contains));
    }

    @Test
    void withThoseThatAreNeededAllIsWell() throws IOException, InterruptedException {
        assertThat(opened(PlatformFlags.needed()))
                .containsExactly("engine: fine", "no log: fine", "journal: fine", "scanner: fine", "events: fine");
    }

    @Test
    void theBuildTheToolAndTheDecisionNameTheSame() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        for (String file : List.of("pom.xml", "replay-tool/pom.xml", "docs/decisions/0001-dependencies.md")) {
            String text = Files.readString(root.resolve(file));
            assertThat(PlatformFlags.needed())
                    .as(file)
                    .allMatch(flag -> text.contains(flag.substring(flag.indexOf('=') + 1, flag.lastIndexOf('='))));
        }
    }

    private List<String> opened(List<String> flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=off", "-Dchronicle.announcer.disable=true"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Opener.class.getName()));
        command.add(directory.toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines().toList();
    }

    /** Opens whatever can be opened, and says what came of each. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] arguments) {
            Path parent = Path.of(arguments[0]);
            Path directory = parent.resolve("engine");
            say(
                    "engine",
                    () -> ConversionEngine.open(EngineConfig.journaledIn(directory))
                            .close());
            say(
                    "no log",
                    () -> ConversionEngine.open(EngineConfig.transientOne()).close());
            say(
                    "journal",
                    () -> Journal.open(JournalConfig.of(parent.resolve("journal")), record -> true)
                            .close());
            say("scanner", () -> JournalScanner.of(directory).scan(record -> true, finding -> {}));
            say("events", () -> CommittedEvents.open(directory).close());
        }

        private static void say(String what, Runnable opening) {
            try {
                opening.run();
                System.out.println(what + ": fine");
            } catch (Throwable e) {
                System.out.println(what + ": " + e);
            }
        }
    }
}
