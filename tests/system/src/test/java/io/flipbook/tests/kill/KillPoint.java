package io.flipbook.tests.kill;

import java.util.Arrays;

/**
 * Where a writer is killed: a step of its {@link KillScript}, and what is promised of the request that was under way.
 *
 * <p>A step is called by what the script is doing, and by what happens inside of that.
 */
enum KillPoint {
    BEFORE_BEGIN("create: before record", 1, Doubt.NO_JOURNAL),
    AFTER_ROOM_FOR_THE_FIRST_FILE("created: after space prepared", 1, Doubt.NO_JOURNAL),
    AFTER_BEGIN_BEFORE_ITS_FORCE("created: before force roll-file", 1, Doubt.NONE),
    BEFORE_THE_FIRST_MANIFEST("created: before rename manifest", 1, Doubt.NONE),
    AFTER_THE_FIRST_MANIFEST("created: after rename manifest", 1, Doubt.NONE),
    AFTER_BEGIN("created: done", 1, Doubt.NONE),

    BEFORE_A_LAYOUT_RECORD("layout: before record", 3, Doubt.NONE),
    AFTER_A_LAYOUT_RECORD_BEFORE_ITS_FORCE("layout: before force roll-file", 3, Doubt.NONE),
    AFTER_A_LAYOUT_RECORD("layout: after record", 3, Doubt.NONE),

    BEFORE_A_REGION_GOES("remove: before record", 4, Doubt.NONE),
    AFTER_A_REGION_WENT_BEFORE_ITS_FORCE("remove: before force roll-file", 4, Doubt.NONE),
    AFTER_A_REGION_WENT("remove: after record", 4, Doubt.NONE),

    WHILE_A_NEW_LISTENER_IS_TOLD("register: third populate", 3, Doubt.NONE),
    BEFORE_A_LISTENER_RECORD("register: before record", 3, Doubt.NONE),
    AFTER_A_LISTENER_RECORD("register: after record", 3, Doubt.NONE),
    WHILE_A_LISTENER_LEAVES("unregister: third discard", 3, Doubt.NONE),

    BEFORE_A_REQUEST("convert: before request", 3, Doubt.ABSENT),
    AFTER_A_REQUEST("convert: after request", 3, Doubt.UNDECIDED),
    BEFORE_THE_FIRST_IS_TOLD("convert: first populate", 3, Doubt.UNDECIDED),
    BETWEEN_LISTENERS_OF_A_POPULATE("convert: second populate", 3, Doubt.UNDECIDED),
    BEFORE_A_DISCARD_IS_TOLD("convert: second discard", 3, Doubt.UNDECIDED),
    BETWEEN_LISTENERS_OF_A_DISCARD("convert: first discard", 3, Doubt.UNDECIDED),
    BEFORE_AN_OUTCOME("convert: before outcome", 3, Doubt.UNDECIDED),
    AFTER_AN_OUTCOME_BEFORE_ITS_FORCE("convert: before force roll-file", 3, Doubt.DECIDED),
    AFTER_AN_OUTCOME_AND_ITS_FORCE("convert: after force roll-file", 3, Doubt.DECIDED),
    AFTER_AN_OUTCOME("convert: after outcome", 3, Doubt.DECIDED),

    WHERE_AN_UNDO_BEGINS("refuse: second discard", 3, Doubt.UNDECIDED),
    BETWEEN_LISTENERS_OF_AN_UNDO("refuse: first discard", 3, Doubt.UNDECIDED),
    BEFORE_AN_OUTCOME_THAT_DOES_NOT_FIT("refuse: before outcome", 3, Doubt.UNDECIDED),
    AFTER_AN_OUTCOME_THAT_DOES_NOT_FIT_BEFORE_ITS_FORCE("refuse: before force roll-file", 3, Doubt.DECIDED),
    AFTER_AN_OUTCOME_THAT_DOES_NOT_FIT("refuse: after outcome", 3, Doubt.DECIDED),

    BEFORE_A_REQUEST_FOR_LATER("begin: before request", 3, Doubt.ABSENT),
    AFTER_A_REQUEST_FOR_LATER("begin: after request", 3, Doubt.UNDECIDED),
    BETWEEN_LISTENERS_OF_A_DECISION("decide: second populate", 3, Doubt.UNDECIDED),
    BEFORE_A_DECISION("decide: before outcome", 3, Doubt.UNDECIDED),
    AFTER_A_DECISION("decide: after outcome", 3, Doubt.DECIDED),

    BEFORE_A_BATCH("batch: before requests", 3, Doubt.ABSENT),
    AFTER_THE_REQUESTS_OF_A_BATCH("batch: after requests", 3, Doubt.UNDECIDED),
    BETWEEN_LISTENERS_OF_A_BATCH("batch: second populate", 5, Doubt.UNDECIDED),
    BETWEEN_REQUESTS_OF_A_BATCH("batch: first discard", 5, Doubt.UNDECIDED),
    BEFORE_THE_OUTCOMES_OF_A_BATCH("batch: before outcomes", 3, Doubt.UNDECIDED),
    AFTER_THE_OUTCOMES_OF_A_BATCH_BEFORE_THEIR_FORCE("batch: before force roll-file", 3, Doubt.DECIDED),
    AFTER_THE_OUTCOMES_OF_A_BATCH("batch: after outcomes", 3, Doubt.DECIDED),
    WHILE_CALLERS_OF_A_BATCH_ARE_TOLD("batch: told", 3, Doubt.DECIDED),

