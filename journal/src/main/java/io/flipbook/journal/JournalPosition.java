package io.flipbook.journal;

import java.util.Objects;
import java.util.UUID;

/**
 * A record of a journal, to go on behind it: a place that cannot be mistaken for one of another journal, nor for one
 * of this journal before it was taken back and went on otherwise. Immutable.
 *
 * @param identity of the journal
 * @param sequence of the record, from 1
 * @param crc checksum of the record
 */
public record JournalPosition(UUID identity, long sequence, int crc) {
    /** Throws IllegalArgumentException if there cannot be such a record. */
    public JournalPosition {
        Objects.requireNonNull(identity, "identity");
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence " + sequence);
        }
    }

    @Override
    public String toString() {
        return "sequence " + sequence + " (checksum " + SealedText.hex(crc) + ") of journal " + identity;
    }
}
