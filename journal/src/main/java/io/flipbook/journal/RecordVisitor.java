package io.flipbook.journal;

/** Receives records in the order of their sequence. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * Called for each good record.
     *
     * @param record a flyweight that is valid inside this call only
     * @return false to stop reading after this record
     */
    boolean onRecord(RecordView record);

    /**
     * Offers the state after a record, before the first call of {@link #onRecord}. Who accepts it is given only the
     * records behind that one. It is asked again, with an older one, if it does not accept.
     *
     * @return whether it was accepted; if not, the visitor is as it was before
     * @throws IllegalArgumentException as a false does, if the payload is not what the visitor's like writes
     */
    default boolean onSnapshot(SnapshotInput snapshot) {
        return false;
    }
}
