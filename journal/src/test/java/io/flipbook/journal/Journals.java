package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/** What the tests do with journals again and again. */
final class Journals {
    static final int TYPE = 16;
    static final int OTHER_TYPE = 17;
    /** Noon of a day in 2023. */
    static final long NOON_NS = 1_700_049_600_000_000_000L;

    static final long DAY_NS = 86_400_000_000_000L;

    private Journals() {}

    /** A record that was read: everything that it says. */
    record Read(int type, int flags, long sequence, long timeNs, String payload) {
        static Read of(RecordView record) {
            byte[] payload = new byte[record.payloadLength()];
            record.buffer().getBytes(record.payloadOffset(), payload);
            return new Read(
                    record.type(),
                    record.flags(),
                    record.sequence(),
                    record.timeNs(),
                    java.util.HexFormat.of().formatHex(payload));
        }
    }

    /** What a scan gave. */
    record Scanned(List<Read> records, List<Finding> findings, ScanSummary summary) {
        List<FindingKind> kinds() {
            return findings.stream().map(Finding::kind).toList();
        }

        List<Long> sequences() {
            return records.stream().map(Read::sequence).toList();
        }
    }

    /** A clock that stands where it is put. */
    static final class SetClock implements EpochClock {
        long nowNs = NOON_NS;

        @Override
        public long timeNs() {
            return nowNs;
        }
    }

    static JournalConfig config(Path directory, EpochClock clock) {
        return JournalConfig.of(directory).clock(clock).blockSizeBytes(1 << 20).writer("test 1");
    }

    static Journal open(Path directory) {
        return open(directory, new SetClock());
    }

    static Journal open(Path directory, EpochClock clock) {
        return Journal.open(config(directory, clock), record -> true);
    }

    /** A payload that is different for each seed. */
    static UnsafeBuffer payload(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return new UnsafeBuffer(bytes);
    }

    static long append(RecordLog journal, int length) {
        return journal.append(TYPE, 0, payload(length, length), 0, length);
    }

    /** A request with its outcome in the reserved place, so many times. */
    static void appendPairs(RecordLog journal, int count) {
        UnsafeBuffer payload = payload(32, count);
        for (int i = 0; i < count; i++) {
            payload.putInt(0, i);
            journal.appendReserving(TYPE, 1, payload, 0, 32, 32);
            journal.fill(OTHER_TYPE, 2, payload, 8, 24);
        }
    }

    /** As many records of so long payloads, which differ. */
    static RecordBatch batch(int type, int count, int length) {
        RecordBatch batch = new RecordBatch();
        for (int i = 0; i < count; i++) {
            int at = batch.claim(type, 3, length);
            batch.buffer().putBytes(at, payload(length, type * 1000L + i), 0, length);
        }
        return batch;
    }

    /** A document of requests, and one of their outcomes. */
    static long appendBatches(RecordLog journal, int count) {
        journal.appendAllReserving(batch(TYPE, count, 32));
        return journal.appendAll(batch(OTHER_TYPE, count, 24));
    }

    /** Pairs, records alone, a place left open, one overflowed, batches, and a long record; ended cleanly. */
    static void writeMixed(Path directory) {
        try (Journal journal = open(directory)) {
            appendPairs(journal, 3);
            append(journal, 0);
            append(journal, 13);
            journal.appendReserving(TYPE, 0, payload(40, 1), 0, 40, 16);
            append(journal, 24);
            journal.appendReserving(TYPE, 0, payload(40, 2), 0, 40, 16);
            journal.fill(OTHER_TYPE, 0, payload(100, 3), 0, 100);
            append(journal, 3000);
            appendBatches(journal, 3);
            appendPairs(journal, 2);
        }
    }

    /** As many roll files as days, with ten pairs on each; ended cleanly. */
    static void writeDays(Path directory, int days) {
        SetClock clock = new SetClock();
        try (Journal journal = open(directory, clock)) {
            for (int day = 0; day < days; day++) {
                clock.nowNs = NOON_NS + day * DAY_NS;
                appendPairs(journal, 10);
            }
        }
    }

    static Scanned scan(Path directory) {
        List<Read> records = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        ScanSummary summary = JournalScanner.of(directory).scan(record -> records.add(Read.of(record)), findings::add);
        return new Scanned(records, findings, summary);
    }

    /** Scans a journal that has to be clean, and reads it as a tailer and through Chronicle: all give the same. */
    static Scanned scanClean(Path directory) {
        Scanned scanned = scan(directory);
        assertThat(scanned.findings()).isEmpty();
        List<Read> tailed = new ArrayList<>();
        try (JournalTailer tailer = JournalTailer.open(directory)) {
            while (tailer.poll(record -> tailed.add(Read.of(record)), 1000) > 0) {}
        }
        assertThat(tailed).isEqualTo(scanned.records());
        int firstDay = RollFile.dayOf(rollFiles(directory).get(0).getFileName().toString());
        assertThat(QueueReader.readAll(directory, firstDay)).isEqualTo(tailed);
        for (int i = 0; i < tailed.size(); i++) {
            assertThat(tailed.get(i).sequence()).isEqualTo(i + 1);
        }
        return scanned;
    }

    static List<Path> rollFiles(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(RollFile.SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies what Chronicle and a reader need; opening the lock file here would drop the writer's lock. */
    static Path copyQueue(Path directory, Path to) throws IOException {
        Files.createDirectories(to);
        Files.copy(directory.resolve(JournalFiles.MANIFEST), to.resolve(JournalFiles.MANIFEST));
        Files.copy(directory.resolve(JournalFiles.METADATA), to.resolve(JournalFiles.METADATA));
        for (Path file : rollFiles(directory)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
        return to;
    }

    static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    static byte readByte(Path file, long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            return one.get(0);
        }
    }

    static void write(Path file, long offset, byte... bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        }
    }

    static void writeLong(Path file, long offset, long value) throws IOException {
        write(
                file,
                offset,
                ByteBuffer.allocate(Long.BYTES)
                        .order(RecordLayout.ORDER)
                        .putLong(value)
                        .array());
    }

    static void flip(Path file, long offset, int bit) throws IOException {
        write(file, offset, (byte) (readByte(file, offset) ^ 1 << bit));
    }
}
