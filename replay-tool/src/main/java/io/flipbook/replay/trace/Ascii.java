package io.flipbook.replay.trace;

/** Classes of single bytes. */
final class Ascii {
    private Ascii() {}

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Whether an event's name may hold it. */
    static boolean isWord(byte b) {
        return (b >= 'a' && b <= 'z') || b == '_' || isDigit(b) || (b >= 'A' && b <= 'Z');
    }

    /** The digit's value, or -1. */
    static int hexDigit(byte b) {
        if (isDigit(b)) {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** The first place from {@code at} on that is no digit. */
    static int skipDigits(byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && isDigit(bytes[i])) {
            i++;
        }
        return i;
    }

    /** The first place from {@code at} on that is no blank. */
    static int skipBlanks(byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    /** The first place from {@code at} on that is of no word. */
    static int skipWord(byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && isWord(bytes[i])) {
            i++;
        }
        return i;
    }

    /** The end of the text without the blanks at its end. */
    static int trimEnd(byte[] bytes, int from, int to) {
        int i = to;
        while (i > from && isBlank(bytes[i - 1])) {
            i--;
        }
        return i;
    }
}
