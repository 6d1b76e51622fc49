package io.flipbook.tests.kill;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What the tests of this package share. */
final class Kills {
    private Kills() {}

    /** Opens a journal twice, so that no time is that of loading classes. */
    static void warmUp(Path directory) {
        for (int i = 0; i < 2; i++) {
            ConversionEngine.open(EngineConfig.journaledAs(KillScript.config(directory)))
                    .close();
        }
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
