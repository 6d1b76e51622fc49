package io.flipbook.journal;

/** Receives what a {@link JournalScanner} found wrong, as it finds it. */
@FunctionalInterface
public interface FindingVisitor {
    /** Called once for each finding, in the order of the files and of the offsets in them. */
    void onFinding(Finding finding);
}
