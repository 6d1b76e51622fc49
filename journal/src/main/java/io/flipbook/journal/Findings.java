package io.flipbook.journal;

/** Counts findings and hands them on, up to a limit: a scan of a hostile journal has to end. */
final class Findings {
    /** After so many the scan stops. */
    static final int LIMIT = 10_000;

    private final FindingVisitor visitor;
    private long count;
    private long amongRecords;

    Findings(FindingVisitor visitor) {
        this.visitor = visitor;
    }

    void report(FindingKind kind, String file, long offset, long sequence, String text) {
        count++;
        amongRecords += sequence > 0 ? 1 : 0;
        boolean last = count == LIMIT;
        String more = last ? "; too many findings, the rest of the journal was not read" : "";
        visitor.onFinding(new Finding(kind, printable(file), offset, sequence, text + more));
    }

    long count() {
        return count;
    }

    /** How many are about a record, and not about a file as a whole. */
    long amongRecords() {
        return amongRecords;
    }

    boolean isFull() {
        return count >= LIMIT;
    }

    /** A text from a file, without what a terminal could act on. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> safe.append(c >= ' ' && c <= '~' ? (char) c : '?'));
        return safe.toString();
    }
}
