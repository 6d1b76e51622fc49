package io.flipbook.engine;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Writes down what it is told, as {@code a+0:2} (pages 0 and 1 were populated) or {@code a-0:2}, and does as told. */
final class ScriptedListener implements RegionListener {
    static final long PAGE = 4096;

    private final String name;
    private final List<String> calls;
    private final Map<Integer, Supplier<Errno>> onPopulate = new HashMap<>();
    private final Map<Integer, Runnable> onDiscard = new HashMap<>();
    private int populates;
    private int discards;

    ScriptedListener(String name, List<String> calls) {
        this.name = name;
        this.calls = calls;
    }

    /** What it answers to its n-th populate from now on, the first being 1. */
    ScriptedListener onPopulate(int call, Supplier<Errno> answer) {
        onPopulate.put(populates + call, answer);
        return this;
    }

    ScriptedListener onDiscard(int call, Runnable action) {
        onDiscard.put(discards + call, action);
        return this;
    }

    @Override
    public Errno populate(long offset, long sizeBytes) {
        calls.add(name + "+" + offset / PAGE + ":" + (offset + sizeBytes) / PAGE);
        Supplier<Errno> answer = onPopulate.get(++populates);
        return answer == null ? Errno.NONE : answer.get();
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        calls.add(name + "-" + offset / PAGE + ":" + (offset + sizeBytes) / PAGE);
        Runnable action = onDiscard.get(++discards);
        if (action != null) {
            action.run();
        }
    }
}
