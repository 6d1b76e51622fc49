package io.flipbook.engine;

import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.SnapshotInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SnapshotMakerTest {
    @TempDir
    Path temp;

    @Test
    void makesSnapshotsWhileTheEngineWritesAndARestartBeginsWithOne() throws IOException {
        Path directory = temp.resolve("journal");
        EngineConfig config =
                EngineConfig.journaledAs(RecordFeed.config(directory)).snapshotEvery(1000);
        long digest;
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            engine.addRegion(RegionSpec.of("ram", 1000 * PAGE));
            convertUntil(engine, () -> engine.snapshotStatus().made() >= 3);
            digest = engine.guest().digest();
            assertThat(engine.snapshotStatus().failures()).isZero();
        }
        assertThat(JournalSnapshots.in(directory).list()).hasSize(2).allMatch(SnapshotInfo::isGood);
        long newest = JournalSnapshots.in(directory).list().get(0).sequence();

        long[] first = new long[1];
        GuestMemory memory = new GuestMemory();
        try (memory) {
            io.flipbook.journal.JournalScanner.of(directory)
                    .scanFromSnapshot(
                            new io.flipbook.journal.RecordVisitor() {
                                @Override
                                public boolean onRecord(io.flipbook.journal.RecordView record) {
                                    first[0] = first[0] == 0 ? record.sequence() : first[0];
                                    return memory.onRecord(record);
                                }

                                @Override
                                public boolean onSnapshot(io.flipbook.journal.SnapshotInput snapshot) {
                                    return memory.onSnapshot(snapshot);
                                }
                            },
                            finding -> {
                                throw new AssertionError(finding.toString());
                            });
            assertThat(memory.digest()).isEqualTo(digest);
        }
        assertThat(first[0]).isEqualTo(newest + 1);
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            assertThat(engine.guest().digest()).isEqualTo(digest);
            convertUntil(engine, () -> engine.snapshotStatus().made() >= 1);
            assertThat(engine.snapshotStatus().newestSequence()).isGreaterThan(newest);
        }
    }

    @Test
    void aFailureStopsNobodyAndIsCounted() throws IOException {
        Path directory = temp.resolve("journal");
        EngineConfig config =
                EngineConfig.journaledAs(RecordFeed.config(directory)).snapshotEvery(10);
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            damage(directory);
            engine.addRegion(RegionSpec.of("ram", 1000 * PAGE));
            convertUntil(engine, () -> engine.snapshotStatus().failures() >= 2);

            assertThat(engine.snapshotStatus().made()).isZero();
            assertThat(engine.snapshotStatus().lastFailure()).contains("is damaged");
            assertThat(engine.convert(ConversionRequest.toShared("ram", 0, PAGE))
                            .kind())
                    .isIn(Outcome.Kind.COMMITTED, Outcome.Kind.NOOP);
        }
        assertThat(JournalSnapshots.in(directory).list()).isEmpty();
    }

    @Test
    void endsWithTheEngineAndIsNotThereUnlessAskedFor() {
        EngineConfig config = EngineConfig.journaledAs(RecordFeed.config(temp.resolve("journal")))
                .snapshotEvery(1);
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            engine.addRegion(RegionSpec.of("ram", 1000 * PAGE));
            assertThat(isMakerAlive()).isTrue();
        }
        assertThat(isMakerAlive()).isFalse();
        try (ConversionEngine engine = ConversionEngine.open(config.snapshotEvery(0))) {
            assertThat(isMakerAlive()).isFalse();
            assertThat(engine.snapshotStatus()).isEqualTo(SnapshotStatus.NONE);
        }
        try (ConversionEngine engine =
                ConversionEngine.open(EngineConfig.transientOne().snapshotEvery(1))) {
            assertThat(engine.restart().snapshotStatus()).isEqualTo(SnapshotStatus.NONE);
            assertThat(isMakerAlive()).isFalse();
        }
        assertThatThrownBy(() -> config.snapshotEvery(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean isMakerAlive() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("flipbook-snapshots"));
    }

    private static void convertUntil(ConversionEngine engine, BooleanSupplier done) {
        for (long i = 0; !done.getAsBoolean(); i++) {
            long offset = i * 7 % 990 * PAGE;
            engine.convert(
                    i % 3 == 0
                            ? ConversionRequest.toPrivate("ram", offset, 4 * PAGE)
                            : ConversionRequest.toShared("ram", offset, 3 * PAGE));
            if (i % 100 == 0) {
                Thread.onSpinWait();
            }
        }
    }

    /** Changes a byte of the record that begins the journal, which its writer does not look at. */
    private static void damage(Path directory) throws IOException {
        Path file;
        try (var entries = Files.newDirectoryStream(directory, "*.cq4")) {
            file = entries.iterator().next();
        }
        try (var channel = java.nio.channels.FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {1}), 0x80110 + 4 + 20);
        }
    }
}
