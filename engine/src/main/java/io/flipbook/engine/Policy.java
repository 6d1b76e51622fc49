package io.flipbook.engine;

import java.util.Objects;

/**
 * How the engine treats a mixed range, and a listener that refuses.
 *
 * @param mixed   what becomes of a range that is partly in the wanted state already
 * @param onVeto  what becomes of a request to which a listener objects
 * @param profile whose ways it has beside these
 */
public record Policy(Mixed mixed, OnVeto onVeto, Profile profile) {
    /** What holds until something else is said: maximal runs, and all or nothing. */
    public static final Policy DEFAULT = new Policy(Mixed.SEGMENTS, OnVeto.ROLLBACK);

    /** What QEMU 10.1 does, faults included, so that a run of it can be reproduced. */
    public static final Policy QEMU_10_1 = new Policy(Mixed.PER_PAGE, OnVeto.KEEP, Profile.QEMU_10_1);

    /** Whose ways the engine has where neither of the other two says. */
    public enum Profile {
        /** Flipbook's own: populates in the order of registration, discards in the opposite one. */
        FLIPBOOK("flipbook"),
        /**
         * QEMU 10.1: the newest listener is told first of populates too ({@code QLIST_INSERT_HEAD}); of a request by
         * address only the section under its first page is looked up, yet the whole size is used, so that one over two
         * sections changes the attributes of all of it, is told to nobody and fails with EINVAL
         * ({@code kvm_convert_memory}).
         */
        QEMU_10_1("qemu-10.1");

        private final String text;

        Profile(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

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
        KEEP("keep"),
        /** What every listener took stays converted, the rest is not, and the error is returned. */
        PARTIAL("partial"),
        /** The whole range becomes private and is discarded everywhere; of a plug it is {@link #ROLLBACK}. */
        ALL_PRIVATE("all-private"),
        /** The listeners are undone and the bits change: the guest goes on, the device does not work. */
        UNDO_LISTENERS("undo-listeners"),
        /** Nothing is undone and nothing changes: the guest is to ask again, and meets what is mapped already. */
        RETRY("retry");

        private final String text;

        OnVeto(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Throws NullPointerException if one of the three is not said. */
    public Policy {
        Objects.requireNonNull(mixed, "mixed");
        Objects.requireNonNull(onVeto, "onVeto");
        Objects.requireNonNull(profile, "profile");
    }

    /** A policy of Flipbook's own profile. */
    public Policy(Mixed mixed, OnVeto onVeto) {
        this(mixed, onVeto, Profile.FLIPBOOK);
    }
}
