package io.flipbook.replay.query.predicate;

import io.flipbook.replay.trace.Excerpt;

/** A predicate that means nothing: what is wrong, and with which word of it. */
public final class PredicateSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int CHARACTERS_BEFORE = 40;
    private static final int CHARACTERS_SHOWN = 80;

    private final String lead;
    private final String shown;
    private final int position;
    private final int indent;
    private final int width;

    /**
     * Says what is wrong with a word.
     *
     * @param text the whole predicate
     * @param position where the word begins in it, in characters from 0
     * @param length how long it is; 0 where it is missing
     */
    PredicateSyntaxException(String reason, String text, int position, int length) {
        super(reason);
        this.position = position;
        int from = Math.max(0, position - CHARACTERS_BEFORE);
        int to = Math.min(text.length(), from + CHARACTERS_SHOWN);
        int wordEnd = Math.max(position, Math.min(position + length, to));
        String before = (from > 0 ? "..." : "") + Excerpt.escape(text.substring(from, position));
        String word = Excerpt.escape(text.substring(position, wordEnd));
        lead = reason + ": ";
        shown = before + word + Excerpt.escape(text.substring(wordEnd, to)) + (to < text.length() ? "..." : "");
        indent = before.codePointCount(0, before.length());
        width = Math.max(1, word.codePointCount(0, word.length()));
    }

    /** Where the word begins, in characters from 0. */
    public int position() {
        return position;
    }

    /** What is wrong, and the predicate, in one line. */
    @Override
    public String getMessage() {
        return lead + shown;
    }

    /** The line below that of the message: carets under the word. */
    public String caretLine() {
        return " ".repeat(lead.codePointCount(0, lead.length()) + indent) + "^".repeat(width);
    }
}
