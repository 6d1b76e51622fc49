package io.flipbook.replay;

import io.flipbook.journal.RecordType;
import io.flipbook.replay.history.RecordFields;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many records of each type there are. */
final class RecordCounts {
    private final long[] counts = new long[RecordType.LAST_USER + 1];

    /** Counts a record of that type, which is not over {@link RecordType#LAST_USER}. */
    void add(int type) {
        counts[type]++;
    }

    /** The counts by the type's name, in the order of the types' numbers, without those that are 0. */
    Map<String, Long> byName() {
        Map<String, Long> named = new LinkedHashMap<>();
        for (int type = 0; type < counts.length; type++) {
            if (counts[type] > 0) {
                named.put(RecordFields.typeName(type), counts[type]);
            }
        }
        return named;
    }
}
