package io.flipbook.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Which snapshots of a journal are kept, so that one that is gone is missed. Immutable.
 *
 * <pre>
 *   flipbook-snapshots 1
 *   journal IDENTITY
 *   snapshot SEQUENCE SIZE CRC     of each that is kept: bytes of the file, checksum of its header
 *   crc CRC                        CRC32C of all bytes before this line
 * </pre>
 *
 * <p>It is ASCII, numbers are decimal, checksums eight hexadecimal digits, and there is one way to write it. The
 * checksum of a header is one of the whole snapshot, since the header has that of the payload.
 *
 * @param identity of the journal
 * @param kept the snapshots, ascending by sequence
 */
record SnapshotList(UUID identity, List<Kept> kept) {
    /** More than a writer writes, and little to read. */
    static final int MAX_BYTES = 4096;

    private static final String TITLE = "flipbook-snapshots ";
    private static final String FIRST_LINE = TITLE + 1;

    SnapshotList {
        kept = List.copyOf(kept);
    }

    /**
     * A snapshot that is kept.
     *
     * @param sequence of the record that it is the state after
     * @param sizeBytes how long the file is
     * @param headerCrc checksum of its header
     */
    record Kept(long sequence, long sizeBytes, int headerCrc) {
        static Kept of(SnapshotHeader header) {
            return new Kept(header.start().sequence(), SnapshotHeader.LENGTH + header.payloadBytes(), header.crc());
        }
    }

    /** What is said of the snapshot behind a record, null when nothing is. */
    Kept of(long sequence) {
        return kept.stream()
                .filter(each -> each.sequence() == sequence)
                .findFirst()
                .orElse(null);
    }

    /** The sequence of the newest one, 0 when there is none. */
    long newest() {
        return kept.isEmpty() ? 0 : kept.get(kept.size() - 1).sequence();
    }

    /** The sequence of the oldest one, 0 when there is none. */
    long oldest() {
        return kept.isEmpty() ? 0 : kept.get(0).sequence();
    }

    byte[] encode() {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        text.append("journal ").append(identity).append('\n');
        for (Kept each : kept) {
            text.append("snapshot ").append(each.sequence()).append(' ').append(each.sizeBytes());
            text.append(' ').append(SealedText.hex(each.headerCrc())).append('\n');
        }
        return SealedText.seal(text.toString());
    }

    /**
     * Reads the text of a file from anywhere.
     *
     * @throws IllegalArgumentException if it is none that a writer writes, saying why
     */
    static SnapshotList parse(byte[] bytes) {
        String[] lines = SealedText.open(bytes, MAX_BYTES);
        String version = SealedText.versionIn(lines[0], TITLE);
        if (version.isEmpty()) {
            throw new IllegalArgumentException("the first line is not that of a list of snapshots");
        } else if (!lines[0].equals(FIRST_LINE)) {
            throw new IllegalArgumentException("format version " + version);
        }
        SnapshotList list = null;
        try {
            list = parse(lines);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // What is to be said of it is said below.
        }
        if (list == null || !Arrays.equals(list.encode(), bytes) || !list.isInOrder()) {
            throw new IllegalArgumentException("the lines are not as a writer writes them");
        }
        return list;
    }

    private static SnapshotList parse(String[] lines) {
        UUID identity = UUID.fromString(lines[1].split(" ")[1]);
        List<Kept> kept = new ArrayList<>();
        for (int i = 2; i < lines.length; i++) {
            String[] words = lines[i].split(" ");
            kept.add(new Kept(
                    Long.parseLong(words[1]), Long.parseLong(words[2]), Integer.parseUnsignedInt(words[3], 16)));
        }
        return new SnapshotList(identity, kept);
    }

    private boolean isInOrder() {
        long before = 0;
        for (Kept each : kept) {
            if (each.sequence() <= before || each.sizeBytes() < SnapshotHeader.LENGTH) {
                return false;
            }
            before = each.sequence();
        }
        return true;
    }
}
