package io.flipbook.verify;

import io.flipbook.verify.CheckResult.Verdict;
import java.io.IOException;
import java.nio.file.Path;

/** One promise, and how it is tried. */
record Trial(String name, boolean needsFlags, Attempt attempt) {
    /** Tries it. */
    @FunctionalInterface
    interface Attempt {
        /**
         * Goes on until the time is over, and at least once.
         *
         * @param directory an empty one of its own
         */
        Answer in(Path directory, Deadline time) throws IOException, InterruptedException;
    }

    /** What came of it. */
    record Answer(Verdict verdict, String text) {
        static Answer kept(String text) {
            return new Answer(Verdict.KEPT, text);
        }

        static Answer note(String text) {
            return new Answer(Verdict.NOTE, text);
        }

        static Answer broken(String text) {
            return new Answer(Verdict.BROKEN, text);
        }

        static Answer skipped(String text) {
            return new Answer(Verdict.SKIPPED, text);
        }
    }

    /** One that goes without the flags of the virtual machine. */
    static Trial plain(String name, Attempt attempt) {
        return new Trial(name, false, attempt);
    }

    /** One that opens journals or engines. */
    static Trial ofJournals(String name, Attempt attempt) {
        return new Trial(name, true, attempt);
    }
}
