package io.flipbook.replay.record;

import io.flipbook.replay.trace.TraceTask;
import java.util.HashSet;
import java.util.Set;

/** Which tasks' lines are recorded, and how many tasks there are. */
final class TaskFilter {
    private static final int MAX_COUNTED = 4096;

    private final String chosen;
    private final Set<String> tasks = new HashSet<>();
    private TraceTask last = TraceTask.NONE;

    /** Takes the lines of the task of that name, or of that number as thread or process; null takes all. */
    TaskFilter(String chosen) {
        this.chosen = chosen;
    }

    boolean accepts(TraceTask task) {
        return chosen == null
                || chosen.equals(task.comm())
                || chosen.equals(task.threadId())
                || chosen.equals(task.processId());
    }

    /**
     * Counts the task of an event that tells of conversions, where a kernel names one. Threads of a process count as
     * one where the process is named.
     */
    void count(TraceTask task) {
        if (task == last || task.comm().isEmpty()) {
            return;
        }
        last = task;
        if (tasks.size() < MAX_COUNTED) {
            tasks.add(task.processId().isEmpty() ? task.text() : task.processId());
        }
    }

    /** A warning of one line where events of several tasks go into one journal; null where they do not. */
    String warning() {
        if (chosen != null || tasks.size() < 2) {
            return null;
        }
        String number = tasks.size() < MAX_COUNTED ? Integer.toString(tasks.size()) : MAX_COUNTED + " or more";
        return "the trace has conversions of " + number
                + " tasks; if they are not of one guest, choose one with --task PID|COMM";
    }
}
