package io.flipbook.journal;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A text that is kept in a file of its own: ASCII, the first line a title and a version, the last one {@code crc} and
 * the CRC32C of all bytes before that line. It is small, and replaced whole.
 */
final class SealedText {
    private static final String CRC = "crc ";
    private static final int CRC_LINE_BYTES = CRC.length() + 8 + 1;
    private static final int MAX_DIGITS = 5;

    private SealedText() {}

    /** The bytes of a text, which ends with a newline, and of the line with its checksum. */
    static byte[] seal(String text) {
        byte[] body = text.getBytes(StandardCharsets.US_ASCII);
        return (text + CRC + hex(crcOf(body, body.length)) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The lines of bytes from anywhere, without the checksum.
     *
     * @throws IllegalArgumentException if they are not sealed, saying why
     */
    static String[] open(byte[] bytes, int maxBytes) {
        int body = bytes.length - CRC_LINE_BYTES;
        if (body <= 0 || bytes.length > maxBytes) {
            throw new IllegalArgumentException("the file has " + bytes.length + " bytes");
        }
        String crcLine = new String(bytes, body, CRC_LINE_BYTES, StandardCharsets.ISO_8859_1);
        if (!crcLine.equals(CRC + hex(crcOf(bytes, body)) + "\n")) {
            throw new IllegalArgumentException("the file's bytes do not have its checksum");
        }
        String[] lines = new String(bytes, 0, body, StandardCharsets.ISO_8859_1).split("\n");
        if (lines.length == 0) {
            throw new IllegalArgumentException("the file holds no line");
        }
        return lines;
    }

    /** The version in a first line with a title; empty if it is none such. */
    static String versionIn(String line, String title) {
        String version = line.startsWith(title) ? line.substring(title.length()) : "";
        return version.length() <= MAX_DIGITS && version.chars().allMatch(Character::isDigit) ? version : "";
    }

    /** Eight hexadecimal digits. */
    static String hex(int value) {
        return String.format("%08x", value);
    }

    private static int crcOf(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
