package io.flipbook.replay.record;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be read, in words: the messages of {@code java.nio.file} are bare paths. */
final class Reason {
    private Reason() {}

    static String of(Exception e) {
        if (e instanceof NoSuchFileException) {
            return e.getMessage() + ": no such file";
        } else if (e instanceof AccessDeniedException) {
            return e.getMessage() + ": permission denied";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
