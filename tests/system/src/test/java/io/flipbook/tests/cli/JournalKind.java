package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.Retention;
import io.flipbook.tests.model.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What somebody may call a command with. */
enum JournalKind {
    /** That of the trace of a real guest. */
    REAL {
        @Override
        Path make(Path directory) {
            assertThat(Cli.run("demo", "--to", directory.resolve("demo")).code())
                    .isZero();
            return directory.resolve("demo/history");
        }
    },
    /** The same, with a bit of the hundredth record turned over. */
    DAMAGED {
        @Override
        Path make(Path directory) throws IOException {
            Path journal = REAL.make(directory);
            Damage.record(journal, 100);
            return journal;
        }
    },
    /** What is left of one whose writer was killed when it had begun. */
    EMPTY {
        @Override
        Path make(Path directory) throws IOException {
            Path journal = directory.resolve("live");
            try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
                assertThat(engine.lastSequence()).isOne();
                return copy(journal, directory.resolve("empty"));
            }
        }
    },
    /** Its first day is gone, and a snapshot says what that led to. */
    DROPPED {
        @Override
        Path make(Path directory) {
            Path journal = directory.resolve("dropped");
            long[] nowNs = {19_000 * DAY_NS};
            JournalConfig config = JournalConfig.of(journal)
                    .blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES)
                    .clock(() -> nowNs[0]);
            try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(config))) {
                begin(engine);
                convert(engine, 0);
                nowNs[0] += DAY_NS;
                convert(engine, 1);
                convert(engine, 2);
            }
            assertThat(Snapshots.make(journal, 12)).isEqualTo(12);
            ConversionEngine.open(EngineConfig.journaledAs(config.retention(Retention.ofBytes(0)))
                            .snapshotEvery(1 << 20))
                    .close();
            assertThat(Cli.run("info", journal, "--format=json").out()).doesNotContain("\"first-sequence\":1,");
            return journal;
        }
    },
    NO_JOURNAL {
        @Override
        Path make(Path directory) throws IOException {
            return Files.createDirectory(directory.resolve("nothing"));
        }
    },
    /** A writer is at work. Whoever asks for it has to have that, see {@link #begin} and {@link #convert}. */
    LIVE {
        @Override
        Path make(Path directory) {
            return directory.resolve("live");
        }
    };

    private static final long DAY_NS = TimeUnit.DAYS.toNanos(1);
    private static final int PAGE = 4096;
    private static final List<String> ONLY_OF_A_WRITER = List.of("flipbook.lock", "flipbook.writer");

    /** Makes one below a directory that is empty. */
    abstract Path make(Path directory) throws IOException;

    /** Whether it is a journal, and all of it is good. */
    boolean isReadable() {
        return this != NO_JOURNAL && this != DAMAGED;
    }

    /** A guest with devices. */
    static void begin(ConversionEngine engine) {
        engine.addRegion(RegionSpec.of("ram", 1L << 30));
        engine.map(0x100000000L, 1L << 30, "ram", 0);
        engine.register(ListenerSpec.of("gpu0", "ram", ListenerSpec.Kind.TYPE1).limitedTo(1000));
        engine.register(ListenerSpec.of("nvme0", "ram", ListenerSpec.Kind.IOMMUFD));
    }

    /** Shares a buffer of a guest, and mostly gives it back. */
    static void convert(ConversionEngine engine, long number) {
        long gpa = 0x100000000L + number % 10_000 * 16 * PAGE;
        engine.convert(ConversionRequest.convertToShared(gpa, (1 + number % 8) * PAGE));
        if (number % 100 != 0) {
            engine.convert(ConversionRequest.convertToPrivate(gpa, (1 + number % 8) * PAGE));
        }
    }

    private static Path copy(Path journal, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(journal)) {
            for (Path file : files.toList()) {
                if (!ONLY_OF_A_WRITER.contains(file.getFileName().toString())) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
        return to;
    }
}
