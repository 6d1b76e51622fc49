package io.flipbook.engine;

import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.JournalDamagedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody is shown an outcome that does not fit the state before it. */
class DecisionVisitorTest {
    @TempDir
    Path temp;

    private final List<String> shown = new ArrayList<>();
    private final GuestMemory memory = new GuestMemory();

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void showsWhatFitsBeforeTheStateFollows() {
        memory.showDecisions((request, outcome, runs) -> {
            runs.visit(outcome, (region, offset, sizeBytes) -> shown.add(region.name() + offset / PAGE));
            shown.add("digest " + memory.digest());
        });
        feed(0, 2).readThrough(temp.resolve("journal"), memory);
        assertThat(shown).containsExactly("ram4", "digest 0");
        assertThat(memory.digest()).isNotZero();
    }

    @Test
    void showsNothingOfAWrongDigestOrNumberOfPagesAndChangesNothing() {
        memory.showDecisions((request, outcome, runs) -> shown.add(outcome.toString()));
        assertThatThrownBy(() -> feed(1, 2).readThrough(temp.resolve("digest"), memory))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("digest");
        assertThat(memory.digest()).isZero();
        GuestMemory other = new GuestMemory();
        try (other) {
            other.showDecisions((request, outcome, runs) -> shown.add(outcome.toString()));
            assertThatThrownBy(() -> feed(0, 3).readThrough(temp.resolve("pages"), other))
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageContaining("pages");
        }
        assertThat(shown).isEmpty();
    }

    private static RecordFeed feed(long wrongBy, long pages) {
        RegionSpec spec = RegionSpec.of("ram", 16 * PAGE);
        try (Region ram = new Region(0, spec)) {
            long digest = ram.shared().digestOf(4, 6) + wrongBy;
            return new RecordFeed()
                    .add(new LayoutRecord.RegionAdded(0, spec))
                    .add(RecordFeed.entryOf(Guests.toShared(4, 6), ram))
                    .add(RecordFeed.entryOf(new Outcome()
                            .kind(Outcome.Kind.COMMITTED)
                            .decided(3, Answer.ENGINE)
                            .pages(pages)
                            .digest(digest)));
        }
    }
}
