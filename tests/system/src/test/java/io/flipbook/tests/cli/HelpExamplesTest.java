package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every help text ends with an example, and every example works as it stands, in an empty directory. */
@Tag("long")
final class HelpExamplesTest {
    private static final Pattern COMMAND = Pattern.compile("(?m)^ {2}([a-z-]+) {2,}\\S");
    private static final String EXAMPLE = "\nExample:\n";

    @TempDir
    private Path directory;

    @TempDir
    private Path launchers;

    static List<String> commands() {
        String help = Cli.run("--help").out();
        String list = help.substring(help.indexOf("\nCommands:\n"), help.indexOf("\nExit codes:\n"));
        List<String> commands = new ArrayList<>(List.of(""));
        COMMAND.matcher(list).results().forEach(command -> commands.add(command.group(1)));
        return commands;
    }

    @Test
    void thereIsHelpForEveryCommand() {
        assertThat(commands())
                .contains(
                        "",
                        "demo",
                        "run",
                        "record",
                        "replay",
                        "state",
                        "info",
                        "dump",
                        "memtype",
                        "blame",
                        "bisect",
                        "diff",
                        "tail",
                        "stats",
                        "export",
                        "plot",
                        "report",
                        "verify",
                        "salvage",
                        "check",
                        "whatif",
                        "scenario",
                        "minimize",
                        "verify-platform",
                        "completion",
                        "man");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theExampleWorks(String command) throws IOException, InterruptedException {
        Cli.Result help = command.isEmpty() ? Cli.run("--help") : Cli.run(command, "--help");
        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).contains(EXAMPLE).contains("Exit codes:");
        assertThat(help.lines()).allMatch(line -> line.length() <= 100);
        String example = help.out().substring(help.out().indexOf(EXAMPLE) + EXAMPLE.length());
        assertThat(example).contains("flipbook " + command);
        String withoutPager = example.replaceAll("(?m)^ +man -l ", "test -s ");
        Cli.Result result = new RealProgram(directory, launchers).shell("set -e\n" + withoutPager);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void everyCommandHasAManualPage() throws IOException {
        Path pages = directory.resolve("pages");
        assertThat(Cli.run("man", "--to", pages).code()).isZero();
        List<String> expected = commands().stream()
                .map(command -> command.isEmpty() ? "flipbook.1" : "flipbook-" + command + ".1")
                .toList();
        try (Stream<Path> files = Files.list(pages)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(expected);
        }
        for (String page : expected) {
            assertThat(Files.readAllLines(pages.resolve(page)))
                    .as(page)
                    .contains(
                            ".SH \"NAME\"",
                            ".SH \"SYNOPSIS\"",
                            ".SH \"OPTIONS\"",
                            ".SH \"EXAMPLE\"",
                            "\\fB\\-\\-debug\\fR")
                    .noneMatch(line -> line.startsWith("'"))
                    .allMatch(line -> line.matches("\\.(TH|SH|PP|TP|nf|fi).*|[^.].*|"));
        }
    }

    @Test
    void completionKnowsEveryCommandInBashAndInZsh() {
        String bash = Cli.run("completion", "bash").out();
        assertThat(commands()).allMatch(bash::contains);
        assertThat(bash).contains("--format", "complete -F _complete_flipbook");
        assertThat(Cli.run("completion", "zsh").out()).contains("bashcompinit").endsWith(bash);
    }

    @Test
    void bashTakesTheCompletionScript() throws IOException, InterruptedException {
        Cli.Result result = new RealProgram(directory, launchers)
                .shell("bash -c 'eval \"$(flipbook completion bash)\"; COMP_WORDS=(flipbook inf); COMP_CWORD=1;"
                        + " _complete_flipbook; echo \"${COMPREPLY[@]}\"'");
        assertThat(result.out()).isEqualTo("info\n");
    }
}
