package io.flipbook.replay.terminal;

import java.util.Locale;

/** When progress is shown. */
public enum ProgressMode {
    /** After a second of work, where standard error is a terminal. */
    AUTO,
    /** After a second of work and at the end, wherever standard error goes. */
    ALWAYS,
    NEVER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
