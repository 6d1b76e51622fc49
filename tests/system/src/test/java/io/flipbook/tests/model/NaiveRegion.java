package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

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
    final NaiveSource shared;
    final NaiveSource plugged;
    /** In the order in which they were added. */
    final List<NaiveSource> added = new ArrayList<>();

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
        shared = new NaiveSource("shared", pageBytes, 1, new boolean[pages]);
        Arrays.fill(shared.says(), statement.option("initial").orElse("private").equals("shared"));
        int blockPages = blockBytes.divide(pageBytes).intValueExact();
        plugged = new NaiveSource("plugged", blockBytes, blockPages, new boolean[pages]);
        Arrays.fill(plugged.says(), !pluggable);
        pins = new long[pages];
    }

    static boolean multiple(BigInteger value, BigInteger unit) {
        return value.mod(unit).signum() == 0;
    }

    /** Adds a source that says yes to everything, unless that cannot be. */
    NaiveSource add(String source, Optional<BigInteger> block) {
        Rejection.when(List.of("shared", "plugged").contains(source), "duplicate");
        Rejection.when(added.stream().anyMatch(each -> each.name().equals(source)), "duplicate");
        BigInteger bytes = block.orElse(pageBytes);
        boolean divides = bytes.signum() > 0 && multiple(bytes, pageBytes) && multiple(sizeBytes, bytes);
        Rejection.when(!divides || added.size() == 64, "bad-source");
        boolean[] says = new boolean[pages];
        Arrays.fill(says, true);
        added.add(new NaiveSource(source, bytes, bytes.divide(pageBytes).intValueExact(), says));
        return added.get(added.size() - 1);
    }

    NaiveSource added(String source) {
        Optional<NaiveSource> found =
                added.stream().filter(each -> each.name().equals(source)).findFirst();
        Rejection.when(found.isEmpty(), "unknown-source");
        return found.orElseThrow();
    }

    boolean populated(int page) {
        return present(true, page);
    }

    /** Whether a page is there on a side. */
    boolean present(boolean sharedSide, int page) {
        return shared.says()[page] == sharedSide
                && plugged.says()[page]
                && added.stream().allMatch(source -> source.says()[page]);
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

    /** The runs of the pages that pass a test, as a question is answered. */
    List<Object> hexRuns(IntPredicate test) {
        List<Object> runs = new ArrayList<>();
        for (NaiveRange run : whole().runsOf(test)) {
            runs.add(List.of(run.hexOffset(), run.hexSize()));
        }
        return runs;
    }
}
