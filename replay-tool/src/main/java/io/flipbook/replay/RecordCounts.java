package io.flipbook.replay;

import io.flipbook.engine.RecordTypes;
import io.flipbook.journal.RecordType;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many records of each type there are. */
final class RecordCounts {
    private static final Map<Integer, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put(RecordType.BEGIN, "begin");
        NAMES.put(RecordType.RECOVER, "recover");
        NAMES.put(RecordType.END, "end");
        NAMES.put(RecordType.SNAPSHOT, "snapshot");
        NAMES.put(RecordTypes.REGION, "region");
        NAMES.put(RecordTypes.MAP, "map");
        NAMES.put(RecordTypes.UNMAP, "unmap");
        NAMES.put(RecordTypes.POLICY, "policy");
        NAMES.put(RecordTypes.LISTENER, "listener");
        NAMES.put(RecordTypes.UNLISTEN, "unlisten");
        NAMES.put(RecordTypes.PIN, "pin");
        NAMES.put(RecordTypes.HOLD, "hold");
        NAMES.put(RecordTypes.REQUEST, "request");
        NAMES.put(RecordTypes.OUTCOME, "outcome");
        NAMES.put(RecordTypes.OBSERVATION, "observation");
    }

    private final long[] counts = new long[RecordType.LAST_USER + 1];

    /** Counts a record of that type, which is not over {@link RecordType#LAST_USER}. */
    void add(int type) {
        counts[type]++;
    }

    /** The counts by the type's name, without those that are 0. */
    Map<String, Long> byName() {
        Map<String, Long> named = new LinkedHashMap<>();
        NAMES.forEach((type, name) -> put(named, name, counts[type]));
        for (int type = 0; type < counts.length; type++) {
            if (!NAMES.containsKey(type)) {
                put(named, "type-" + type, counts[type]);
            }
        }
        return named;
    }

    private static void put(Map<String, Long> named, String name, long count) {
        if (count > 0) {
            named.put(name, count);
        }
    }
}
