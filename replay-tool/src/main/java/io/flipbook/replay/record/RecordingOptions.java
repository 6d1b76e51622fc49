package io.flipbook.replay.record;

import io.flipbook.journal.JournalConfig;
import io.flipbook.replay.trace.InputKind;
import java.nio.file.Path;
import java.util.List;

/**
 * What to record, where, and over which memory.
 *
 * @param trace   a file, or {@link #STANDARD_INPUT}
 * @param journal where it goes
 * @param input   the trace's form
 * @param setup   a scenario that lays out the guest's memory, or null
 * @param regions further regions, each as {@code NAME=SIZE@GPA[,key=value…]}
 * @param initial the state at the trace's beginning: {@code private}, {@code shared}, or a file; null is private
 * @param snapshotEvery after how many records a snapshot is made; 0 for none
 * @param task    the name or number of the only task whose lines count, or null
 */
public record RecordingOptions(
        String trace,
        JournalConfig journal,
        long snapshotEvery,
        InputKind input,
        Path setup,
        List<String> regions,
        String initial,
        String task) {
    /** The trace that is read once, as it comes. */
    public static final String STANDARD_INPUT = "-";

    public RecordingOptions {
        regions = List.copyOf(regions);
    }
}
