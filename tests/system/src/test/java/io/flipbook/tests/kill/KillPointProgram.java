package io.flipbook.tests.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A process with a journal for each {@link KillPoint}, each written by a thread that stops for good when it has come
 * there. It says so, and waits to be killed.
 */
final class KillPointProgram {
    private static final BlockingQueue<String> REPORTS = new LinkedBlockingQueue<>();

    private KillPointProgram() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int round = Integer.parseInt(arguments[1]);
        for (KillPoint point : KillPoint.values()) {
            new Thread(() -> write(directory, point, round), point.name()).start();
        }
        for (int i = 0; i < KillPoint.values().length; i++) {
            System.out.println(REPORTS.take());
        }
        System.in.read();
    }

    static Path directoryOf(Path directory, KillPoint point) {
        return directory.resolve(point.name());
    }

    private static void write(Path directory, KillPoint point, int round) {
        try {
            Path own = Files.createDirectory(directoryOf(directory, point));
            Acknowledged acknowledged = Acknowledged.in(own.resolve("acknowledged"));
            int[] taken = {0};
            new KillScript(own.resolve("journal"), acknowledged, round, step -> {
                        if (point.is(step) && ++taken[0] == point.occurrence(round)) {
                            stopAt(point);
                        }
                    })
                    .run();
            REPORTS.add("missed " + point);
        } catch (IOException | RuntimeException | Error e) {
            REPORTS.add("failed " + point + " " + e + " " + Arrays.toString(e.getStackTrace()));
        }
    }

    private static void stopAt(KillPoint point) {
        REPORTS.add("reached " + point);
        while (true) {
            LockSupport.park();
        }
    }
}
