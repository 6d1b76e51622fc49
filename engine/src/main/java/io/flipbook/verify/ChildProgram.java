package io.flipbook.verify;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What runs in a process of its own: another writer, or one that is killed. */
final class ChildProgram {
    /** Tries to write to a journal, now and after a line has come in. */
    static final String OPEN = "open";
    /** Writes to a journal until it is killed, and says what is acknowledged. */
    static final String WRITE = "write";

    static final String REFUSED = "refused";
    static final String OPENED = "opened";

    private static final long PAGE_BYTES = 4096;
    private static final int PAGES = 1024;

    private ChildProgram() {}

    public static void main(String[] arguments) throws IOException {
        Path journal = Path.of(arguments[1]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        if (arguments[0].equals(OPEN)) {
            out.println(open(journal));
            if (System.in.read() >= 0) {
                out.println(open(journal));
            }
        } else {
            write(journal, out);
        }
    }

    private static String open(Path journal) {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            return OPENED + " at " + engine.lastSequence();
        } catch (IllegalStateException e) {
            return REFUSED + ": " + e.getMessage();
        }
    }

    /** Ends too when nobody reads what it says. */
    private static void write(Path journal, PrintStream out) {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            if (engine.guest().regions().isEmpty()) {
                engine.addRegion(RegionSpec.of("ram", PAGES * PAGE_BYTES));
            }
            ConversionRequest shared = ConversionRequest.toShared("ram", 0, PAGES * PAGE_BYTES);
            ConversionRequest apart = ConversionRequest.toPrivate("ram", 0, PAGE_BYTES);
            for (int page = 0; !out.checkError(); page = (page + 1) % PAGES) {
                say(out, engine, engine.convert(page == 0 ? shared : apart));
                apart.set(apart.operation(), "ram", page * PAGE_BYTES, PAGE_BYTES);
            }
        }
    }

    private static void say(PrintStream out, ConversionEngine engine, Outcome outcome) {
        out.println(engine.lastSequence() + " " + outcome.digest());
    }
}
