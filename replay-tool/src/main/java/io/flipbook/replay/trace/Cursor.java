package io.flipbook.replay.trace;

/**
 * Reads one event's rest from left to right.
 *
 * <p>The first thing that does not fit is kept, and from then on every read gives 0 and moves nothing; so a format is
 * written down straight, and asked once at its end whether all of it fitted. Throws nothing and allocates nothing.
 */
final class Cursor {
    private static final String OVERFLOW = "a number too large";

    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private String failure;

    void reset(byte[] line, int from, int to) {
        bytes = line;
        at = from;
        end = to;
        failure = null;
    }

    boolean failed() {
        return failure != null;
    }

    /** What did not fit; there only after a failure. */
    String failure() {
        return failure;
    }

    /** Where it did not fit, or how far reading has come. */
    int position() {
        return at;
    }

    void require(boolean fits, String what) {
        if (!fits && failure == null) {
            failure = what;
        }
    }

    void blanks() {
        while (failure == null && at < end && Ascii.isBlank(bytes[at])) {
            at++;
        }
    }

    void end() {
        require(at == end, "more than the event has");
    }

    boolean isNext(String text) {
        if (failure != null || end - at < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    void expect(String text) {
        if (isNext(text)) {
            at += text.length();
        } else {
            require(false, "no '" + text + "'");
        }
    }

    /** The index of the text that is next; the first of them that fits. */
    int oneOf(String... texts) {
        for (int i = 0; i < texts.length; i++) {
            if (isNext(texts[i])) {
                at += texts[i].length();
                return i;
            }
        }
        require(false, "none of " + String.join(", ", texts));
        return 0;
    }

    /** {@code 0x%x}. */
    long hex() {
        expect("0x");
        return hexDigits();
    }

    /** {@code %#x}, which the kernel prints with 0x always and the C library for all but 0. */
    long hexWithOptionalPrefix() {
        if (isNext("0x")) {
            return hex();
        }
        long value = hexDigits();
        require(value == 0, "no '0x'");
        return value;
    }

    /** {@code 0x%x} of 32 bits. */
    long hex32() {
        long value = hex();
        require(value >>> Integer.SIZE == 0, OVERFLOW);
        return value;
    }

    private long hexDigits() {
        long value = 0;
        int digits = 0;
        while (failure == null && at < end) {
            int digit = Ascii.hexDigit(bytes[at]);
            if (digit < 0) {
                break;
            }
            if (value >>> (Long.SIZE - 4) != 0) {
                require(false, OVERFLOW);
                return 0;
            }
            value = value << 4 | digit;
            digits++;
            at++;
        }
        require(digits > 0, "no hexadecimal digit");
        return value;
    }

    /** {@code %zu}, unsigned. */
    long decimal() {
        long value = 0;
        int digits = 0;
        while (failure == null && at < end && Ascii.isDigit(bytes[at])) {
            int digit = bytes[at] - '0';
            long highest = Long.divideUnsigned(-1L - digit, 10);
            if (Long.compareUnsigned(value, highest) > 0) {
                require(false, OVERFLOW);
                return 0;
            }
            value = value * 10 + digit;
            digits++;
            at++;
        }
        require(digits > 0, "no decimal digit");
        return value;
    }

    /** {@code %d} of what is never negative. */
    int count() {
        long value = decimal();
        require(value >= 0 && value <= Integer.MAX_VALUE, OVERFLOW);
        return (int) value;
    }

    /** {@code %d}. */
    int signed() {
        boolean negative = isNext("-");
        if (negative) {
            at++;
        }
        long value = decimal();
        require(value >= 0 && value <= Integer.MAX_VALUE + (negative ? 1L : 0L), OVERFLOW);
        return (int) (negative ? -value : value);
    }
}
