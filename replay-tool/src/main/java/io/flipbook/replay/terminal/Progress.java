package io.flipbook.replay.terminal;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far some work has come, on one line of standard error that is written over and over: a bar, what was done, the
 * rate, and the time left. Nothing is shown in the first second. One thread, that which does the work.
 */
public final class Progress implements AutoCloseable {
    /** What is counted. */
    public enum Unit {
        /** Bytes, shown in binary units. */
        BYTES {
            @Override
            String text(long count) {
                return HumanSize.of(count);
            }
        },
        /** Records. */
        RECORDS {
            @Override
            String text(long count) {
                return count + " records";
            }
        },
        /** Checks of a machine. */
        CHECKS {
            @Override
            String text(long count) {
                return count + " checks";
            }
        },
        /** Statements of a scenario. */
        STATEMENTS {
            @Override
            String text(long count) {
                return count + " statements";
            }
        };

        abstract String text(long count);
    }

    /** Where the end is not known. */
    public static final long UNKNOWN = -1;

    private static final int STEPS_MASK = (1 << 12) - 1;
    private static final long FIRST_NS = 1_000_000_000;
    private static final long TERMINAL_INTERVAL_NS = 200_000_000;
    private static final long PLAIN_INTERVAL_NS = 1_000_000_000;
    private static final int BAR_COLUMNS = 24;
    private static final String ERASE_LINE = "\r\033[K";

    private final PrintStream err;
    private final ProgressMode mode;
    private final boolean onTerminal;
    private final LongSupplier clockNs;
    private final String what;
    private final Unit unit;
    private final long total;
    private final long startNs;
    private long nextNs;
    private long done;
    private int steps;
    private boolean visible;
    private boolean finished;

    Progress(
            PrintStream err,
            ProgressMode mode,
            boolean onTerminal,
            LongSupplier clockNs,
            String what,
            Unit unit,
            long total) {
        this.err = err;
        this.mode = mode == ProgressMode.AUTO && !onTerminal ? ProgressMode.NEVER : mode;
        this.onTerminal = onTerminal;
        this.clockNs = clockNs;
        this.what = what;
        this.unit = unit;
        this.total = total;
        startNs = clockNs.getAsLong();
        nextNs = startNs + FIRST_NS;
    }

    /** Says how much is done. Looks at the clock once in some thousand calls only. */
    public void at(long newDone) {
        done = newDone;
        if ((++steps & STEPS_MASK) == 0) {
            check();
        }
    }

    /** Looks at the clock now: for work of which each step takes long. */
    public void check() {
        if (mode != ProgressMode.NEVER && clockNs.getAsLong() - nextNs >= 0) {
            show();
        }
    }

    /** Takes the line away, until there is something new to show. */
    void hide() {
        if (visible) {
            err.print(ERASE_LINE);
            err.flush();
            visible = false;
        }
    }

    /** The work is done, or given up: the line goes away. Again: does nothing. */
    public void finish() {
        if (!finished && mode == ProgressMode.ALWAYS && !onTerminal) {
            show();
        }
        finished = true;
        hide();
    }

    @Override
    public void close() {
        finish();
    }

    void show() {
        long nowNs = clockNs.getAsLong();
        nextNs = nowNs + (onTerminal ? TERMINAL_INTERVAL_NS : PLAIN_INTERVAL_NS);
        String line = line(Math.max(1, nowNs - startNs));
        if (onTerminal) {
            err.print(ERASE_LINE + line);
            err.flush();
            visible = true;
        } else {
            err.println(line);
        }
    }

    private String line(long elapsedNs) {
        double perSecond = done * 1e9 / elapsedNs;
        String rate = unit.text(done) + ", " + unit.text((long) perSecond) + "/s";
        if (total <= 0) {
            return what + " " + rate;
        }
        double part = Math.min(1, (double) done / total);
        int filled = (int) (part * BAR_COLUMNS);
        String bar = "[" + "#".repeat(filled) + "-".repeat(BAR_COLUMNS - filled) + "]";
        String left =
                perSecond < 1 || done >= total ? "" : ", " + seconds((long) ((total - done) / perSecond)) + " left";
        return String.format(Locale.ROOT, "%s %s %3d %% %s%s", what, bar, (int) (part * 100), rate, left);
    }

    private static String seconds(long count) {
        return count < 60 ? count + " s" : String.format(Locale.ROOT, "%d:%02d min", count / 60, count % 60);
    }
}
