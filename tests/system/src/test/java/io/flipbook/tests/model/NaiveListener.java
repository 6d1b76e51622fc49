package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One listener: what it was told, in a boolean a page, and when it refuses. */
final class NaiveListener {
    final String name;
    final NaiveRange section;
    final boolean type1;
    private final BigInteger limit;
    private final List<BigInteger> vetoes = new ArrayList<>();
    private final String errno;
    private int populateCalls;
    private boolean[] held;

    /** As {@code listener} says. */
    NaiveListener(Statement statement, NaiveRange section) {
        this.name = statement.word(0);
        this.section = section;
        this.type1 = statement.option("kind").orElse("plain").equals("type1");
        this.limit = statement.numberOption("limit").orElse(BigInteger.valueOf(65535));
        String veto = statement.option("veto").orElse("");
        this.errno = veto.substring(veto.indexOf(':') + 1);
        if (!veto.isEmpty()) {
            for (String call : veto.substring(0, veto.indexOf(':')).split(",")) {
                vetoes.add(Number64.read(call).orElseThrow());
            }
        }
        forget();
    }

    /** What a restart does. */
    void forget() {
        populateCalls = 0;
        held = new boolean[section.region().pages];
    }

    /** Tells it that the pages are there; the result is the errno if it refuses. */
    Optional<String> populate(NaiveRange range) {
        populateCalls++;
        if (vetoes.contains(BigInteger.valueOf(populateCalls))) {
            return Optional.of(errno);
        }
        boolean[] larger = held.clone();
        for (int page = range.first(); page < range.end(); page++) {
            larger[page] = true;
        }
        if (type1 && BigInteger.valueOf(count(larger)).compareTo(limit) > 0) {
            return Optional.of("ENOSPC");
        }
        held = larger;
        return Optional.empty();
    }

    /** Tells it that the pages go. */
    void discard(NaiveRange range) {
        for (int page = range.first(); page < range.end(); page++) {
            held[page] = false;
        }
    }

    int entries() {
        return count(held);
    }

    private static int count(boolean[] bits) {
        int count = 0;
        for (boolean bit : bits) {
            if (bit) {
                count++;
            }
        }
        return count;
    }
}
