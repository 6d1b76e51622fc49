package io.flipbook.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.RegionSpec;
import org.junit.jupiter.api.Test;

final class PlaceEdgesTest {
    @Test
    void rowsBeginAtTheStartAndWhereSomethingBeganOrEnded() {
        PlaceEdges edges = new PlaceEdges(RegionSpec.of("ram", 1 << 20));
        edges.touch(0x4000, 0x2000);
        edges.touch(0x5000, 0x1000);
        edges.touch(0xff000, 0x1000);
        assertThat(edges.rowStarts(100)).containsExactly(0, 4, 5, 6, 255);
        assertThat(edges.touches()).isEqualTo(3);
    }

    @Test
    void ofTooManyPlacesEverySoManyIsARow() {
        PlaceEdges edges = new PlaceEdges(RegionSpec.of("ram", 1 << 20));
        for (int page = 0; page < 10; page++) {
            edges.touch(page * 4096L, 4096);
        }
        assertThat(edges.rowStarts(4)).containsExactly(0, 4, 8);
    }

    @Test
    void whatNothingTouchedIsNotOneRowWithWhatWas() {
        PlaceEdges edges = new PlaceEdges(RegionSpec.of("ram", 1L << 30));
        for (int page = 0; page < 1000; page++) {
            edges.touch(page * 4096L, 4096);
            edges.touch((1L << 29) + page * 4096L, 4096);
        }
        assertThat(edges.rowStarts(64)).hasSizeBetween(32, 64).contains(0, 1000, 1 << 17, (1 << 17) + 1000);
    }

    @Test
    void aRegionOfMorePagesThanUnitsIsStillCovered() {
        PlaceEdges edges = new PlaceEdges(RegionSpec.of("ram", 1L << 40));
        edges.touch((1L << 40) - 4096, 4096);
        edges.touch(4096, 4096);
        long unitPages = (1L << 28) / PlaceEdges.MAX_UNITS;
        assertThat(edges.rowStarts(100)).containsExactly(0, unitPages, (1L << 28) - unitPages);
    }
}
