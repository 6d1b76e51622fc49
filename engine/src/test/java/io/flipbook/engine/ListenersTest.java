package io.flipbook.engine;

import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told, and in which order, where a guest has several regions: low, middle and high, one behind the other. */
class ListenersTest {
    private static final long REGION_BYTES = 4 * PAGE;

    private final List<String> calls = new ArrayList<>();
    private final ScriptedListener onHigh = new ScriptedListener("h", calls);
    private final ScriptedListener onLow = new ScriptedListener("l", calls);
    private final ScriptedListener onHighToo = new ScriptedListener("i", calls);
    private ConversionEngine engine;

    @BeforeEach
    void open() {
        Map<String, RegionListener> brought = Map.of("h", onHigh, "l", onLow, "i", onHighToo);
        engine = ConversionEngine.open(EngineConfig.transientOne().listeners(spec -> brought.get(spec.name())));
        long gpa = 0;
        for (String region : List.of("low", "middle", "high")) {
            engine.addRegion(RegionSpec.of(region, REGION_BYTES));
            engine.map(gpa, REGION_BYTES, region, 0);
            gpa += REGION_BYTES;
        }
        register("h", "high", onHigh);
        register("l", "low", onLow);
        register("i", "high", onHighToo);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void tellsOfSeveralRegionsInTheOrderOfRegistrationAndNotOfTheRegions() {
        assertThat(convert(true, 0, 12)).containsExactly("h+0:4", "l+0:4", "i+0:4");
        assertThat(convert(false, 0, 12)).containsExactly("i-0:4", "l-0:4", "h-0:4");
    }

    @Test
    void tellsOfOneRegionOnlyWhoWatchesIt() {
        assertThat(convert(true, 1, 3)).containsExactly("l+1:3");
        assertThat(convert(true, 4, 8)).isEmpty();
        assertThat(convert(true, 8, 9)).containsExactly("h+0:1", "i+0:1");
    }

    @Test
    void findsThoseOfARegionThatItsRequestReachesInTwoPlaces() {
        engine.unmap(0);
        engine.map(0, 2 * PAGE, "low", 0);
        engine.map(12 * PAGE, 2 * PAGE, "low", 2 * PAGE);
        assertThat(convert(true, 0, 14)).containsExactly("h+0:4", "l+0:2", "l+2:4", "i+0:4");
    }

    @Test
    void undoesAcrossRegionsInReverse() {
        onHighToo.onPopulate(1, () -> Errno.of("ENOSPC"));
        assertThat(convert(true, 2, 10)).containsExactly("h+0:2", "l+2:4", "i+0:2", "l-2:4", "h-0:2");
    }

    @Test
    void tellsNobodyWhoHasLeft() {
        engine.setPolicy(new Policy(Policy.Mixed.SEGMENTS, Policy.OnVeto.DETACH));
        onHigh.onPopulate(1, () -> Errno.of("ENOSPC"));
        assertThat(convert(true, 0, 9)).containsExactly("h+0:1", "h-0:4", "l+0:4", "i+0:1");
        engine.unregister("l");
        assertThat(convert(false, 0, 1)).isEmpty();
        assertThat(convert(false, 0, 9)).containsExactly("i-0:1");
        assertThat(convert(true, 8, 9)).containsExactly("i+0:1");
    }

    @Test
    void tellsNobodyTwiceBehindARestart() {
        engine = engine.restart();
        assertThat(convert(true, 8, 9)).containsExactly("h+0:1", "i+0:1");
    }

    private void register(String name, String region, ScriptedListener listener) {
        engine.register(ListenerSpec.of(name, region, ListenerSpec.Kind.EXTERNAL), listener);
    }

    private List<String> convert(boolean toShared, long fromPage, long toPage) {
        calls.clear();
        long gpa = fromPage * PAGE;
        long sizeBytes = (toPage - fromPage) * PAGE;
        engine.convert(
                toShared
                        ? ConversionRequest.convertToShared(gpa, sizeBytes)
                        : ConversionRequest.convertToPrivate(gpa, sizeBytes));
        return List.copyOf(calls);
    }
}
