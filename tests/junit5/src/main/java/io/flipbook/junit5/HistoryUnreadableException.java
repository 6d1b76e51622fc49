package io.flipbook.junit5;

/**
 * A history cannot be replayed: it is missing, damaged, of an unknown kind or version, or an archive that nobody honest
 * makes. The message is one line and says what, where, and what to do.
 */
public final class HistoryUnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HistoryUnreadableException(String message) {
        super(message);
    }

    HistoryUnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
