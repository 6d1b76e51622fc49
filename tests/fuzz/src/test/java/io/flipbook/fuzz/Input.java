package io.flipbook.fuzz;

import java.util.Arrays;

/** The bytes of an input, read from the front; behind its end everything is zero. */
final class Input {
    private final byte[] bytes;
    private int at;

    Input(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    int u8() {
        return at < bytes.length ? bytes[at++] & 0xff : 0;
    }

    int u16() {
        return u8() | u8() << 8;
    }

    int s32() {
        return u16() | u16() << 16;
    }

    /** Up to so many bytes, as many as there are. */
    byte[] take(int count) {
        int from = at;
        at = Math.min(bytes.length, at + count);
        return Arrays.copyOfRange(bytes, from, at);
    }

    byte[] rest() {
        return take(bytes.length);
    }
}
