package io.flipbook.replay.whatif;

import io.flipbook.replay.scenario.Statement;
import java.util.List;

/** Says whether a scenario shows what is looked for. Several threads may ask at once. */
@FunctionalInterface
public interface Trial {
    /** What stands for a scenario that does not show it. */
    int NOWHERE = -1;

    /** The index of the statement after which it shows, or {@link #NOWHERE}. */
    int showsAfter(List<Statement> scenario);
}
