package io.flipbook.engine.watch;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/**
 * What all events have. An engine has one object of each kind and uses it again and again, so that nothing is
 * allocated, recorded or not.
 */
@Category("Flipbook")
@StackTrace(false)
abstract class EngineEvent extends Event {
    @Label("Journal")
    @Description("Directory of the journal; empty where there is none")
    String journal;

    private transient boolean begun;

    /** Begins to measure, if it is recorded; else reads no clock. */
    final void beginIfRecorded() {
        if (isEnabled()) {
            begun = true;
            begin();
        }
    }

    /** Whether it was begun, and has lasted as long as it must to be recorded. It has ended then. */
    final boolean endsWorthwhile() {
        if (!begun) {
            return false;
        }
        begun = false;
        end();
        return shouldCommit();
    }
}
