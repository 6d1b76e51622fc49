package io.flipbook.engine;

import java.util.Objects;

/**
 * How the engine treats a mixed range, and a listener that refuses.
 *
 * @param mixed   what becomes of a range that is partly in the wanted state already
 * @param onVeto  what becomes of a request to which a listener objects
 */
public record Policy(Mixed mixed, OnVeto onVeto) {
    /** What holds until something else is said: maximal runs, and all or nothing. */
    public static final Policy DEFAULT = new Policy(Mixed.SEGMENTS, OnVeto.ROLLBACK);

    /** What becomes of a range that is partly in the wanted state already. */
    public enum Mixed {
        /** The maximal runs that differ are converted. */
        SEGMENTS("segments"),
        /** The pages that differ are converted one by one, as QEMU's RamBlockAttributes does. */
        PER_PAGE("per-page"),
        /** The request is rejected, as virtio-mem does. */
        REFUSE("refuse");

        private final String text;

        Mixed(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** What becomes of a request to which a listener objects. */
    public enum OnVeto {
        /** Every populate of the request is undone: QEMU's documented contract of RamDiscardManager. */
        ROLLBACK("rollback"),
        /** The listener that objects is told to discard everything and is gone; the others go on. */
        DETACH("detach"),
        /** Nothing is undone, nothing changes, and no change is taken any more: what QEMU does to the guest. */
        HALT("halt"),
        /**
         * Nothing is undone and the bits change all the same: QEMU 10.1's attributes, kept to reproduce its failures.
         */
        KEEP("keep");

        private final String text;

        OnVeto(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public Policy {
        Objects.requireNonNull(mixed, "mixed");
        Objects.requireNonNull(onVeto, "onVeto");
    }
}
