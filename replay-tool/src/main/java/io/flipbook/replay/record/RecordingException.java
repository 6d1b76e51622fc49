package io.flipbook.replay.record;

/** A recording that cannot begin or go on; the message is one line for the user. */
public final class RecordingException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    public enum Kind {
        /** What was asked for makes no sense, or does not fit the journal. */
        WRONGLY_CALLED,
        /** Something cannot be read or written. */
        NOT_ACCESSIBLE
    }

    private final Kind kind;

    private RecordingException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    static RecordingException wronglyCalled(String message) {
        return new RecordingException(Kind.WRONGLY_CALLED, message, null);
    }

    static RecordingException notAccessible(String message, Throwable cause) {
        return new RecordingException(Kind.NOT_ACCESSIBLE, message, cause);
    }

    /** See {@link Kind}. */
    public Kind kind() {
        return kind;
    }
}
