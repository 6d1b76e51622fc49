package io.flipbook.replay.history;

import io.flipbook.engine.Outcome;
import io.flipbook.engine.backing.MemoryBacking;
import io.flipbook.engine.device.Errno;

/**
 * Stands in for the memory of all regions: it refuses where the history has it that some did, and keeps nothing. Why
 * it refused nobody knows here, so a refusal is an input.
 */
final class RecordedMemory implements MemoryBacking {
    private long calls;
    private long refusedCall;
    private Errno errno = Errno.NONE;
    private long at;

    /** Forgets what was set before, and begins to count conversions of runs, in whatever region. */
    void beginRequest() {
        calls = 0;
        refusedCall = 0;
    }

    /** Refuses as on record, with the offset of the page that was in the way. */
    void refuse(Outcome.Refusal refusal, long offset) {
        refusedCall = refusal.call();
        errno = refusal.errno();
        at = offset;
    }

    @Override
    public Errno convert(boolean toShared, long offset, long sizeBytes) {
        calls++;
        return calls == refusedCall ? errno : Errno.NONE;
    }

    @Override
    public long refusedAt() {
        return at;
    }

    @Override
    public void undo(boolean toShared, long offset, long sizeBytes) {}

    @Override
    public void finish(boolean toShared, long offset, long sizeBytes) {}

    @Override
    public void close() {}
}
