package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the engine is used, from top to bottom. */
class TutorialTest {
    @TempDir
    Path directory;

    @Test
    void recordsAConversionAndKnowsItAfterARestart() {
        // A device: it maps what becomes shared, and drops what stops being so.
        List<String> mapped = new ArrayList<>();
        RegionListener device = new RegionListener() {
            @Override
            public Errno populate(long offset, long sizeBytes) {
                mapped.add(Long.toHexString(offset) + "+" + Long.toHexString(sizeBytes));
                return Errno.NONE;
            }

            @Override
            public void discard(long offset, long sizeBytes) {
                mapped.remove(Long.toHexString(offset) + "+" + Long.toHexString(sizeBytes));
            }
        };
        EngineConfig config = EngineConfig.journaledIn(directory).listeners(spec -> device);

        // 1 GiB of guest RAM at guest physical address 4 GiB. All of it is private at first.
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            engine.addRegion(RegionSpec.of("ram", 1L << 30));
            engine.map(1L << 32, 1L << 30, "ram", 0);
            engine.register(ListenerSpec.of("device", "ram", ListenerSpec.Kind.EXTERNAL), device);

            // The guest asks for two pages to be shared. Whatever comes of it is on record when this returns.
            Outcome outcome = engine.convert(ConversionRequest.convertToShared((1L << 32) + 0x4000, 0x2000));

            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.COMMITTED);
            assertThat(outcome.pages()).isEqualTo(2);
            assertThat(mapped).containsExactly("4000+2000");
        }

        // A restart: the pages are what they were, and the device, which knows nothing yet, is told of them.
        mapped.clear();
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            assertThat(engine.guest().isPopulated("ram", 0x4000, 0x2000)).isTrue();
            assertThat(mapped).containsExactly("4000+2000");

            // What is asked for and cannot be done is no exception: the outcome says why.
            Outcome outcome = engine.convert(ConversionRequest.toPrivate("ram", 0x4001, 0x1000));

            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REJECTED);
            assertThat(outcome.reason()).isEqualTo(Rejection.MISALIGNED);

            // Private again: the device is told to drop what it mapped, which it cannot refuse.
            engine.convert(ConversionRequest.toPrivate("ram", 0x4000, 0x2000));
            assertThat(mapped).isEmpty();
        }
    }

    /** The example of the README, line by line. */
    @Test
    void doesWhatTheReadmeShows() {
        List<String> told = new ArrayList<>();
        ScriptedListener vfio = new ScriptedListener("vfio0", told);
        vfio.onPopulate(1, () -> Errno.ENOSPC);
        String refused = "";
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(directory.resolve("history")))) {
            engine.addRegion(RegionSpec.of("ram", 1L << 30));
            engine.map(0, 1L << 30, "ram", 0);
            engine.register(ListenerSpec.of("vfio0", "ram", ListenerSpec.Kind.EXTERNAL), vfio);
            Outcome outcome = engine.convert(ConversionRequest.convertToShared(0x200000, 2 << 20));
            if (outcome.kind() == Outcome.Kind.ROLLED_BACK) {
                refused = outcome.listener() + " refused: " + outcome.errno();
            }
        }
        assertThat(refused).isEqualTo("vfio0 refused: ENOSPC");
        assertThat(told).containsExactly("vfio0+512:1024");
    }
}
