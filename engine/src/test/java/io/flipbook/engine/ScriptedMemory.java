package io.flipbook.engine;

import static io.flipbook.engine.ScriptedListener.PAGE;

import io.flipbook.engine.backing.MemoryBacking;
import io.flipbook.engine.device.Errno;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes down what it is told, as {@code to-shared 0:2}, {@code undo 0:2} or {@code finish 0:2}, and does as told. */
final class ScriptedMemory implements MemoryBacking {
    private final List<String> calls;
    private final Map<Integer, Long> refusals = new HashMap<>();
    private int converts;
    private long refusedAt;
    boolean closed;

    ScriptedMemory(List<String> calls) {
        this.calls = calls;
    }

    /** Its n-th conversion from now on, the first being 1, is refused at a page. */
    ScriptedMemory refuse(int call, long page) {
        refusals.put(converts + call, page * PAGE);
        return this;
    }

    @Override
    public Errno convert(boolean toShared, long offset, long sizeBytes) {
        write(toShared ? "to-shared" : "to-private", offset, sizeBytes);
        Long refusal = refusals.get(++converts);
        if (refusal != null) {
            refusedAt = refusal;
            return Errno.EAGAIN;
        }
        return Errno.NONE;
    }

    @Override
    public long refusedAt() {
        return refusedAt;
    }

    @Override
    public void undo(boolean toShared, long offset, long sizeBytes) {
        write("undo", offset, sizeBytes);
    }

    @Override
    public void finish(boolean toShared, long offset, long sizeBytes) {
        write("finish", offset, sizeBytes);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void write(String what, long offset, long sizeBytes) {
        calls.add(what + " " + offset / PAGE + ":" + (offset + sizeBytes) / PAGE);
    }
}
