package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One region: a boolean a page for each of its sources, and a count of pins a page. */
final class NaiveRegion {
    private static final BigInteger MOST_PAGES = BigInteger.ONE.shiftLeft(32);
    private static final int MOST_PAGES_HERE = 1 << 23;

    final String name;
    final BigInteger pageBytes;
    final BigInteger blockBytes;
    final BigInteger sizeBytes;
    final int pages;
    final boolean pluggable;
    final boolean inPlace;
    final boolean[] shared;
    final boolean[] plugged;
    final long[] pins;

    /** As {@code region} says. */
    NaiveRegion(Statement statement) {
        name = statement.word(0);
        sizeBytes = statement.number(1);
        pageBytes = statement.numberOption("page").orElse(BigInteger.valueOf(4096));
        pluggable = statement.option("plug-block").isPresent();
        blockBytes = statement.numberOption("plug-block").orElse(pageBytes);
        inPlace = statement.option("memory").orElse("two-sided").equals("in-place");
        Rejection.when(sizeBytes.signum() == 0, "bad-region");
        Rejection.when(pageBytes.compareTo(BigInteger.valueOf(4096)) < 0 || pageBytes.bitCount() != 1, "bad-region");
        Rejection.when(blockBytes.signum() == 0, "bad-region");
        Rejection.when(!multiple(sizeBytes, pageBytes) || !multiple(sizeBytes, blockBytes), "bad-region");
        Rejection.when(!multiple(blockBytes, pageBytes), "bad-region");
        BigInteger count = sizeBytes.divide(pageBytes);
        Rejection.when(count.compareTo(MOST_PAGES) > 0, "bad-region");
        if (count.compareTo(BigInteger.valueOf(MOST_PAGES_HERE)) > 0) {
            throw new IllegalArgumentException("the model is for regions of at most " + MOST_PAGES_HERE + " pages");
        }
        pages = count.intValueExact();
        shared = new boolean[pages];
        Arrays.fill(shared, statement.option("initial").orElse("private").equals("shared"));
        plugged = new boolean[pages];
        Arrays.fill(plugged, !pluggable);
        pins = new long[pages];
    }

    static boolean multiple(BigInteger value, BigInteger unit) {
        return value.mod(unit).signum() == 0;
    }

    boolean populated(int page) {
        return shared[page] && plugged[page];
    }

    int pageAt(BigInteger offset) {
        return offset.divide(pageBytes).intValueExact();
    }

    String hexOffset(int page) {
        return Number64.hex(pageBytes.multiply(BigInteger.valueOf(page)));
    }

    NaiveRange whole() {
        return new NaiveRange(this, 0, pages);
    }

    /** The runs of the pages that have a bit, as a question is answered. */
    List<Object> hexRuns(boolean[] bits) {
        List<Object> runs = new ArrayList<>();
        for (NaiveRange run : whole().runsOf(page -> bits[page])) {
            runs.add(List.of(run.hexOffset(), run.hexSize()));
        }
        return runs;
    }
}
