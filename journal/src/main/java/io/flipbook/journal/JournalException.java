package io.flipbook.journal;

/** Something about a journal's files; says which file, and where in it, as far as that is known. */
public class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final long sequence;

    JournalException(String message, String file, long offset, long sequence, Throwable cause) {
        super(message, cause);
        this.file = file;
        this.offset = offset;
        this.sequence = sequence;
    }

    /** The file, or the empty string when it is not one file. */
    public String file() {
        return file;
    }

    /** The offset in the file in bytes, or -1 when it is not known. */
    public long offset() {
        return offset;
    }

    /** The sequence number that was expected there, or -1 when it is not known. */
    public long sequence() {
        return sequence;
    }
}
