package io.flipbook.journal;

/** The journal was written in a format that this version does not know. Nothing was changed. */
public final class JournalVersionException extends JournalException {
    private static final long serialVersionUID = 1L;

    JournalVersionException(String message, String file, long offset, long sequence) {
        super(message, file, offset, sequence, null);
    }
}
