package io.flipbook.tests.model;

import java.util.Optional;

/** The mappings of one address space: for each page the number of its mapping, or 0, and whether its memory is gone. */
final class NaiveIommu {
    private final NaiveContainer container;
    private final String kind;
    private final boolean canSplit;
    private final int[] mapping;
    private final boolean[] outlived;
    private int lastNumber;
    private int entries;
    private int peak;

    NaiveIommu(NaiveContainer container, String kind, boolean largePages, int pages) {
        this.container = container;
        this.kind = kind;
        this.canSplit = kind.equals("iommufd") && !largePages;
        mapping = new int[pages];
        outlived = new boolean[pages];
    }

    int entries() {
        return entries;
    }

    int peak() {
        return peak;
    }

    boolean mapped(int page) {
        return mapping[page] != 0;
    }

    boolean outlived(int page) {
        return outlived[page];
    }

    /** Maps the pages as one mapping; the result is the errno if that cannot be. */
    Optional<String> map(int first, int end) {
        for (int page = first; page < end; page++) {
            if (mapping[page] != 0) {
                return Optional.of("EEXIST");
            }
        }
        if (!kind.equals("iommufd") && container.isFull()) {
            return Optional.of("ENOSPC");
        }
        number(first, end);
        return Optional.empty();
    }

    /** Whether a mapping has both the page and the one before it. */
    boolean isInside(int page) {
        return page > 0 && page < mapping.length && mapping[page] != 0 && mapping[page] == mapping[page - 1];
    }

    int startOf(int page) {
        int start = page;
        while (isInside(start)) {
            start--;
        }
        return start;
    }

    int endOf(int page) {
        int end = page + 1;
        while (isInside(end)) {
            end++;
        }
        return end;
    }

    /** Makes two mappings of the one that a boundary cuts; false if that cannot be. */
    boolean split(int page) {
        if (!isInside(page)) {
            return true;
        }
        if (canSplit) {
            number(page, endOf(page));
        }
        return canSplit;
    }

    /** Version 1 of type 1: nothing where it begins inside a mapping, all of the mapping that it ends in. */
    void unmapAsVersion1(int first, int end) {
        if (!isInside(first)) {
            unmap(first, isInside(end) ? endOf(end) : end);
        }
    }

    /** Takes mappings away, all of them wholly in the range. */
    void unmap(int first, int end) {
        for (int page = first; page < end; page++) {
            if (mapping[page] != 0 && (page == first || mapping[page] != mapping[page - 1])) {
                count(-1);
            }
            if (page > first) {
                mapping[page - 1] = 0;
            }
            outlived[page] = false;
        }
        mapping[end - 1] = 0;
    }

    /** The memory of a page is gone. */
    void outlive(int page) {
        outlived[page] = mapping[page] != 0;
    }

    void close() {
        container.used -= entries;
    }

    private void number(int first, int end) {
        lastNumber++;
        for (int page = first; page < end; page++) {
            mapping[page] = lastNumber;
        }
        count(1);
    }

    private void count(int more) {
        entries += more;
        container.used += more;
        peak = Math.max(peak, entries);
    }
}
