package io.flipbook.engine;

import io.flipbook.engine.device.MappingListener;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds out whether listeners that map do what they are told, and names what they do instead: it compares each call
 * with what their IOMMU holds afterwards. The contract is that of QEMU's RamDiscardListener: what was populated is
 * mapped when the call returns, what was discarded is not, and nothing is mapped twice. It judges the code of a
 * listener, call by call and while it runs; whether all that was told was right behind a record is no question of it.
 *
 * <p>A mapping that outlives its discard is a discard missed, or one that is done late; which of the two shows later:
 * when it is gone without a call that says so, when its pages are populated again, or when the listener has got
 * {@link #PATIENCE} more calls. A fault is told once. Listeners that share an address space must have sections that do
 * not overlap. Version 1 of type 1 keeps mappings that a discard cuts, and that is a fault here as it is for the guest.
 *
 * <p>It belongs to the thread of the engine whose calls it observes ({@link EngineConfig#observer}), changes nothing of
 * what it looks at, and allocates nothing after the last {@link #watch}.
 */
public final class PairingCheck implements CallObserver, AutoCloseable {
    /** After so many more calls to a listener a mapping that outlived its discard is one that nobody will take away. */
    public static final int PATIENCE = 64;

    /** What a listener does instead of what it is told. */
    public enum Fault {
        /** Of a discard nothing was done. */
        DISCARD_MISSED("a discard missed"),
        /** Of a discard part was done. */
        DISCARD_TOO_SHORT("a discard too short"),
        /** Of a populate that was agreed to not all is mapped. */
        MAP_IN_PART("a map done in part"),
        /** What was mapped already was mapped again, for a populate that was told once. */
        MAP_TWICE("a map done twice"),
        /** What was discarded was unmapped after the call that said so: the memory was gone by then. */
        DISCARD_LATE("a discard done late");

        private final String text;

        Fault(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Is told of what is found. */
    @FunctionalInterface
    public interface Findings {
        /** A listener did something else with a range of its region, in bytes. */
        void onFault(String listener, Fault fault, long offset, long sizeBytes);
    }

    private final Findings findings;
    private final Map<String, WatchedMapping> watched = new HashMap<>();
    private WatchedMapping[] all = {};

    /** A check that watches nobody yet. */
    public PairingCheck(Findings findings) {
        this.findings = findings;
    }

    /**
     * Watches a listener from now on; what it maps at this time is taken for right.
     *
     * @param mapping what it keeps in step: {@link EngineModels#mapping} of a listener that the engine made
     */
    public void watch(String listener, MappingListener mapping) {
        WatchedMapping before = watched.put(listener, new WatchedMapping(listener, mapping, findings));
        if (before != null) {
            before.close();
        }
        all = watched.values().toArray(WatchedMapping[]::new);
    }

    /** Watches a listener no more, if it did: what outlived its discards was missed. */
    public void unwatch(String listener) {
        WatchedMapping before = watched.remove(listener);
        if (before != null) {
            before.look();
            before.giveUp();
            before.close();
            all = watched.values().toArray(WatchedMapping[]::new);
        }
    }

    @Override
    public void onCall(String listener, Call call, long offset, long sizeBytes) {
        WatchedMapping told = watched.get(listener);
        if (told != null && call == Call.DISCARD) {
            told.discarded(offset, sizeBytes);
        } else if (told != null) {
            told.populated(call == Call.POPULATE, offset, sizeBytes);
        }
        for (WatchedMapping each : all) {
            each.look();
        }
    }

    /** Says of mappings that outlived their discards up to now that they were missed, patient no more. */
    public void finish() {
        for (WatchedMapping each : all) {
            each.look();
            each.giveUp();
        }
    }

    /** Releases its memory. */
    @Override
    public void close() {
        watched.values().forEach(WatchedMapping::close);
    }
}
