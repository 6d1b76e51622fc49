package io.flipbook.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The kernel's rules, as its sources and its selftests (tools/testing/selftests/iommu, drivers/vfio) have them. */
class IommuTest {
    private static final long PAGES = 1024;
    private static final Errno NONE = Errno.NONE;

    private static Type1 type1(long limit) {
        return new Type1(PAGES, new EntryLimit(limit));
    }

    @Test
    void type1UnmapsNothingWhenARangeCutsAMapping() {
        try (Type1 iommu = type1(EntryLimit.DEFAULT)) {
            assertThat(iommu.map(16, 20)).isEqualTo(NONE);
            assertThat(iommu.map(20, 24)).isEqualTo(NONE);
            for (long[] range : new long[][] {{16, 18}, {17, 20}, {17, 24}, {16, 22}, {18, 19}, {0, 19}, {23, 40}}) {
                assertThat(iommu.unmap(range[0], range[1])).isEqualTo(Errno.EINVAL);
                assertThat(iommu.unmappedPages()).isZero();
            }
            assertThat(iommu.unmap(16, 24)).isEqualTo(NONE);
            assertThat(iommu.unmappedPages()).isEqualTo(8);
            assertThat(iommu.mappings()).isZero();
        }
    }

    @Test
    void type1SucceedsWithNothingWhereNothingIsMapped() {
        try (Type1 iommu = type1(EntryLimit.DEFAULT)) {
            assertThat(iommu.unmap(0, PAGES)).isEqualTo(NONE);
            assertThat(iommu.unmappedPages()).isZero();
            iommu.map(8, 9);
            assertThat(iommu.unmap(0, PAGES)).isEqualTo(NONE);
            assertThat(iommu.unmappedPages()).isEqualTo(1);
        }
    }

    @Test
    void type1RefusesAMapOverAMappingBeforeItLooksForRoom() {
        try (Type1 iommu = type1(1)) {
            assertThat(iommu.map(16, 20)).isEqualTo(NONE);
            assertThat(iommu.map(19, 21)).isEqualTo(Errno.EEXIST);
            assertThat(iommu.map(20, 21)).isEqualTo(Errno.ENOSPC);
            assertThat(iommu.unmap(16, 20)).isEqualTo(NONE);
            assertThat(iommu.map(20, 21)).isEqualTo(NONE);
        }
    }

    @Test
    void type1CannotSplit() {
        try (Type1 iommu = type1(9)) {
            iommu.map(16, 20);
            assertThat(iommu.split(18)).isEqualTo(Errno.EINVAL);
            assertThat(iommu.split(16)).isEqualTo(NONE);
            assertThat(iommu.split(20)).isEqualTo(NONE);
            assertThat(iommu.mappings()).isEqualTo(1);
        }
    }

    @Test
    void version1DoesNothingInsideAMappingAndTakesAllOfOneThatBeginsInTheRange() {
        try (Type1V1 iommu = new Type1V1(PAGES, new EntryLimit(9))) {
            iommu.map(16, 20);
            iommu.map(20, 24);
            assertThat(iommu.unmap(17, 20)).isEqualTo(NONE);
            assertThat(iommu.unmappedPages()).isZero();
            assertThat(iommu.unmap(17, 40)).isEqualTo(NONE);
            assertThat(iommu.unmappedPages()).isZero();
            assertThat(iommu.unmap(10, 21)).isEqualTo(NONE);
            assertThat(iommu.unmappedPages()).isEqualTo(8);
            assertThat(iommu.mappings()).isZero();
        }
    }

