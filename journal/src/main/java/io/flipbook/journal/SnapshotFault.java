package io.flipbook.journal;

/** Why a snapshot is not used, and where in its file that shows. Nothing outside the package sees it. */
final class SnapshotFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final long offset;

    SnapshotFault(long offset, String text) {
        super(text, null, false, false);
        this.offset = offset;
    }

    long offset() {
        return offset;
    }
}
