package io.flipbook.replay.index;

/**
 * A part of an index's file.
 *
 * @param offset where it begins
 * @param length how many bytes it has
 * @param crc CRC32C of them
 */
record Part(long offset, int length, int crc) {
    /** None. */
    static final Part NOTHING = new Part(0, 0, 0);

    void write(ByteSink out) {
        out.putLong(offset);
        out.putLong(length);
        out.putLong(Integer.toUnsignedLong(crc));
    }

    static Part read(ByteSource in) {
        long offset = in.readLong();
        long length = in.readLong();
        if (offset < 0 || length < 0 || length > Integer.MAX_VALUE || offset + length < 0) {
            throw new IllegalArgumentException("a part of " + length + " bytes at " + offset);
        }
        return new Part(offset, (int) length, (int) in.readLong());
    }
}
