package io.flipbook.replay.query;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where the records of a history begin.
 *
 * @param sequence the record behind which they do; 0 where the history is whole
 * @param layout what the records before have led to; empty where there are none
 * @param state makes the state there, which is the caller's to close
 */
public record Beginning(long sequence, List<LayoutRecord> layout, Supplier<GuestMemory> state) {
    /** Of a history that is whole. */
    public static final Beginning OF_ALL = new Beginning(0, List.of(), GuestMemory::new);
}
