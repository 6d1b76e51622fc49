package io.flipbook.journal;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A journal's file cannot be read or written: missing, no permission, or a failed append. */
public class JournalIoException extends JournalException {
    private static final long serialVersionUID = 1L;

    JournalIoException(String message, String file, long sequence, Throwable cause) {
        super(message, file, -1, sequence, cause);
    }

    static JournalIoException of(String what, Path file, Throwable cause) {
        return new JournalIoException(what + " " + file + ": " + reason(cause), file.toString(), -1, cause);
    }

    /** A record could not be appended, the next one behind a sequence and a time. */
    static JournalIoException ofAppend(Path directory, long lastSequence, long timeNs, Throwable cause) {
        String file = RollFile.of(directory, RollFile.dayOf(timeNs)).name();
        String message = "cannot append sequence " + (lastSequence + 1) + " to " + file + " in " + directory + ": "
                + reason(cause) + "; nothing more is appended, open the journal again";
        return new JournalIoException(message, file, lastSequence + 1, cause);
    }

    /** A reason that tells a person something: the exceptions of {@code java.nio.file} have a bare path as message. */
    static String reason(Throwable cause) {
        if (cause instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        } else if (cause instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        } else if (cause instanceof DirectoryIteratorException listing) {
            return reason(listing.getCause());
        }
        String name = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }
}
