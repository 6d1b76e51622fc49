package io.flipbook.tests.damage;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.RequestBatch;
import io.flipbook.engine.device.Errno;
import io.flipbook.journal.Finding;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordLayout;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.ScanSummary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A journal that an engine has written, to be damaged; records are compared whole, header and all. */
final class SampleJournal {
    /** What a scan gave: each record as hexadecimal digits. */
    record Scanned(List<String> records, List<Finding> findings, ScanSummary summary) {}

    private static final long NOON_NS = 1_700_049_600_000_000_000L;
    private static final long PAGE = RegionSpec.DEFAULT_PAGE_BYTES;

    private static final int TOGETHER = 4;

    final Path directory;

    SampleJournal(Path directory) {
        this.directory = directory;
    }

    /** A journal with a session for each count of conversions, the last one ended cleanly. */
    static SampleJournal endedCleanly(Path directory, int... conversions) {
        for (int i = 0; i < conversions.length; i++) {
            try (ConversionEngine engine = open(directory)) {
                work(engine, conversions[i], i);
            }
        }
        return new SampleJournal(directory);
    }

    /** The same as its writer left it when it was killed: behind an outcome, or with a request that is undecided. */
    static SampleJournal killed(Path directory, Path copy, int conversions, boolean undecided) throws IOException {
        try (ConversionEngine engine = open(directory)) {
            work(engine, conversions, 0);
            if (undecided) {
                engine.begin(ConversionRequest.toShared("ram", 0, PAGE));
            }
            return new SampleJournal(copyOf(directory, copy));
        }
    }

    static JournalConfig config(Path directory) {
        return JournalConfig.of(directory)
                .clock(() -> NOON_NS)
                .blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES)
                .writer("sample 1");
    }

    private static ConversionEngine open(Path directory) {
        return ConversionEngine.open(EngineConfig.journaledAs(config(directory)));
    }

    private static void work(ConversionEngine engine, int conversions, int session) {
        if (session == 0) {
            engine.addRegion(RegionSpec.of("ram", 256 * PAGE));
            engine.register(
                    ListenerSpec.of("vfio", "ram", ListenerSpec.Kind.TYPE1).limitedTo(200));
            engine.register(
                    ListenerSpec.of("picky", "ram", ListenerSpec.Kind.PLAIN).refusing(Errno.of("EIO"), 2, 5));
        }
        SplittableRandom dice = new SplittableRandom(session + 1);
        RequestBatch batch = new RequestBatch(TOGETHER);
        for (int i = 0; i < conversions; i++) {
            long offset = dice.nextInt(250) * PAGE;
            long size = (1 + dice.nextInt(20)) * PAGE;
            ConversionRequest request = dice.nextInt(3) == 0
                    ? ConversionRequest.toPrivate("ram", offset, size)
                    : ConversionRequest.toShared(dice.nextInt(9) == 0 ? "none" : "ram", offset, size);
            if (i % 10 < TOGETHER) {
                batch.add(request, i);
            } else {
                engine.convert(batch, (correlation, outcome) -> {});
                engine.convert(request);
            }
        }
    }

    /** Everything but the lock file, which nobody but its writer may open. */
    static Path copyOf(Path directory, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (!file.endsWith("flipbook.lock")) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
        return to;
    }

    Scanned scan() {
        List<String> records = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        ScanSummary summary = JournalScanner.of(directory).scan(view -> records.add(hex(view)), findings::add);
        return new Scanned(records, findings, summary);
    }

    /** All bytes of a record and where it lies. */
    static String hex(RecordView view) {
        byte[] bytes = new byte[view.length()];
        view.buffer().getBytes(view.payloadOffset() - RecordLayout.PAYLOAD_OFFSET, bytes);
        return view.file() + "@" + view.fileOffset() + ":" + HexFormat.of().formatHex(bytes);
    }

    /** Where the records of the only roll file begin. */
    long firstRecordOffset() {
        long[] first = {Long.MAX_VALUE};
        JournalScanner.of(directory)
                .scan(
                        view -> {
                            first[0] = Math.min(first[0], view.fileOffset());
                            return true;
                        },
                        finding -> {});
        return first[0];
    }

    /** The roll files, or with metadata all that the queue reads. */
    List<Path> files(boolean withMetadata) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".cq4") || withMetadata && isMetadata(file))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isMetadata(Path file) {
        return file.toString().endsWith(".cq4t");
    }

    static void flip(Path file, long bit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            flip(channel, bit);
        }
    }

    static void flip(FileChannel channel, long bit) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        channel.read(one, bit / Byte.SIZE);
        one.put(0, (byte) (one.get(0) ^ 1 << bit % Byte.SIZE));
        channel.write(one.flip(), bit / Byte.SIZE);
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
