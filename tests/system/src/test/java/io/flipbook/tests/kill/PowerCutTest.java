package io.flipbook.tests.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.journal.Finding;
import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.JournalSeams;
import io.flipbook.journal.RecoveryMode;
import io.flipbook.journal.SyncPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The power goes at each moment of a journal; {@code -Dflipbook.powerCuts=20} looks at so many disks, and not one. */
@Tag("long")
class PowerCutTest {
    private static final int CUTS = Integer.getInteger("flipbook.powerCuts", 1);
    private static final long SEED = Long.getLong("flipbook.seed", 1);
    private static final long NOON_NS = 1_700_049_600_000_000_000L;
    private static final int CONVERSIONS = 40;
    private static final int CONVERSIONS_A_DAY = 12;

    /** What a device may have held at a moment, and the last records that were acknowledged and forced by then. */
    private record Image(Path directory, long told, long forced) {}

    private static final long BYTES_FOR_EACH_CUT = 1L << 30;

    private static final Path MEMORY = Path.of("/dev/shm");

    private Path temp;

    private final List<Image> images = new ArrayList<>();
    private final Map<String, Integer> met = new TreeMap<>();
    private SplittableRandom dice;
    private Path directory;
    private PowerCut device;
    private Journal journal;
    private long nowNs = NOON_NS;
    private long told;
    private long forced;
    private long forcedInFile;
    private int moments;

    /** In memory where the machine has such: the device is a model, and a real one would be forced for nothing. */
    @BeforeEach
    void makeDirectory() throws IOException {
        boolean hasMemory =
                Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > CUTS * BYTES_FOR_EACH_CUT;
        temp = hasMemory ? Files.createTempDirectory(MEMORY, "flipbook") : Files.createTempDirectory("flipbook");
    }

    @AfterEach
    void removeDirectory() throws IOException {
        Kills.delete(temp);
    }

    @ParameterizedTest
    @CsvSource({"each, 0", "every=8, 8", "none, 9223372036854775807"})
    void costsNoMoreThanThePolicySays(String policy, long mayCost) throws IOException {
        dice = new SplittableRandom(SEED);
        directory = temp.resolve("journal");
        device = new PowerCut(directory);
        write(SyncPolicy.parse(policy));
        KilledJournal.Scanned written = scan(directory);
        for (Image image : images) {
            String what = "-Dflipbook.seed=" + SEED + ", " + policy + ", " + image;
            check(image, written, Math.max(image.forced(), image.told() - mayCost), what);
            Kills.delete(image.directory());
        }
        System.out.printf("%s, %d power cuts at %d moments: %s%n", policy, images.size(), moments, met);
        assertThat(images).hasSizeGreaterThan(150 * CUTS);
    }

    private void write(SyncPolicy policy) {
        JournalConfig config = JournalSeams.watched(KillScript.config(directory), this::file)
                .clock(() -> nowNs)
                .syncPolicy(policy);
        EngineConfig engineConfig = EngineConfig.withLog(recovery -> {
            journal = Journal.open(config, recovery);
            return new TellingLog(journal, Acknowledged.inMemory(), this::step);
        });
        try (ConversionEngine engine = ConversionEngine.open(engineConfig)) {
            engine.addRegion(RegionSpec.of(KillScript.REGION, KillScript.PAGES * KillScript.PAGE));
            engine.register(ListenerSpec.of("picky", KillScript.REGION, ListenerSpec.Kind.PLAIN)
                    .refusing(Errno.of("EIO"), 3, 9, 17));
            for (int i = 1; i <= CONVERSIONS; i++) {
                engine.convert(KillScript.numbered(i, dice.nextBoolean(), dice.nextInt(150), 1 + dice.nextInt(100)));
                nowNs += i % CONVERSIONS_A_DAY == 0 ? TimeUnit.DAYS.toNanos(1) : 1000;
            }
        }
    }

    private void step(String what) {
        try {
            device.observe();
            if (what.equals("after outcome") || what.equals("after record")) {
                told = journal.lastSequence();
            }
            cut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void file(String what, Path path) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        device.observe();
        if (what.equals("after force")) {
            cut();
            device.forced(path);
            noteForced(path);
        }
        cut();
    }

    /** What is forced in a file without a name may be lost with that. */
    private void noteForced(Path path) {
        if (path.toString().endsWith(".cq4")) {
            String name = path.getFileName().toString();
            JournalScanner.of(directory)
                    .scan(
                            record -> {
                                forcedInFile = record.file().equals(name) ? record.sequence() : forcedInFile;
                                return true;
                            },
                            finding -> {});
        }
        if (path.equals(directory) || path.toString().endsWith(".cq4") && device.isNamed(path)) {
            forced = forcedInFile;
        }
    }

    private void cut() throws IOException {
        moments++;
        if (dice.nextInt(8) == 0) {
            device.writeBack(dice);
        }
        for (int i = 0; i < CUTS; i++) {
            Path image = device.cut(temp.resolve("cut" + images.size()), dice);
            images.add(new Image(image, told, forced));
        }
    }

    private void check(Image image, KilledJournal.Scanned written, long promised, String what) throws IOException {
        if (!hasRollFile(image.directory())) {
            count("no journal yet");
            assertThat(promised).as(what).isZero();
            return;
        }
        KilledJournal.Scanned found = scan(image.directory());
        for (KilledJournal.Kept kept : found.records()) {
            assertThat(kept.place())
                    .as(what)
                    .isEqualTo(written.find(kept.sequence()).place());
        }
        long lastGood = found.summary().lastGoodSequence();
        assertThat(lastGood).as("%s: %s", what, found.findings()).isGreaterThanOrEqualTo(promised);
        JournalConfig config = KillScript.config(image.directory());
        if (!found.findings().isEmpty()) {
            found.findings().stream().map(Finding::kind).distinct().forEach(kind -> count(kind.toString()));
            assertThatThrownBy(() -> Journal.open(config, record -> true))
                    .as(what)
                    .isInstanceOf(JournalDamagedException.class);
            if (lastGood == 0) {
                count("nothing good");
                return;
            }
            count("opened at a point in time");
            goOn(config.recovery(RecoveryMode.pointInTime(lastGood)), what);
        } else {
            count(found.summary().unfinished() == null ? "opened" : "opened with an unfinished record");
            goOn(config, what);
        }
        KilledJournal.Scanned after = scan(image.directory());
        assertThat(after.findings()).as(what).isEmpty();
        assertThat(after.records().stream()
                        .limit(lastGood)
                        .map(KilledJournal.Kept::checksum)
                        .toList())
                .as(what)
                .isEqualTo(written.records().stream()
                        .limit(lastGood)
                        .map(KilledJournal.Kept::checksum)
                        .toList());
    }

    private void goOn(JournalConfig config, String what) {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(config))) {
            if (!engine.guest().regions().isEmpty()) {
                assertThat(engine.convert(KillScript.numbered(7, true, 0, 3)).requestSequence())
                        .as(what)
                        .isPositive();
            }
        }
    }

    private void count(String state) {
        met.merge(state, 1, Integer::sum);
    }

    private static boolean hasRollFile(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.toString().endsWith(".cq4"));
        }
    }

    private static KilledJournal.Scanned scan(Path directory) {
        return new KilledJournal(directory, Acknowledged.inMemory(), "").scan();
    }
}
