package io.flipbook.benchmarks;

import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A new journal as the product opens it. */
@State(Scope.Thread)
public class OpenJournal {
    private Journal journal;

    @Setup(Level.Invocation)
    public void open(Place place) {
        journal = Journal.open(JournalConfig.of(place.path().resolve("journal")), record -> true);
    }

    @TearDown(Level.Invocation)
    public void close() {
        journal.close();
    }

    Journal journal() {
        return journal;
    }
}
