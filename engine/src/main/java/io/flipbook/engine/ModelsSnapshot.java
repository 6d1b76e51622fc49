package io.flipbook.engine;

import io.flipbook.engine.device.Iommu;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What the listeners of an engine's own kinds hold, in the order of the listeners. What several of them share is
 * written with the first.
 *
 * <pre>
 *   for each listener:  u8 whether it is a model;  if so, u64 populate calls
 *     if it maps:       u64 pages in windows, u64 lost pages;  the address space, unless one before has it
 * </pre>
 */
final class ModelsSnapshot {
    private ModelsSnapshot() {}

    static void write(List<LiveListener> listeners, SnapshotOutput out) {
        Set<Iommu> written = Collections.newSetFromMap(new IdentityHashMap<>());
        for (LiveListener listener : listeners) {
            if (!(listener.target() instanceof ModelListener model)) {
                out.putByte(0);
                continue;
            }
            out.putByte(1);
            model.write(out);
            if (model.mapping() != null && written.add(model.mapping().iommu())) {
                model.mapping().iommu().write(out);
            }
        }
    }

    /** Reads the same, listener by listener. */
    static final class Reader {
        private final SnapshotInput in;
        private final Set<Iommu> read = Collections.newSetFromMap(new IdentityHashMap<>());

        Reader(byte[] written) {
            in = SnapshotInput.of(written, 0);
        }

        /** Whether the next listener is a model; then {@link #read} is to be called for it. */
        boolean nextIsModel() {
            return in.readByte() != 0;
        }

        void read(ModelListener model) {
            model.read(in);
            if (model.mapping() != null && read.add(model.mapping().iommu())) {
                model.mapping().iommu().read(in);
            }
        }

        void checkEnd() {
            if (in.remaining() != 0) {
                throw new IllegalArgumentException(in.remaining() + " bytes behind the models");
            }
        }
    }
}
