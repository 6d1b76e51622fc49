package io.flipbook.junit5;

import java.nio.file.Path;

/** A path as one word for a shell. */
final class ShellWord {
    private ShellWord() {}

    static String of(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./+:@%,][A-Za-z0-9_./+:@%,=-]*")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }
}