    /** {@code TEST_F(iommufd_ioas, area_auto_destroy)} and its neighbours: [16P,18P) and what does not fit it. */
    @Test
    void iommufdRefusesHalfAnAreaAndAMapOverOne() {
        try (Iommufd iommu = new Iommufd(PAGES, true)) {
            assertThat(iommu.map(16, 18)).isEqualTo(NONE);
            assertThat(iommu.unmap(16, 17)).isEqualTo(Errno.ENOENT);
            assertThat(iommu.unmap(17, 18)).isEqualTo(Errno.ENOENT);
            for (long[] range : new long[][] {{16, 18}, {16, 17}, {17, 18}, {15, 17}, {15, 18}}) {
                assertThat(iommu.map(range[0], range[1])).isEqualTo(Errno.EEXIST);
            }
            assertThat(iommu.mappings()).isEqualTo(1);
        }
    }

    /** {@code TEST_F(iommufd_ioas, unmap_fully_contained_areas)}: four areas of 8P, 16P apart. */
    @Test
    void iommufdUnmapsAreasThatAreWhollyInTheRange() {
        long base = 100;
        try (Iommufd iommu = new Iommufd(PAGES, true)) {
            for (int i = 0; i < 4; i++) {
                assertThat(iommu.map(base + 16 * i, base + 16 * i + 8)).isEqualTo(NONE);
            }
            assertThat(iommu.unmap(base - 4, base + 4)).isEqualTo(Errno.ENOENT);
            assertThat(iommu.unmap(base + 52, base + 60)).isEqualTo(Errno.ENOENT);
            assertThat(iommu.mappings()).isEqualTo(4);
            assertThat(iommu.unmap(base - 4, base + 56)).isEqualTo(NONE);
            assertThat(iommu.unmappedPages()).isEqualTo(32);
            assertThat(iommu.mappings()).isZero();
        }
    }

    @Test
    void iommufdIsNotAtomicOverSeveralAreas() {
        try (Iommufd iommu = new Iommufd(PAGES, true)) {
            iommu.map(0, 4);
            iommu.map(8, 12);
            assertThat(iommu.unmap(0, 10)).isEqualTo(Errno.ENOENT);
            assertThat(iommu.unmappedPages()).isEqualTo(4);
            assertThat(iommu.nextMapped(0, PAGES)).isEqualTo(8);
        }
    }

    @Test
    void iommufdFindsNothingToUnmapAnError() {
        try (Iommufd iommu = new Iommufd(PAGES, true)) {
            assertThat(iommu.unmap(0, PAGES)).isEqualTo(Errno.ENOENT);
        }
    }

    @Test
    void iommufdSplitsAnAreaOnlyWithoutLargePages() {
        try (Iommufd large = new Iommufd(PAGES, true);
                Iommufd small = new Iommufd(PAGES, false)) {
            large.map(16, 20);
            small.map(16, 20);
            assertThat(large.split(18)).isEqualTo(Errno.EINVAL);
            assertThat(small.split(18)).isEqualTo(NONE);
            assertThat(small.mappings()).isEqualTo(2);
            assertThat(small.unmap(18, 20)).isEqualTo(NONE);
            assertThat(small.unmappedPages()).isEqualTo(2);
        }
    }

    @Test
    void iommufdHasNoLimit() {
        try (Iommufd iommu = new Iommufd(1 << 17, true)) {
            assertThat(iommu.mapPieces(0, 1 << 17, 1)).isEqualTo(NONE);
            assertThat(iommu.mappings()).isEqualTo(1 << 17);
        }
    }

    @Test
    void addressSpacesOfOneContainerShareItsLimit() {
        EntryLimit limit = new EntryLimit(3);
        try (Type1 one = new Type1(PAGES, limit)) {
            Type1 other = new Type1(PAGES, limit);
            assertThat(one.mapPieces(0, 2, 1)).isEqualTo(NONE);
            assertThat(other.mapPieces(0, 2, 1)).isEqualTo(Errno.ENOSPC);
            assertThat(other.mappings()).isEqualTo(1);
            assertThat(limit.used()).isEqualTo(3);
            other.close();
            assertThat(limit.used()).isEqualTo(2);
            assertThat(one.map(9, 10)).isEqualTo(NONE);
        }
    }

