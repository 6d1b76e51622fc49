package io.flipbook.journal;

/**
 * A snapshot in a journal's directory, or one that should be there. Immutable.
 *
 * @param file its name
 * @param sequence of the record that it is the state after, as the name says
 * @param timeNs journal time of that record in ns since the epoch; 0 if it cannot be used
 * @param sizeBytes how long the file is; 0 if it cannot be used
 * @param payloadCrc CRC32C of the payload; 0 if it cannot be used
 * @param problem why it cannot be used, in one line; null if it can
 * @param problemOffset where in the file that shows, in bytes
 */
public record SnapshotInfo(
        String file, long sequence, long timeNs, long sizeBytes, int payloadCrc, String problem, long problemOffset) {
    static SnapshotInfo unusable(long sequence, String problem) {
        return new SnapshotInfo(SnapshotFile.nameOf(sequence), sequence, 0, 0, 0, problem, 0);
    }

    /** Whether a restart can begin with it. */
    public boolean isGood() {
        return problem == null;
    }

    /** Whether a state writes the very bytes that it holds. */
    public boolean isOf(SnapshotContent state) {
        return SnapshotOutput.crcOf(state) == payloadCrc;
    }

    /** The finding that it holds another state than the journal leads to. */
    public Finding otherState() {
        return new Finding(
                FindingKind.SNAPSHOT, file, SnapshotHeader.LENGTH, sequence, "it is not the state after its record");
    }

    /** What is wrong with it, as a finding. */
    public Finding finding() {
        return new Finding(FindingKind.SNAPSHOT, file, problemOffset, sequence, Findings.printable(problem));
    }
}
