package io.flipbook.replay;

import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.terminal.ProgressMode;
import io.flipbook.replay.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The top command: holds what is common to all commands, and does nothing itself. */
@Command(
        name = "flipbook",
        scope = ScopeType.INHERIT,
        versionProvider = ProgramVersion.class,
        sortOptions = false,
        usageHelpWidth = Flipbook.HELP_COLUMNS,
        synopsisHeading = "Usage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        footerHeading = "%nExample:%n",
        exitCodeList = {
            "0:done; clean; equal",
            "1:done, and there is a finding",
            "2:the command was called wrongly",
            "3:something cannot be read or written",
            "4:replay did not give what was recorded"
        },
        header = "Records, replays and explains the private/shared page conversions of confidential guests.",
        description = {
            "Standard output carries the answer only; progress, notes and errors go to standard error.",
            "Numbers are decimal, with K, M, G or T behind them if need be, or hexadecimal with 0x."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'to-shared ram 0 64K' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook state history"
        },
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            RecordCommand.class,
            ReplayCommand.class,
            StateCommand.class,
            InfoCommand.class,
            DumpCommand.class,
            MemtypeCommand.class,
            BlameCommand.class,
            BisectCommand.class,
            DiffCommand.class,
            TailCommand.class,
            StatsCommand.class,
            ExportCommand.class,
            PlotCommand.class,
            ReportCommand.class,
            VerifyCommand.class,
            SalvageCommand.class,
            CheckCommand.class,
            WhatifCommand.class,
            ScenarioCommand.class,
            MinimizeCommand.class,
            VerifyPlatformCommand.class,
            CompletionCommand.class,
            ManCommand.class,
        })
final class Flipbook {
    static final int HELP_COLUMNS = 100;

    private final Terminal terminal;
    private final ErrorReport errors;
    private OutputFormat format = OutputFormat.TEXT;

    Flipbook(Terminal terminal, ErrorReport errors) {
        this.terminal = terminal;
        this.errors = errors;
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            order = 90,
            description = "How the answer is written: ${COMPLETION-CANDIDATES}; text if nothing is said.")
    void setFormat(OutputFormat newFormat) {
        format = newFormat;
    }

    @Option(
            names = "--progress",
            paramLabel = "WHEN",
            scope = ScopeType.INHERIT,
            order = 91,
            description = "When progress is shown on standard error: ${COMPLETION-CANDIDATES};"
                    + " auto is on a terminal, after a second of work.")
    void setProgress(ProgressMode mode) {
        terminal.setProgressMode(mode);
    }

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            order = 92,
            description = "Plain text on terminals too, as with NO_COLOR in the environment.")
    void setNoColour(boolean refused) {
        if (refused) {
            terminal.refuseColour();
        }
    }

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            order = 93,
            description = "Print the stack trace of an error.")
    void setDebug(boolean debug) {
        errors.setDebug(debug);
    }

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            order = 94,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            scope = ScopeType.INHERIT,
            order = 95,
            description = "Print the version and exit.")
    private boolean version;

    Terminal terminal() {
        return terminal;
    }

    boolean isJson() {
        return format == OutputFormat.JSON;
    }

    /** Standard output for JSON; to be closed, which flushes it. */
    JsonOut json() {
        return new JsonOut(terminal.out());
    }
}