    BEFORE_A_ROLL("roll: before request", 2, Doubt.ABSENT),
    BEFORE_ROOM_FOR_A_NEW_FILE("roll: before space prepared", 2, Doubt.ABSENT),
    BEFORE_THE_FIRST_RECORD_OF_A_FILE("roll: after space prepared", 2, Doubt.ABSENT),
    AFTER_THE_FIRST_RECORD_OF_A_FILE("roll: before force roll-file-before", 2, Doubt.UNDECIDED),
    AFTER_THE_OLD_FILE_IS_FORCED("roll: before force roll-file", 2, Doubt.UNDECIDED),
    AFTER_THE_NEW_FILE_IS_FORCED("roll: before force metadata", 2, Doubt.UNDECIDED),
    BEFORE_THE_DIRECTORY_IS_FORCED("roll: before force directory", 2, Doubt.UNDECIDED),
    BEFORE_THE_MANIFEST_OF_A_ROLL("roll: before rename manifest", 2, Doubt.UNDECIDED),
    AFTER_THE_MANIFEST_OF_A_ROLL("roll: after rename manifest", 2, Doubt.UNDECIDED),
    AFTER_A_ROLL("roll: after request", 2, Doubt.UNDECIDED),

    BEFORE_FILES_ARE_DROPPED("retain: before rename manifest 2", 2, Doubt.UNDECIDED),
    AFTER_FILES_ARE_SAID_TO_BE_DROPPED("retain: after rename manifest 2", 2, Doubt.UNDECIDED),
    BEFORE_A_FILE_IS_DROPPED("retain: before delete roll-file-before", 2, Doubt.UNDECIDED),
    AFTER_A_FILE_IS_DROPPED("retain: after delete roll-file-before", 2, Doubt.UNDECIDED),
    BEFORE_DROPPED_FILES_ARE_FORGOTTEN("retain: before rename manifest 3", 2, Doubt.UNDECIDED),
    AFTER_DROPPED_FILES_ARE_FORGOTTEN("retain: after rename manifest 3", 2, Doubt.UNDECIDED),

    BEFORE_A_SNAPSHOT_IS_WRITTEN("snapshot: begun", 3, Doubt.NONE),
    WHILE_A_SNAPSHOT_IS_WRITTEN("snapshot: payload written", 3, Doubt.NONE),
    BEFORE_A_SNAPSHOT_HAS_ITS_NAME("snapshot: forced", 3, Doubt.NONE),
    AFTER_A_SNAPSHOT_HAS_ITS_NAME("snapshot: renamed", 3, Doubt.NONE),
    BEFORE_AN_OLD_SNAPSHOT_IS_REMOVED("snapshot: directory forced", 3, Doubt.NONE),
    AFTER_AN_OLD_SNAPSHOT_IS_REMOVED("snapshot: old removed", 3, Doubt.NONE),

    BEFORE_END("close: before record", 3, Doubt.NONE),
    AFTER_END_BEFORE_ITS_FORCE("closed: before force roll-file", 3, Doubt.NONE),
    BEFORE_THE_LAST_MANIFEST("closed: before rename manifest", 3, Doubt.NONE),
    AFTER_THE_LAST_MANIFEST("closed: after rename manifest", 3, Doubt.NONE),
    AFTER_CLOSE("closed: done", 3, Doubt.NONE),

    BEFORE_THE_MANIFEST_OF_A_NEW_SESSION("reopen: before rename manifest", 3, Doubt.NONE),
    AFTER_THE_MANIFEST_OF_A_NEW_SESSION("reopen: after rename manifest", 3, Doubt.NONE),
    BEFORE_RECOVER("reopen: before record", 3, Doubt.NONE),
    AFTER_RECOVER_BEFORE_ITS_FORCE("recover: before force roll-file", 3, Doubt.NONE),
    AFTER_RECOVER("recover: before outcome", 3, Doubt.NONE),
    AFTER_AN_ABORT("recover: after outcome", 3, Doubt.NONE),
    BETWEEN_LISTENERS_THAT_ARE_TOLD_AGAIN("recover: second populate", 3, Doubt.NONE);

    /** What is on record of the last request that a writer was asked for. */
    enum Doubt {
        /** There may be no journal yet. */
        NO_JOURNAL,
        /** None was under way. */
        NONE,
        /** It is not on record. */
        ABSENT,
        /** It is on record without an outcome. */
        UNDECIDED,
        /** It is on record with its outcome. */
        DECIDED
    }

    private final String step;
    private final int times;
    private final Doubt doubt;

    KillPoint(String step, int times, Doubt doubt) {
        this.step = step;
        this.times = times;
        this.doubt = doubt;
    }

    Doubt doubt() {
        return doubt;
    }

    /** Which time the step is taken a round is about, the first being 1. */
    int occurrence(int round) {
        return 1 + round % times;
    }

    boolean is(String takenStep) {
        return step.equals(takenStep);
    }

    static boolean isAnyOf(String takenStep) {
        return Arrays.stream(values()).anyMatch(point -> point.is(takenStep));
    }
}
