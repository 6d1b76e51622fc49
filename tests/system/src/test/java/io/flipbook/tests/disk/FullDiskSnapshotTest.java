package io.flipbook.tests.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.SnapshotStatus;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.SnapshotInfo;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full when a snapshot is to be made; mounting one needs the right to do so, skipped without. */
@Timeout(60)
class FullDiskSnapshotTest {
    private static final int DISK_BYTES = 32 << 20;
    private static final long PAGE = 4096;
    /** So many pages share a word of the bitmap, and are converted one of them: it is in the snapshot. */
    private static final long WORD_PAGES = 64;

    private static final long CONVERSIONS = 1L << 16;
    private static final int EVERY_RECORDS = 2000;
    /** Less than the snapshot of so many conversions needs. */
    private static final long LEFT_BYTES = 8 << 10;

    @TempDir
    private Path disk;

    private EngineConfig config;
    private long converted;

    @BeforeEach
    void mount() {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk.toString()), "can mount");
        config = EngineConfig.journaledAs(JournalConfig.of(disk.resolve("journal"))
                        .blockSizeBytes(1 << 20)
                        .roomBytes(8 << 20))
                .snapshotEvery(EVERY_RECORDS);
    }

    @AfterEach
    void unmount() {
        run("umount", "-l", disk.toString());
    }

    @Test
    void stopsNobodyIsCountedAndLeavesNothingHalfMade() throws IOException {
        long digest;
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            engine.addRegion(RegionSpec.of("ram", CONVERSIONS * WORD_PAGES * PAGE));
            convertUntil(engine, status -> status.made() >= 3);
            assertThat(engine.snapshotStatus().failures()).isZero();

            fill();
            convertUntil(engine, status -> status.failures() >= 3);
            assertThat(engine.snapshotStatus().lastFailure()).contains("No space left");
            digest = engine.guest().digest();
        }
        assertThat(names()).noneMatch(name -> name.endsWith(".fbs.new"));
        assertSnapshotsAreGood();

        Files.delete(disk.resolve("ballast"));
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            assertThat(engine.guest().digest()).isEqualTo(digest);
            convertUntil(engine, status -> status.made() >= 1);
            assertThat(engine.snapshotStatus().failures()).isZero();
        }
        assertSnapshotsAreGood();
    }

    /** Converts, which always succeeds, until one snapshot is due, and waits for that one; again and again. */
    private void convertUntil(ConversionEngine engine, Predicate<SnapshotStatus> done) {
        while (!done.test(engine.snapshotStatus())) {
            long attempts = attempts(engine);
            for (int i = 0; i < EVERY_RECORDS / 2; i++) {
                long offset = converted++ * WORD_PAGES * PAGE;
                Outcome outcome = engine.convert(ConversionRequest.toShared("ram", offset, PAGE));
                assertThat(outcome.kind()).isEqualTo(Outcome.Kind.COMMITTED);
            }
            while (attempts(engine) == attempts) {
                assertThat(Thread.currentThread().isInterrupted())
                        .as("timed out")
                        .isFalse();
                Thread.onSpinWait();
            }
        }
    }

    private static long attempts(ConversionEngine engine) {
        SnapshotStatus status = engine.snapshotStatus();
        return status.made() + status.failures();
    }

    private void assertSnapshotsAreGood() {
        List<SnapshotInfo> snapshots =
                JournalSnapshots.in(disk.resolve("journal")).list();
        assertThat(snapshots).hasSize(2).allMatch(SnapshotInfo::isGood);
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(disk.resolve("journal"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Leaves a little, in which a snapshot can be begun. */
    private void fill() throws IOException {
        FileStore store = Files.getFileStore(disk);
        assertThat(store.getTotalSpace()).as("of the disk that was mounted").isEqualTo(DISK_BYTES);
        Files.write(disk.resolve("ballast"), new byte[(int) (store.getUsableSpace() - LEFT_BYTES)]);
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.onExit().join().exitValue() == 0;
        } catch (IOException e) {
            return false; // No such program.
        }
    }
}
