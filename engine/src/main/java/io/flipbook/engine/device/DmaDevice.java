package io.flipbook.engine.device;

/**
 * A device that does DMA through an {@link Iommu}: it tells an access that is right from one that goes wrong, because
 * what is mapped is not what is there for devices.
 */
public final class DmaDevice {
    /** What becomes of an access to a page. */
    public enum Access {
        /** The page is there and mapped. */
        GOOD("good"),
        /**
         * The page is mapped and not there, or mapped to the memory that it had before: the device reads what it must
         * not, or writes what is somebody else's by now.
         */
        STALE("stale"),
        /** The page is there and not mapped: the device is stopped, and the guest has done nothing wrong. */
        MISSING("missing"),
        /** The page is neither: the device is stopped, rightly. */
        FAULT("fault");

        private final String text;

        Access(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Which pages are there for devices. */
    public interface Presence {
        /** The first page in [from, limit) that is there, or {@code limit}. */
        long nextPresent(long from, long limit);

        /** The first page in [from, limit) that is not there, or {@code limit}. */
        long nextAbsent(long from, long limit);
    }

    /** Takes in what becomes of a run of pages. */
    @FunctionalInterface
    public interface AccessVisitor {
        /** All accesses to [from, to) end the same way. */
        void onRun(Access access, long from, long to);
    }

    private final Iommu iommu;
    private final Presence presence;

    /** A device behind an IOMMU, in front of pages. */
    public DmaDevice(Iommu iommu, Presence presence) {
        this.iommu = iommu;
        this.presence = presence;
    }

    /** What becomes of an access to a page. */
    public Access access(long page) {
        boolean present = presence.nextPresent(page, page + 1) == page;
        if (iommu.nextMapped(page, page + 1) != page) {
            return present ? Access.MISSING : Access.FAULT;
        }
        return present && iommu.nextOutlived(true, page, page + 1) != page ? Access.GOOD : Access.STALE;
    }

    /** What becomes of accesses to all of [from, to), in maximal runs, ascending. */
    public void access(long from, long to, AccessVisitor visitor) {
        long runStart = from;
        Access runAccess = null;
        long page = from;
        while (page < to) {
            Access access = access(page);
            if (access != runAccess && runAccess != null) {
                visitor.onRun(runAccess, runStart, page);
                runStart = page;
            }
            runAccess = access;
            page = nextBoundary(page, to);
        }
        if (runAccess != null) {
            visitor.onRun(runAccess, runStart, to);
        }
    }

    /** The first page behind {@code page} for which anything may be otherwise. */
    private long nextBoundary(long page, long limit) {
        boolean present = presence.nextPresent(page, page + 1) == page;
        boolean mapped = iommu.nextMapped(page, page + 1) == page;
        boolean outlived = iommu.nextOutlived(true, page, page + 1) == page;
        long next = present ? presence.nextAbsent(page, limit) : presence.nextPresent(page, limit);
        next = Math.min(next, mapped ? iommu.nextFree(page, limit) : iommu.nextMapped(page, limit));
        return Math.min(next, iommu.nextOutlived(!outlived, page, limit));
    }
}
