package io.flipbook.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code man}: the manual pages, made of what {@code --help} says. */
@Command(
        name = "man",
        header = "Write the manual pages.",
        description = "One for each command: flipbook.1, flipbook-run.1 and so on. Files of these names are replaced.",
        footer = {"  flipbook man --to man1", "  man -l man1/flipbook-state.1"})
final class ManCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Spec
    private CommandSpec spec;

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "Where to; made if it is missing.")
    private Path directory;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(directory);
        CommandSpec top = spec.root();
        write(top);
        for (CommandLine command : top.subcommands().values()) {
            write(command.getCommandSpec());
        }
        return ExitCode.OK;
    }

    private void write(CommandSpec command) throws IOException {
        ManPage page = new ManPage(command, ProgramVersion.text());
        Files.writeString(directory.resolve(page.fileName()), page.text(), StandardCharsets.UTF_8);
    }
}
