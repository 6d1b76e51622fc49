package io.flipbook.replay;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code completion}: what a shell needs to complete the program's commands and options. */
@Command(
        name = "completion",
        header = "Print a completion script for a shell.",
        description = "For bash put it into ~/.bashrc, for zsh into ~/.zshrc, as in the example.",
        footer = {"  eval \"$(flipbook completion bash)\""})
final class CompletionCommand implements Callable<Integer> {
    private static final String ZSH_PREPARATION =
            "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n";

    /** The shells. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParentCommand
    private Flipbook flipbook;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @Override
    public Integer call() {
        try (PrintWriter out = flipbook.terminal().text()) {
            if (shell == Shell.ZSH) {
                out.print(ZSH_PREPARATION);
            }
            out.print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
        }
        return ExitCode.OK;
    }
}
