package io.flipbook.journal;

/**
 * One thing that is wrong with a journal.
 *
 * @param kind what it is
 * @param file the name of the file inside the journal's directory
 * @param offset the offset in bytes of the damaged thing in the file, 0 when it is the file itself
 * @param sequence the sequence number that was expected there, 0 when none can be told
 * @param text one line for a person; it holds no character that a terminal would act on
 */
public record Finding(FindingKind kind, String file, long offset, long sequence, String text) {}
