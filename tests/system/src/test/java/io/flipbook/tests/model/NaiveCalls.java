package io.flipbook.tests.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one statement told to whom, in order; makes the calls and writes them down. */
final class NaiveCalls {
    private record Populate(NaiveListener listener, NaiveRange range) {}

    private final List<Object> told = new ArrayList<>();
    private final List<Populate> populates = new ArrayList<>();

    Optional<String> populate(NaiveListener listener, NaiveRange range) {
        Optional<String> errno = listener.populate(range);
        told.add(List.of(listener.name, errno.isPresent() ? "veto" : "populate", range.hexOffset(), range.hexSize()));
        if (errno.isEmpty()) {
            populates.add(new Populate(listener, range));
        }
        return errno;
    }

    void discard(NaiveListener listener, NaiveRange range) {
        listener.discard(range);
        told.add(List.of(listener.name, "discard", range.hexOffset(), range.hexSize()));
    }

    /** Takes back every populate since the beginning, or since the last undo, the last one first. */
    void undo() {
        for (int i = populates.size() - 1; i >= 0; i--) {
            discard(populates.get(i).listener(), populates.get(i).range());
        }
        populates.clear();
    }

    /** Keeps the populates made up to here from being undone. */
    void settle() {
        populates.clear();
    }

    List<Object> told() {
        return told;
    }
}
