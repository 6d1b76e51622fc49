package io.flipbook.junit5;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.Iommu;
import io.flipbook.engine.device.RegionListener;
import org.junit.jupiter.api.Test;

/**
 * How a listener is tested against what a guest once did: name a history, put the listener in the place of the recorded
 * one, replay. The resource may as well be the directory of a journal, a {@code .zip} of it, or its dump.
 */
@FlipbookHistory("histories/gpu-limit.flip")
final class TutorialTest {
    /** What is tested: maps page by page with what {@link Role#iommu()} gives, and undoes a populate that fails. */
    static final class PageByPage implements RegionListener {
        private static final long PAGE_BYTES = 4096;

        private final Iommu kernel;

        PageByPage(Iommu kernel) {
            this.kernel = kernel;
        }

        @Override
        public Errno populate(long offset, long sizeBytes) {
            for (long at = offset; at < offset + sizeBytes; at += PAGE_BYTES) {
                long page = at / PAGE_BYTES;
                Errno errno = kernel.map(page, page + 1);
                if (errno != Errno.NONE) {
                    discard(offset, at - offset);
                    return errno;
                }
            }
            return Errno.NONE;
        }

        @Override
        public void discard(long offset, long sizeBytes) {
            kernel.unmap(offset / PAGE_BYTES, (offset + sizeBytes) / PAGE_BYTES);
        }
    }

    @Test
    void doesWhatTheRecordedListenerDid(History history) {
        history.with("gpu0", role -> new PageByPage(role.iommu())).replay();
    }

    @Test
    void severalListenersAreReplacedAtOnce(History history) {
        history.with("gpu0", role -> new PageByPage(role.iommu()))
                .with("net0", role -> new PageByPage(role.iommu()))
                .replay();
    }

    @Test
    void aListenerThatNeverRefusesIsAskedForItsMappingsAlone(History history) {
        history.with("gpu0", new KeepsNothing()).answeringAsRecorded().replay();
    }

    @Test
    void aFailureLeavesWhatLedToItAsAScenario(History history) {
        history.with("gpu0", role -> new PageByPage(role.iommu()))
                .leavingScenario()
                .replay();
    }

    @Test
    @FlipbookHistory("src/test/resources/histories/gpu-limit.flip")
    void aPathWillDoAndPartOfAHistoryToo(History history) {
        history.with("gpu0", role -> new PageByPage(role.iommu())).to(15).replay();
    }

    /** Has room for everything, and maps nothing. */
    private static final class KeepsNothing implements RegionListener {
        @Override
        public Errno populate(long offset, long sizeBytes) {
            return Errno.NONE;
        }

        @Override
        public void discard(long offset, long sizeBytes) {
            // holds nothing
        }
    }
}
