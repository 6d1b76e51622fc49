package io.flipbook.engine;

/** A piece of a change: from a page of one part up to, and without, a page of another. Reused; it allocates nothing. */
final class Stretch {
    private Change change;
    private int firstPart;
    private long fromPage;
    private int lastPart;
    private long toPage;

    /** All of a change. */
    Stretch whole(Change ofChange) {
        change = ofChange;
        firstPart = 0;
        fromPage = change.fromPage(0);
        lastPart = change.partCount() - 1;
        toPage = change.toPage(lastPart);
        return this;
    }

    /** One page of a change. */
    Stretch page(Change ofChange, int part, long page) {
        change = ofChange;
        firstPart = part;
        fromPage = page;
        lastPart = part;
        toPage = page + 1;
        return this;
    }

    /** What of {@code other} is before a page. */
    Stretch before(Stretch other, int part, long page) {
        copy(other);
        lastPart = part;
        toPage = page;
        return this;
    }

    /** What of {@code other} begins with a page. */
    Stretch since(Stretch other, int part, long page) {
        copy(other);
        firstPart = part;
        fromPage = page;
        return this;
    }

    Change change() {
        return change;
    }

    int firstPart() {
        return firstPart;
    }

    int lastPart() {
        return lastPart;
    }

    /** Its first page in a part. */
    long from(int part) {
        return part == firstPart ? fromPage : change.fromPage(part);
    }

    /** Where it ends in a part. */
    long to(int part) {
        return part == lastPart ? toPage : change.toPage(part);
    }

    /** How many pages differ up to its end, from the beginning of the change on. */
    long pagesUpToEnd() {
        return change.pagesBefore(lastPart, toPage);
    }

    private void copy(Stretch other) {
        change = other.change;
        firstPart = other.firstPart;
        fromPage = other.fromPage;
        lastPart = other.lastPart;
        toPage = other.toPage;
    }
}
