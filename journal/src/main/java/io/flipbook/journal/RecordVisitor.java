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
}
