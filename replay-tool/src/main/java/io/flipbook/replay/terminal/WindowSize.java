package io.flipbook.replay.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The size of the window, asked of {@code stty}, since Java has no call for it. */
final class WindowSize {
    private static final File TERMINAL = new File("/dev/tty");
    private static final int MAX_BYTES = 64;

    /** How many columns it has, in digits; empty where that cannot be found out. */
    String columns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return "";
            }
            byte[] answer = stty.getInputStream().readNBytes(MAX_BYTES);
            String[] rowsAndColumns =
                    new String(answer, StandardCharsets.US_ASCII).trim().split(" ");
            return rowsAndColumns.length == 2 ? rowsAndColumns[1] : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
