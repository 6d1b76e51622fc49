package io.flipbook.replay;

import java.util.Locale;

/** How a command answers. */
enum OutputFormat {
    /** For people. */
    TEXT,
    /** One object, or one a line where the answer is a list. */
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
