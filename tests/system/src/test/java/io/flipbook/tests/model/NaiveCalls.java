package io.flipbook.tests.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one statement told to whom, in order; makes the calls and writes them down. */
final class NaiveCalls {
    private final List<Object> told = new ArrayList<>();

    Optional<String> populate(NaiveListener listener, NaiveRange range) {
        Optional<String> errno = listener.populate(range);
        told.add(List.of(listener.name, errno.isPresent() ? "veto" : "populate", range.hexOffset(), range.hexSize()));
        return errno;
    }

    void discard(NaiveListener listener, NaiveRange range) {
        listener.discard(range);
        told.add(List.of(listener.name, "discard", range.hexOffset(), range.hexSize()));
    }

    List<Object> told() {
        return told;
    }
}
