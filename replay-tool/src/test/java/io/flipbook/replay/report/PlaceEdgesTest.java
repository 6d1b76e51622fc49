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
        assertThat(edges.rowStarts(4)).containsExactly(0, 3, 6, 9);
    }

    @Test
    void aRegionOfMorePagesThanUnitsIsStillCovered() {
        PlaceEdges edges = new PlaceEdges(RegionSpec.of("ram", 1L << 40));
        edges.touch((1L << 40) - 4096, 4096);
        assertThat(edges.rowStarts(100)).containsExactly(0, (1L << 28) - (1L << 28) / PlaceEdges.MAX_UNITS);
    }
}
