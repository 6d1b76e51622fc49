package io.flipbook.journal;

import static io.flipbook.journal.ChronicleFormat.WORD_BYTES;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads and checks {@code metadata.cq4t}: named numbers, each in a document of its own. */
final class MetadataCheck {
    private static final String HIGHEST_DAY = "listing.highestCycle";
    private static final String LOWEST_DAY = "listing.lowestCycle";
    private static final String WRITE_LOCK = "chronicle.write.lock";
    private static final String APPEND_LOCK = "chronicle.append.lock";
    private static final Set<String> KEYS = Set.of(
            HIGHEST_DAY,
            LOWEST_DAY,
            "listing.modCount",
            WRITE_LOCK,
            APPEND_LOCK,
            "chronicle.lastIndexReplicated",
            "chronicle.lastAcknowledgedIndexReplicated",
            "chronicle.lastIndexMSynced",
            "normalisedEOFsTo");
    /** What Chronicle's locks hold when nobody has them; else it is a process id. */
    static final long UNLOCKED = Long.MIN_VALUE;

    private static final int EVENT_NAME = 0xb9;
    private static final int PADDING = 0x8f;
    private static final int PADDING_32 = 0x8e;
    private static final int INT64 = 0xa7;
    private static final int MAX_ENTRY_BYTES = 256;
    private static final int READ_BYTES = 16 << 10;

    private final Map<String, Long> values = new HashMap<>();
    private FindingKind kind;
    private String problem;
    private long problemOffset;
    private boolean unborn;
    private long writeLockOffset;

    /** Reads the file, twice when the first time shows a problem: a writer may have been at work. */
    void read(Path file, FileWindow window) throws IOException {
        window.open(file);
        attempt(window);
        if (problem != null) {
            attempt(window);
        }
    }

    /** No writer has got as far as to write the header. */
    boolean isUnborn() {
        return unborn;
    }

    void report(Findings findings) {
        if (problem != null) {
            findings.report(kind, JournalFiles.METADATA, problemOffset, 0, problem);
        }
    }

    /** The last day of which the queue has created a file, {@link Integer#MIN_VALUE} when none. */
    int highestDay() {
        return dayOf(HIGHEST_DAY, Integer.MIN_VALUE);
    }

    /** The first day of which the queue has created a file, {@link Integer#MAX_VALUE} when none. */
    int lowestDay() {
        return dayOf(LOWEST_DAY, Integer.MAX_VALUE);
    }

    /** Where the queue's write lock is that a killed writer has left locked, 0 when it is not. */
    long staleLockOffset() {
        return values.getOrDefault(WRITE_LOCK, UNLOCKED) == UNLOCKED ? 0 : writeLockOffset;
    }

    private int dayOf(String key, int none) {
        long day = values.getOrDefault(key, (long) none);
        return day == Long.MIN_VALUE ? none : (int) day;
    }

    private void attempt(FileWindow window) throws IOException {
        values.clear();
        problem = null;
        int headerBytes = ChronicleFormat.METADATA_HEADER.length();
        boolean complete = window.reload(0, READ_BYTES);
        unborn = window.available(0) < WORD_BYTES || !ChronicleFormat.isComplete(window.intAt(0));
        if (unborn) {
            return;
        }
        int readable = Math.min(window.available(0), READ_BYTES);
        int difference = readable < headerBytes ? readable : ChronicleFormat.METADATA_HEADER.firstDifference(window);
        // Only then: a header as it has to be names no other type, and the numbers behind it may look like one.
        String foreignType =
                difference < 0 ? null : HeaderTemplate.foreignType(window, Math.min(readable, MAX_ENTRY_BYTES));
        if (foreignType != null) {
            fail(FindingKind.FOREIGN_TYPE, 0, "the header names the type " + foreignType);
        } else if (difference >= 0) {
            fail(FindingKind.METADATA, difference, "the header is not what Chronicle writes");
        } else if (!complete) {
            fail(FindingKind.METADATA, readable, "the file is cut");
        } else {
            entries(window, headerBytes);
        }
    }

    private void entries(FileWindow window, int from) {
        int position = from;
        while (problem == null && position + MAX_ENTRY_BYTES < READ_BYTES) {
            int word = window.intAt(position);
            if (!ChronicleFormat.isComplete(word)) {
                if (word != 0 && word != ChronicleFormat.NOT_COMPLETE) {
                    fail(FindingKind.METADATA, position, "an entry's header makes no sense");
                }
                break;
            }
            int length = ChronicleFormat.lengthOf(word);
            if (ChronicleFormat.isMetadata(word) || length > MAX_ENTRY_BYTES) {
                fail(FindingKind.METADATA, position, "an entry's header makes no sense");
            } else {
                entry(window, position, position + WORD_BYTES + length);
            }
            position = (int) ChronicleFormat.next(position, length);
        }
        if (problem == null) {
            checkValues();
        }
    }

    private void entry(FileWindow window, int start, int end) {
        int at = start + WORD_BYTES;
        int keyLength = byteAt(window, at + 1);
        if (byteAt(window, at) != EVENT_NAME || at + 2 + keyLength > end) {
            fail(FindingKind.METADATA, at, "an entry has no name");
            return;
        }
        byte[] name = new byte[keyLength];
        window.buffer().getBytes(at + 2, name);
        String key = new String(name, StandardCharsets.ISO_8859_1);
        at += 2 + keyLength;
        while (at < end && byteAt(window, at) == PADDING) {
            at++;
        }
        if (byteAt(window, at) == PADDING_32) {
            int padding = window.intAt(at + 1);
            at += 1 + WORD_BYTES + (padding < 0 || padding > MAX_ENTRY_BYTES ? MAX_ENTRY_BYTES : padding);
        }
        int value = at + 1;
        if (value + Long.BYTES > end || byteAt(window, at) != INT64 || value % Long.BYTES != 0) {
            fail(FindingKind.METADATA, at, "an entry has no number");
        } else if (!KEYS.contains(key) || values.put(key, window.longAt(value)) != null) {
            fail(FindingKind.METADATA, start, "an entry that is foreign or doubled: " + Findings.printable(key));
        } else if (key.equals(WRITE_LOCK)) {
            writeLockOffset = value;
        }
    }

    private void checkValues() {
        if (values.getOrDefault(APPEND_LOCK, UNLOCKED) != UNLOCKED) {
            fail(FindingKind.METADATA, 0, "the queue is locked against appending");
        }
        for (String key : new String[] {HIGHEST_DAY, LOWEST_DAY}) {
            long day = values.getOrDefault(key, 0L);
            boolean isUnset = day == Long.MIN_VALUE || day == Integer.MIN_VALUE || day == Integer.MAX_VALUE;
            if (!isUnset && (day < 0 || day > RollFile.MAX_DAY)) {
                fail(FindingKind.METADATA, 0, key + " is out of range: " + day);
            }
        }
    }

    private void fail(FindingKind newKind, long offset, String text) {
        kind = newKind;
        problemOffset = offset;
        problem = text;
    }

    private static int byteAt(FileWindow window, int offset) {
        return window.buffer().getByte(offset) & 0xff;
    }
}
