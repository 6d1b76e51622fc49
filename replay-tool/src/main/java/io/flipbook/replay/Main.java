package io.flipbook.replay;

import io.flipbook.replay.query.predicate.GuestPlace;
import io.flipbook.replay.terminal.Terminal;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The program. */
public final class Main {
    private Main() {}

    /** Runs the command that the arguments say, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(Terminal.system(), arguments));
    }

    /**
     * Runs a command inside this process.
     *
     * @param out what receives standard output
     * @param err what receives standard error
     * @return the exit code
     */
    public static int run(OutputStream out, OutputStream err, String... arguments) {
        return run(Terminal.none(out, err), arguments);
    }

    static int run(Terminal terminal, String... arguments) {
        ErrorReport errors = new ErrorReport(terminal.err());
        try {
            StringWriter help = new StringWriter();
            int exitCode = commandLine(terminal, errors, arguments)
                    .setOut(new PrintWriter(help))
                    .execute(arguments);
            try (PrintWriter out = terminal.text()) {
                out.print(help);
            }
            return exitCode;
        } catch (RuntimeException | Error e) {
            return errors.report(e);
        }
    }

    /** The parser of the command line, with all commands in it. */
    static CommandLine commandLine(Terminal terminal, ErrorReport errors, String... arguments) {
        if (List.of(arguments).contains("--no-color")) { // needed before the arguments are parsed
            terminal.refuseColour();
        }
        return new CommandLine(new Flipbook(terminal, errors))
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.hasColour() ? Ansi.ON : Ansi.OFF))
                .registerConverter(Place.class, reading(Place::parse))
                .registerConverter(GuestPlace.class, reading(GuestPlace::parse))
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors::reportUsage)
                .setExecutionExceptionHandler((e, command, parsed) -> errors.report(e));
    }

    /** What a parser has against a text is said as it is. */
    private static <T> ITypeConverter<T> reading(Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }
}
