package io.flipbook.engine;

import static io.flipbook.engine.ScriptedListener.PAGE;

import io.flipbook.journal.Journal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A guest for tests of the engine: ram of 16 pages, in place and mapped at 0x10000, with pages 4 and 5 shared, and
 * listeners a, b and c over all of it. On a real journal, so that it can be opened again.
 */
final class Guests implements AutoCloseable {
    final List<String> calls = new ArrayList<>();
    final Map<String, ScriptedListener> listeners = new HashMap<>();
    ConversionEngine engine;
    private final EngineConfig config;

    Guests(Path directory) {
        this(recovery -> Journal.open(RecordFeed.config(directory), recovery));
    }

    Guests(EngineConfig.LogOpener log) {
        config = EngineConfig.withLog(log).listeners(spec -> listeners.get(spec.name()));
        engine = ConversionEngine.open(config);
        RegionSpec ram = new RegionSpec("ram", 16 * PAGE, PAGE, false, false, 0, RegionSpec.Memory.IN_PLACE);
        engine.addRegion(ram);
        engine.map(0x10000, 16 * PAGE, "ram", 0);
        engine.convert(toShared(4, 6));
        for (String name : List.of("a", "b", "c")) {
            register(name);
        }
        calls.clear();
    }

    static ConversionRequest toShared(long fromPage, long toPage) {
        return ConversionRequest.toShared("ram", fromPage * PAGE, (toPage - fromPage) * PAGE);
    }

    static ConversionRequest toPrivate(long fromPage, long toPage) {
        return ConversionRequest.toPrivate("ram", fromPage * PAGE, (toPage - fromPage) * PAGE);
    }

    ScriptedListener listener(String name) {
        return listeners.computeIfAbsent(name, each -> new ScriptedListener(each, calls));
    }

    Outcome register(String name) {
        return engine.register(ListenerSpec.of(name, "ram", ListenerSpec.Kind.EXTERNAL), listener(name));
    }

    Outcome convert(ConversionRequest request) {
        calls.clear();
        return engine.convert(request);
    }

    /** Opens the journal again, with listeners of the same names that know nothing and object to nothing. */
    void reopen() {
        engine.close();
        calls.clear();
        listeners.replaceAll((name, old) -> new ScriptedListener(name, calls));
        engine = ConversionEngine.open(config);
    }

    /** The shared runs, as {@code 4:6}. */
    String shared() {
        List<String> runs = new ArrayList<>();
        engine.guest()
                .visitShared("ram", (offset, sizeBytes) -> runs.add(offset / PAGE + ":" + (offset + sizeBytes) / PAGE));
        return String.join(" ", runs);
    }

    @Override
    public void close() {
        engine.close();
    }
}