    @Test
    void piecesEndAtMultiplesOfTheGranule() {
        try (Type1 iommu = type1(EntryLimit.DEFAULT)) {
            iommu.mapPieces(5, 30, 8);
            assertThat(iommu.mappings()).isEqualTo(4);
            assertThat(List.of(iommu.endOf(5), iommu.endOf(8), iommu.endOf(23), iommu.endOf(24)))
                    .containsExactly(8L, 16L, 24L, 30L);
            assertThat(iommu.startOf(29)).isEqualTo(24);
        }
    }

    /** Every kind against a list of ranges, kept and searched in the plainest way. */
    @Test
    void agreesWithAListOfMappings() {
        Seeds.each(300, (seed, random) -> {
            int kind = (int) (seed % 4);
            EntryLimit limit = new EntryLimit(12);
            try (Iommu iommu = kind == 0
                    ? new Type1(64, limit)
                    : kind == 1 ? new Type1V1(64, limit) : new Iommufd(64, kind == 2)) {
                TreeMap<Long, Long> model = new TreeMap<>();
                for (int step = 0; step < 200; step++) {
                    long from = random.nextInt(64);
                    long to = from + 1 + random.nextInt((int) Math.min(12, 64 - from));
                    if (random.nextInt(8) == 0) {
                        assertThat(iommu.split(from)).isEqualTo(split(model, kind, from));
                    } else if (random.nextBoolean()) {
                        assertThat(iommu.map(from, to)).isEqualTo(map(model, kind, from, to));
                    } else {
                        assertThat(iommu.unmap(from, to)).isEqualTo(unmap(model, kind, from, to));
                    }
                    compare(iommu, model, random);
                }
            }
        });
    }

    private static Errno map(TreeMap<Long, Long> model, int kind, long from, long to) {
        if (!overlapping(model, from, to).isEmpty()) {
            return Errno.EEXIST;
        }
        if (kind < 2 && model.size() == 12) {
            return Errno.ENOSPC;
        }
        model.put(from, to);
        return NONE;
    }

    private static Errno split(TreeMap<Long, Long> model, int kind, long page) {
        for (long start : overlapping(model, page, page + 1)) {
            if (start < page) {
                if (kind != 3) {
                    return Errno.EINVAL;
                }
                model.put(page, model.put(start, page));
            }
        }
        return NONE;
    }

    private static Errno unmap(TreeMap<Long, Long> model, int kind, long from, long to) {
        List<Long> touched = overlapping(model, from, to);
        boolean cut = touched.stream().anyMatch(start -> start < from || model.get(start) > to);
        if (kind == 0 && cut) {
            return Errno.EINVAL;
        }
        if (kind == 1 && !touched.isEmpty() && touched.get(0) < from) {
            return NONE;
        }
        int removed = 0;
        for (long start : touched) {
            if (kind > 1 && (start < from || model.get(start) > to)) {
                return Errno.ENOENT;
            }
            model.remove(start);
            removed++;
        }
        return kind > 1 && removed == 0 ? Errno.ENOENT : NONE;
    }

    private static List<Long> overlapping(TreeMap<Long, Long> model, long from, long to) {
        List<Long> starts = new ArrayList<>();
        model.forEach((start, end) -> {
            if (start < to && end > from) {
                starts.add(start);
            }
        });
        return starts;
    }

    private static void compare(Iommu iommu, TreeMap<Long, Long> model, Random random) {
        assertThat(iommu.mappings()).isEqualTo(model.size());
        long page = random.nextInt(64);
        List<Long> holding = overlapping(model, page, page + 1);
        assertThat(iommu.nextMapped(page, page + 1) == page).isEqualTo(!holding.isEmpty());
        if (!holding.isEmpty()) {
            assertThat(iommu.startOf(page)).isEqualTo(holding.get(0));
            assertThat(iommu.endOf(page)).isEqualTo(model.get(holding.get(0)));
        }
    }
}
