package io.flipbook.journal;

/** Writes the state that the records up to a snapshot have led to. */
@FunctionalInterface
public interface SnapshotContent {
    /** Called once, after the last record before the snapshot; what it throws passes through, and nothing is kept. */
    void write(SnapshotOutput out);
}
