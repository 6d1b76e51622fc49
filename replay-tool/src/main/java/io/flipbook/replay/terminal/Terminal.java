package io.flipbook.replay.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Where answers, progress and errors go, and what can be shown there. */
public final class Terminal {
    private static final int DEFAULT_COLUMNS = 80;
    private static final int MIN_COLUMNS = 40;
    private static final int MAX_COLUMNS = 400;

    private final StandardOutput out;
    private final PrintStream err;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private final Map<String, String> environment;
    private ProgressMode progressMode = ProgressMode.AUTO;
    private boolean colourRefused;
    private Progress progress;

    Terminal(
            StandardOutput out,
            PrintStream err,
            boolean outIsTerminal,
            boolean errIsTerminal,
            Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.environment = environment;
        if (outIsTerminal && errIsTerminal) {
            out.beforeWrite(this::hideProgress);
        }
    }

    /** That of this process. */
    public static Terminal system() {
        String out = linkOf(1);
        StandardOutput standardOutput =
                new StandardOutput(new FileOutputStream(FileDescriptor.out), out.startsWith("pipe:"));
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Terminal(standardOutput, err, isTerminal(out), isTerminal(linkOf(2)), System.getenv());
    }

    /** None: two streams of the caller's, which are flushed and never closed. */
    public static Terminal none(OutputStream out, OutputStream err) {
        PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Terminal(new StandardOutput(out, false), print, false, false, Map.of());
    }

    /** Standard output. */
    public StandardOutput out() {
        return out;
    }

    /**
     * Standard output for text, in UTF-8; it shares the buffer with {@link #out()}, and has to be flushed before that.
     */
    public PrintWriter text() {
        return new PrintWriter(out, false, StandardCharsets.UTF_8);
    }

    /** Standard error, in UTF-8. */
    public PrintStream err() {
        return err;
    }

    /** Says when progress is shown; {@link ProgressMode#AUTO} if nobody says. */
    public void setProgressMode(ProgressMode newMode) {
        progressMode = newMode;
    }

    /** Says that nothing is to be coloured, wherever it goes. */
    public void refuseColour() {
        colourRefused = true;
    }

    /** Whether standard output is to be coloured: a terminal, and nobody is against it. */
    public boolean hasColour() {
        boolean noColour = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return outIsTerminal && !colourRefused && !noColour && !"dumb".equals(environment.get("TERM"));
    }

    /** Whether standard output shows more than ASCII: no terminal, or one whose locale is of UTF-8. */
    public boolean hasUnicode() {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String locale = environment.getOrDefault(name, "");
            if (!locale.isEmpty()) {
                return locale.toLowerCase(java.util.Locale.ROOT)
                        .replace("-", "")
                        .contains("utf8");
            }
        }
        return false;
    }

    /** How wide a line of standard output may be. */
    public int columns() {
        int columns = columnsOf(environment.getOrDefault("COLUMNS", ""));
        if (columns == 0 && outIsTerminal) {
            columns = columnsOf(new WindowSize().columns());
        }
        return columns == 0 ? DEFAULT_COLUMNS : Math.max(MIN_COLUMNS, Math.min(columns, MAX_COLUMNS));
    }

    /**
     * Begins to show the progress of some work, where and when it is to be shown.
     *
     * @param what the work in one word
     * @param total where it ends, or {@link Progress#UNKNOWN}
     */
    public Progress progress(String what, Progress.Unit unit, long total) {
        progress = new Progress(err, progressMode, errIsTerminal, System::nanoTime, what, unit, total);
        return progress;
    }

    private void hideProgress() {
        if (progress != null) {
            progress.hide();
        }
    }

    private static int columnsOf(String text) {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }

    private static boolean isTerminal(String link) {
        return link.startsWith("/dev/pts/") || link.startsWith("/dev/tty") || link.equals("/dev/console");
    }

    /**
     * What a descriptor of this process leads to. {@code System.console()} cannot tell: it wants both standard input
     * and output to be terminals, and from Java 22 on it is there even where they are not.
     */
    private static String linkOf(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
        } catch (IOException | InvalidPathException e) {
            return "";
        }
    }
}
