package io.flipbook.fuzz;

import io.flipbook.engine.GuestMemory;
import io.flipbook.journal.RecordLayout;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;

/** The payload of a snapshot. One whose digest is wrong is tried once more with the right one. */
public final class SnapshotTarget {
    private static final long SEQUENCE = 1000;
    private static final int DIGEST_OFFSET = Integer.BYTES;
    private static final Pattern DIGEST = Pattern.compile("the digest is 0x([0-9a-f]+) and was 0x[0-9a-f]+");

    private SnapshotTarget() {}

    /** Takes an input. */
    public static void fuzzerTestOneInput(byte[] data) {
        Effort effort = new Effort();
        String refusal = read(data, SEQUENCE);
        Matcher digest = DIGEST.matcher(refusal == null ? "" : refusal);
        if (digest.matches()) {
            byte[] repaired = data.clone();
            long right = Long.parseUnsignedLong(digest.group(1), 16);
            new UnsafeBuffer(repaired).putLong(DIGEST_OFFSET, right, RecordLayout.ORDER);
            isTaken(repaired, SEQUENCE);
        }
        effort.isAtMost(16 << 20, 20_000, data.length);
    }

    /** Fails if a snapshot that a writer writes is not read, or is read as another. */
    static void isTaken(byte[] payload, long sequence) {
        String refusal = read(payload, sequence);
        if (refusal != null) {
            throw new AssertionError("a good snapshot is refused: " + refusal);
        }
    }

    /** Why it is refused; null if it is taken, and then it is written again just as it was. */
    private static String read(byte[] payload, long sequence) {
        try (GuestMemory memory = new GuestMemory()) {
            SnapshotInput input = SnapshotInput.of(payload, sequence);
            try {
                memory.onSnapshot(input);
            } catch (IllegalArgumentException e) {
                Printable.check(e.getMessage());
                if (!memory.regions().isEmpty() || !memory.maps().isEmpty() || memory.digest() != 0) {
                    throw new AssertionError("something is left of it", e);
                }
                return e.getMessage();
            }
            if (!Arrays.equals(payload, SnapshotOutput.toBytes(memory::writeSnapshot))) {
                throw new AssertionError("written again it is another");
            }
            return null;
        }
    }
}
