package io.flipbook.tests.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Control-C, as a signal to a program that a test started. What a shell starts in the background ignores it, with all
 * its children: these are asked to end instead, which programs in Java take for the same.
 */
record Interrupt(String option, int exitCode) {
    private static final long INTERRUPT_BIT = 1 << 1;

    /** The one that programs started by this process listen to. */
    static Interrupt here() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("SigIgn:")
                    && (Long.parseUnsignedLong(line.substring(7).strip(), 16) & INTERRUPT_BIT) != 0) {
                return new Interrupt("-TERM", 143);
            }
        }
        return new Interrupt("-INT", 130);
    }
}
