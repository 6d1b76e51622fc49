package io.flipbook.replay.trace;

import java.nio.charset.StandardCharsets;

/** Hostile text made fit for one line of a terminal. */
public final class Excerpt {
    /** The characters of the text that an excerpt shows at most, before escaping. */
    public static final int MAX_CHARACTERS = 80;

    private Excerpt() {}

    /** The text's first {@value #MAX_CHARACTERS} characters, escaped, and three dots where some were left out. */
    public static String of(String text) {
        if (text.codePointCount(0, text.length()) <= MAX_CHARACTERS) {
            return escape(text);
        }
        return escape(text.substring(0, text.offsetByCodePoints(0, MAX_CHARACTERS))) + "...";
    }

    /** The same of bytes, read as UTF-8, with the replacement character where they are none. */
    public static String of(byte[] bytes, int from, int to) {
        int shown = Math.min(to - from, 4 * (MAX_CHARACTERS + 1));
        return of(new String(bytes, from, shown, StandardCharsets.UTF_8));
    }

    /** The whole text, with what does not print, or prints as nothing, written as {@code \\uXXXX}. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(escaped, c));
        return escaped.toString();
    }

    private static void append(StringBuilder escaped, int c) {
        if (c == '\\') {
            escaped.append("\\\\");
        } else if (c == ' ' || prints(c)) {
            escaped.appendCodePoint(c);
        } else {
            for (char unit : Character.toChars(c)) {
                escaped.append(String.format("\\u%04x", (int) unit));
            }
        }
    }

    private static boolean prints(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
