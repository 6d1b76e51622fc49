package io.flipbook.journal;

import static io.flipbook.journal.ChronicleFormat.INDEX_CAPACITY;
import static io.flipbook.journal.ChronicleFormat.WORD_BYTES;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Checks that a metadata document is an index of Chronicle's, so that no data document passes for one.
 *
 * <pre>
 *   0xb9  u8 n  n bytes "index" or "index2index"  padding  0x8d  u64 capacity  u64 used  capacity times u64
 *   padding: any number of 0x8f, then maybe 0x8e, u32 n, n bytes; the numbers lie on multiples of 8
 * </pre>
 *
 * <p>The writer follows the positions in index2index and would write at a wrong one: each must be that of an index.
 */
final class IndexCheck {
    private static final byte[] INDEX = name("index");
    private static final byte[] INDEX_TO_INDEX = name("index2index");
    private static final int PADDING = 0x8f;
    private static final int PADDING_32 = 0x8e;
    private static final int INT64_ARRAY = 0x8d;
    private static final int ARRAY_BYTES = INDEX_CAPACITY * Long.BYTES;

    private final LongHashSet indexes = new LongHashSet();

    /** A new file. */
    void begin() {
        indexes.clear();
    }

    /** Whether the document, which is loaded, is an index in its place. */
    boolean accept(FileWindow window, long position, int length) {
        UnsafeBuffer buffer = window.buffer();
        int start = window.indexOf(position);
        int end = start + WORD_BYTES + length;
        boolean isFirst = position == ChronicleFormat.FIRST_DOCUMENT;
        byte[] name = isFirst ? INDEX_TO_INDEX : INDEX;
        int values = valuesAt(buffer, start + WORD_BYTES, end, name);
        if (values < 0 || (values - start + position) % Long.BYTES != 0) {
            return false;
        }
        if (isFirst) {
            for (int at = values; at < end; at += Long.BYTES) {
                long target = buffer.getLong(at, RecordLayout.ORDER);
                if (target != 0) {
                    indexes.add(target);
                }
            }
        } else {
            indexes.remove(position);
        }
        return true;
    }

    /** The positions before another one that index2index names and that were not accepted yet. */
    long[] namedBefore(long limit) {
        return indexes.stream()
                .mapToLong(Long::longValue)
                .filter(at -> at > ChronicleFormat.FIRST_DOCUMENT && at < limit)
                .sorted()
                .toArray();
    }

    /** Whether index2index names a position where no index is. */
    boolean hasDangling() {
        return !indexes.isEmpty();
    }

    private static int valuesAt(UnsafeBuffer buffer, int start, int end, byte[] name) {
        int at = start + name.length;
        if (end - at < ARRAY_BYTES) {
            return -1;
        }
        byte[] actual = new byte[name.length];
        buffer.getBytes(start, actual);
        if (!Arrays.equals(actual, name)) {
            return -1;
        }
        while (at < end - ARRAY_BYTES && byteAt(buffer, at) == PADDING) {
            at++;
        }
        if (byteAt(buffer, at) == PADDING_32) {
            int padding = buffer.getInt(at + 1, RecordLayout.ORDER);
            if (padding < 0 || padding > ARRAY_BYTES) {
                return -1;
            }
            at += 1 + WORD_BYTES + padding;
        }
        int values = at + 1 + 2 * Long.BYTES;
        boolean good = values + ARRAY_BYTES == end
                && byteAt(buffer, at) == INT64_ARRAY
                && buffer.getLong(at + 1, RecordLayout.ORDER) == INDEX_CAPACITY
                && Long.compareUnsigned(buffer.getLong(at + 1 + Long.BYTES, RecordLayout.ORDER), INDEX_CAPACITY) <= 0;
        return good ? values : -1;
    }

    private static int byteAt(UnsafeBuffer buffer, int offset) {
        return buffer.getByte(offset) & 0xff;
    }

    private static byte[] name(String text) {
        return ("\u00b9" + (char) text.length() + text).getBytes(StandardCharsets.ISO_8859_1);
    }
}
