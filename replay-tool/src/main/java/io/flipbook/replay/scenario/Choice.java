package io.flipbook.replay.scenario;

import java.util.Locale;

/** One of a fixed set of words of the language; implemented by enums. */
public interface Choice {
    /** The constant's name, as every enum has it. */
    String name();

    /** The word as scripts, results and records spell it, such as {@code per-page}. */
    default String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
