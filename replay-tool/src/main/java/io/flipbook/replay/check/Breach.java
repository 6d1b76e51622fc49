package io.flipbook.replay.check;

import io.flipbook.replay.scenario.StatementText;

/**
 * An invariant that does not hold after a record.
 *
 * @param sequence the record
 * @param cause what came of that, in some words
 * @param offset where it begins, from the start of the region, in bytes
 */
public record Breach(
        Kind kind, long sequence, String cause, String listener, String region, long offset, long sizeBytes) {
    /** What does not hold. */
    public enum Kind {
        /** A listener was told that pages are there, was never told that they went, and they are not there. */
        HOLDS("holds", "holds pages that are not there"),
        /** Pages are there, and a listener was not told, or was told that they went. */
        LACKS("lacks", "does not hold pages that are there"),
        /** A listener was told twice that pages are there. */
        UNPAIRED("unpaired", "was told twice that pages are there"),
        /** A mapping leads to pages that are not there, or to memory that they had before. */
        STALE("stale", "maps pages that are not there, or have other memory by now"),
        /** A listener took pages that are there, and maps them not. */
        UNMAPPED("unmapped", "does not map pages that it took");

        private final String word;
        private final String text;

        Kind(String word, String text) {
            this.word = word;
            this.text = text;
        }

        /** The word that answers have for it. */
        public String word() {
            return word;
        }
    }

    /** All of it in one line. */
    public String text() {
        return "after record " + sequence + " (" + cause + ") " + listener + " " + kind.text + ": " + region + " "
                + StatementText.number(offset) + " " + StatementText.number(sizeBytes);
    }
}
