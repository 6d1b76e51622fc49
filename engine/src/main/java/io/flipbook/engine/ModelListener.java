package io.flipbook.engine;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;

/**
 * A listener of a kind that the engine knows: it behaves as its specification says, from its first call on, so the same
 * calls get the same answers in every replay.
 *
 * <p>A plain one takes everything, the others keep an IOMMU in step. A call that is listed to be refused is refused
 * before anything else is looked at.
 */
final class ModelListener implements RegionListener, AutoCloseable {
    private final ListenerSpec spec;
    private final MappingListener mapping;
    private Runnable release;
    private long populateCalls;

    /** A listener that has {@code mapping}, or null where it keeps none; {@code release} is done when it ends. */
    ModelListener(ListenerSpec spec, MappingListener mapping, Runnable release) {
        this.spec = spec;
        this.mapping = mapping;
        this.release = release;
    }

    /** What it keeps in step; null where that is nothing. */
    MappingListener mapping() {
        return mapping;
    }

    void write(SnapshotOutput out) {
        out.putLong(populateCalls);
        if (mapping != null) {
            mapping.write(out);
        }
    }

    void read(SnapshotInput in) {
        populateCalls = in.readLong();
        if (mapping != null) {
            mapping.read(in);
        }
    }

    @Override
    public Errno populate(long offset, long sizeBytes) {
        populateCalls++;
        if (spec.vetoesCall(populateCalls)) {
            return spec.vetoErrno();
        }
        return mapping == null ? Errno.NONE : mapping.populate(offset, sizeBytes);
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        if (mapping != null) {
            mapping.discard(offset, sizeBytes);
        }
    }

    @Override
    public void close() {
        release.run();
        release = () -> {};
    }
}
