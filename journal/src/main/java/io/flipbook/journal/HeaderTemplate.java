package io.flipbook.journal;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The bytes that a header of Chronicle's has, except where it may vary. Chronicle makes objects of the types that a
 * header names; a file whose header is exactly this names none but Chronicle's own.
 */
final class HeaderTemplate {
    private static final int ANY = -1;
    private static final int TYPE_PREFIX = 0xb6;
    private static final int MAX_TYPE_NAME = 127;
    private static final Set<String> OWN_TYPES =
            Set.of("SCQStore", "SCQSIndexing", "STStore", "WireType", "SCQMeta", "SCQSRoll");

    private final int[] expected;

    /** Two hexadecimal digits a byte, or two dots for any. */
    HeaderTemplate(String hex) {
        expected = new int[hex.length() / 2];
        for (int i = 0; i < expected.length; i++) {
            String digits = hex.substring(2 * i, 2 * i + 2);
            expected[i] = digits.equals("..") ? ANY : Integer.parseInt(digits, 16);
        }
    }

    int length() {
        return expected.length;
    }

    /** The offset of the first byte that is not as it has to be, -1 when all are; the bytes are loaded. */
    int firstDifference(FileWindow window) {
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != ANY && expected[i] != byteAt(window, i)) {
                return i;
            }
        }
        return -1;
    }

    /** The first type in a header that none of Chronicle's files names, else null. */
    static String foreignType(FileWindow window, int headerBytes) {
        for (int i = 0; i + 1 < headerBytes; i++) {
            int length = byteAt(window, i + 1);
            if (byteAt(window, i) == TYPE_PREFIX && length <= MAX_TYPE_NAME && i + 2 + length <= headerBytes) {
                byte[] name = new byte[length];
                window.buffer().getBytes(window.indexOf(i + 2), name);
                String type = new String(name, StandardCharsets.ISO_8859_1);
                if (!OWN_TYPES.contains(type)) {
                    return Findings.printable(type);
                }
            }
        }
        return null;
    }

    private static int byteAt(FileWindow window, int offset) {
        return window.buffer().getByte(window.indexOf(offset)) & 0xff;
    }
}
