package io.flipbook.engine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flipbook.engine.device.DmaDevice.Access;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class MappingListenerTest {
    private static final long PAGE = 4096;
    private static final long PAGES = 1024;

    private final BitSet there = new BitSet();

    private static MappingListener listener(Iommu iommu, long granulePages) {
        return new MappingListener(iommu, PAGE, granulePages * PAGE);
    }

    private DmaDevice device(MappingListener listener) {
        return new DmaDevice(listener.iommu(), new DmaDevice.Presence() {
            @Override
            public long nextPresent(long from, long limit) {
                int page = there.nextSetBit((int) from);
                return page < 0 ? limit : Math.min(limit, page);
            }

            @Override
            public long nextAbsent(long from, long limit) {
                return Math.min(limit, there.nextClearBit((int) from));
            }
        });
    }

    private Errno populate(MappingListener listener, int from, int to) {
        Errno errno = listener.populate(from * PAGE, (to - from) * PAGE);
        if (errno == Errno.NONE) {
            there.set(from, to);
        }
        return errno;
    }

    private void discard(MappingListener listener, int from, int to) {
        listener.discard(from * PAGE, (to - from) * PAGE);
        there.clear(from, to);
        listener.outlive(from * PAGE, (to - from) * PAGE);
    }

    /** {@code vfio_ram_discard_notify_populate} unmaps the whole section when a piece fails. */
    @Test
    void leavesNothingOfASectionOfWhichAPieceFails() {
        try (Type1 iommu = new Type1(PAGES, new EntryLimit(3))) {
            MappingListener listener = listener(iommu, 1);
            assertThat(populate(listener, 0, 2)).isEqualTo(Errno.NONE);
            assertThat(populate(listener, 4, 6)).isEqualTo(Errno.ENOSPC);
            assertThat(iommu.mappings()).isEqualTo(2);
            assertThat(populate(listener, 1, 3)).isEqualTo(Errno.EEXIST);
            assertThat(iommu.nextMapped(0, PAGES)).isZero();
            assertThat(iommu.mappings()).isEqualTo(1);
        }
    }

    @Test
    void mapsTheRestAgainWhereAMappingCannotBeSplit() {
        try (Type1 iommu = new Type1(PAGES, new EntryLimit(9))) {
            MappingListener listener = listener(iommu, 512);
            populate(listener, 0, 1024);
            discard(listener, 100, 101);
            assertThat(iommu.mappings()).isEqualTo(3);
            assertThat(listener.windowPages()).isEqualTo(511);
            assertThat(listener.lostPages()).isZero();
            discard(listener, 500, 600);
            assertThat(iommu.mappings()).isEqualTo(3);
            assertThat(listener.windowPages()).isEqualTo(511 + (500 - 101) + (1024 - 600));
            assertAllGood(listener);
        }
    }

    @Test
    void losesTheRestWhereThereIsNoRoomForIt() {
        try (Type1 iommu = new Type1(PAGES, new EntryLimit(2))) {
            MappingListener listener = listener(iommu, 512);
            populate(listener, 0, 1024);
            discard(listener, 100, 101);
            assertThat(listener.lostPages()).isEqualTo(411);
            assertThat(device(listener).access(99)).isEqualTo(Access.GOOD);
            assertThat(device(listener).access(100)).isEqualTo(Access.FAULT);
            assertThat(device(listener).access(101)).isEqualTo(Access.MISSING);
            assertThat(device(listener).access(512)).isEqualTo(Access.GOOD);
        }
    }

    @Test
    void splitsWhereThatCanBeDone() {
        try (Iommufd iommu = new Iommufd(PAGES, false)) {
            MappingListener listener = listener(iommu, 512);
            populate(listener, 0, 1024);
            discard(listener, 100, 101);
            assertThat(listener.windowPages()).isZero();
            assertThat(iommu.mappings()).isEqualTo(3);
            assertAllGood(listener);
        }
    }

    @Test
    void doesNotNoticeWhatVersion1LeavesOrTakes() {
        try (Type1V1 iommu = new Type1V1(PAGES, new EntryLimit(9))) {
            MappingListener listener = listener(iommu, 512);
            populate(listener, 0, 1024);
            discard(listener, 100, 101);
            assertThat(device(listener).access(100)).isEqualTo(Access.STALE);
            discard(listener, 512, 513);
            assertThat(device(listener).access(512)).isEqualTo(Access.FAULT);
            assertThat(device(listener).access(513)).isEqualTo(Access.MISSING);
        }
    }

    /**
     * Allocate shared, convert to private, discard, convert back, allocate again, DMA: if the discard is not paired
     * with its populate, the device writes to what the page was before.
     */
    @Test
    void aMappingThatOutlivesItsMemoryStaysStaleWhenThePageComesBack() {
        try (Type1 iommu = new Type1(PAGES, new EntryLimit(9))) {
            MappingListener listener = listener(iommu, 1);
            populate(listener, 7, 8);
            assertThat(device(listener).access(7)).isEqualTo(Access.GOOD);
            there.clear(7);
            assertThat(listener.outlive(7 * PAGE, PAGE)).isEqualTo(1);
            assertThat(device(listener).access(7)).isEqualTo(Access.STALE);
            there.set(7);
            assertThat(device(listener).access(7)).isEqualTo(Access.STALE);
            discard(listener, 7, 8);
            populate(listener, 7, 8);
            assertThat(device(listener).access(7)).isEqualTo(Access.GOOD);
        }
    }

    @Test
    void tellsRunsOfAccesses() {
        try (Type1 iommu = new Type1(PAGES, new EntryLimit(99))) {
            MappingListener listener = listener(iommu, 1);
            populate(listener, 2, 8);
            there.clear(3, 5);
            there.set(8, 10);
            StringBuilder runs = new StringBuilder();
            device(listener)
                    .access(
                            0,
                            12,
                            (access, from, to) -> runs.append(access)
                                    .append(' ')
                                    .append(from)
                                    .append('-')
                                    .append(to)
                                    .append(' '));
            assertThat(runs).hasToString("fault 0-2 good 2-3 stale 3-5 good 5-8 missing 8-10 fault 10-12 ");
        }
    }

    @Test
    void refusesAGranuleThatCannotBe() {
        try (Type1 iommu = new Type1(PAGES, new EntryLimit(9))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new MappingListener(iommu, PAGE, PAGE / 2));
            assertThatIllegalArgumentException().isThrownBy(() -> new MappingListener(iommu, PAGE, 3 * PAGE));
        }
    }

    private void assertAllGood(MappingListener listener) {
        device(listener)
                .access(
                        0,
                        PAGES,
                        (access, from, to) -> assertThat(access)
                                .as("pages %d to %d", from, to)
                                .isIn(Access.GOOD, Access.FAULT));
    }
}
