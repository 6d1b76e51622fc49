package io.flipbook.junit5;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads the regular files of a tar (POSIX ustar, as GNU tar, bsdtar and Java tools write it for short names), one after
 * the other. Links, devices and sparse files are refused; so is what does not have the checksum of its header.
 */
final class TarReader {
    private static final int BLOCK_BYTES = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_BYTES = 12;
    private static final int CHECKSUM_OFFSET = 148;
    private static final int CHECKSUM_BYTES = 8;
    private static final int TYPE_OFFSET = 156;
    private static final int PREFIX_OFFSET = 345;
    private static final int PREFIX_BYTES = 155;
    private static final int ATTRIBUTES_MAX = 64 << 10;

    private final InputStream in;
    private final long maxBytes;
    private final byte[] header = new byte[BLOCK_BYTES];
    private final Content content = new Content();
    private String name;

    /** Reads a stream whose entries have so many bytes at most, headers included. */
    TarReader(InputStream in, long maxBytes) {
        this.maxBytes = maxBytes;
        this.in = in;
    }

    /** Goes to the next file; false at the end. */
    boolean next() throws IOException {
        while (true) {
            content.skipRest();
            if (in.readNBytes(header, 0, BLOCK_BYTES) < BLOCK_BYTES || isZero()) {
                return false;
            }
            checkHeader();
            content.begin(octal(SIZE_OFFSET, SIZE_BYTES));
            if (content.total > maxBytes) {
                throw new IOException(UnpackedFile.TOO_MUCH);
            }
            char type = (char) header[TYPE_OFFSET];
            if (type == '0' || type == 0) {
                String prefix = text(PREFIX_OFFSET, PREFIX_BYTES);
                name = (prefix.isEmpty() ? "" : prefix + "/") + text(0, NAME_BYTES);
                return true;
            } else if (type == 'x' || type == 'g') {
                checkAttributes();
            } else if (type != '5') {
                throw new IOException(text(0, NAME_BYTES).replaceAll("[^ -~]", "?") + " in it is " + kind(type));
            }
        }
    }

    /** The path of the file. */
    String name() {
        return name;
    }

    /** Its content, which ends where the file does. */
    InputStream content() {
        return content;
    }

    private static String kind(char type) {
        return type == 'S' ? "a sparse file: make it without --sparse" : "a link or no regular file";
    }

    /** Times and owners do not matter here; another name or size than the header's would. */
    private void checkAttributes() throws IOException {
        byte[] attributes = content.readNBytes(ATTRIBUTES_MAX);
        String text = new String(attributes, StandardCharsets.ISO_8859_1);
        if (attributes.length == ATTRIBUTES_MAX || text.matches("(?s).*\\d+ (path|size|GNU\\.sparse\\.\\w+)=.*")) {
            throw new IOException("a file in it has a long name or is sparse: make it without --sparse");
        }
    }

    private void checkHeader() throws IOException {
        long sum = CHECKSUM_BYTES * (long) ' ';
        for (int i = 0; i < BLOCK_BYTES; i++) {
            boolean isChecksum = i >= CHECKSUM_OFFSET && i < CHECKSUM_OFFSET + CHECKSUM_BYTES;
            sum += isChecksum ? 0 : header[i] & 0xff;
        }
        if (sum != octal(CHECKSUM_OFFSET, CHECKSUM_BYTES)) {
            throw new IOException("it is no tar, or damaged: a header does not have its checksum");
        }
    }

    private long octal(int offset, int length) throws IOException {
        String digits = text(offset, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw new IOException("it is no tar, or damaged: a number in a header is none");
        }
        return Long.parseLong(digits, 8);
    }

    private String text(int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.ISO_8859_1);
    }

    private boolean isZero() {
        for (byte each : header) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** One file's bytes. */
    private final class Content extends InputStream {
        private long left;
        private long padding;
        private long total;

        void begin(long sizeBytes) {
            total += BLOCK_BYTES + sizeBytes;
            left = sizeBytes;
            padding = -sizeBytes & BLOCK_BYTES - 1;
        }

        void skipRest() throws IOException {
            in.skipNBytes(left + padding);
            left = 0;
            padding = 0;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(bytes, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new IOException("it ends in the middle of a file");
            }
            left -= read;
            return read;
        }
    }
}
