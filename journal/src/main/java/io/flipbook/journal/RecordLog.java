package io.flipbook.journal;

import org.agrona.DirectBuffer;

/**
 * Where records are appended: a {@link Journal}, or a model of one in tests.
 *
 * <p>One thread writes. No method but {@link #close()} allocates, blocks or logs, but where a new day or a new block of
 * a file begins, and for what the sync policy forces. Where there is no space, {@link JournalFullException} says so
 * before anything is written, and the log goes on; it is never thrown by {@link #fill}. After any other failure nothing
 * more is appended: the failing call throws {@link JournalIoException}, every later one {@link IllegalStateException}
 * that names the first failure.
 */
public interface RecordLog extends AutoCloseable {
    /**
     * Appends a record in a document of its own.
     *
     * @param type {@link RecordType#FIRST_USER} to {@link RecordType#LAST_USER}
     * @param userFlags 0 to 255
     * @param payload holds the payload; it is copied
     * @param offset where the payload begins in bytes
     * @param length of the payload in bytes, 0 to {@link RecordLayout#MAX_PAYLOAD_BYTES}
     * @return the record's sequence number
     * @throws IllegalArgumentException if an argument is out of its range
     * @throws IllegalStateException if closed, failed, or called on another thread than the first append
     */
    long append(int type, int userFlags, DirectBuffer payload, int offset, int length);

    /**
     * As {@link #append}, and reserves the place of the next record in the same document. The next call should be
     * {@link #fill}; any other leaves the place open for good.
     *
     * @param reservedPayloadLength the longest payload that the place has to hold, in bytes; record and place together
     *     take at most {@link RecordLayout#MAX_DOCUMENT_BYTES}
     */
    long appendReserving(
            int type, int userFlags, DirectBuffer payload, int offset, int length, int reservedPayloadLength);

    /**
     * Writes the record for which {@link #appendReserving} has just reserved a place: there if it fits, else as
     * {@link #append} does.
     *
     * @throws IllegalStateException if no place is open, besides what {@link #append} throws
     */
    long fill(int type, int userFlags, DirectBuffer payload, int offset, int length);

    /**
     * Appends all records of a batch in one document, with one journal time: after a crash all of them are there, or
     * none is.
     *
     * @return the sequence number of the first of them; the others follow it
     * @throws IllegalArgumentException if the batch is empty
     * @throws IllegalStateException as {@link #append} does
     */
    long appendAll(RecordBatch records);

    /**
     * As {@link #appendAll}, and reserves space for another document, which should be the next to be appended: nobody
     * is told of these records before that one is on record too.
     */
    long appendAllReserving(RecordBatch records);

    /**
     * Makes sure that there is space for the next two records, each as long as one may be, unless another place is
     * reserved before them: for what has to go on record once something has happened that cannot be undone.
     *
     * @throws JournalFullException if there is none
     */
    default void reserve() {}

    /** The sequence number of the last record. */
    long lastSequence();

    /** The journal time of the last record in ns since the epoch. */
    long lastTimeNs();

    /** The bytes that were written since it was opened; 0 where nobody counts them. On the writer's thread. */
    default long writtenBytes() {
        return 0;
    }

    /** Says in the journal that it ended cleanly, unless it failed, and releases everything. Again: does nothing. */
    @Override
    void close();
}
