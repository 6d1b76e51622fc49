package io.flipbook.journal;

/**
 * A part of a roll file.
 *
 * @param file the file's name inside the journal's directory
 * @param offset where it begins, in bytes
 * @param lengthBytes how long it is
 */
public record Extent(String file, long offset, long lengthBytes) {}
