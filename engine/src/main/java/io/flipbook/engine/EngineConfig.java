package io.flipbook.engine;

import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.RecordLog;
import io.flipbook.journal.RecordVisitor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How an engine is opened. Immutable: each setting returns a configuration of its own.
 *
 * <pre>{@code EngineConfig.journaledIn(directory).listener("vfio0", vfio)}</pre>
 */
public final class EngineConfig {
    /** Opens the log that an engine writes to, and feeds it what is there already. */
    @FunctionalInterface
    public interface LogOpener {
        RecordLog open(RecordVisitor recovery);
    }

    private final LogOpener log;
    private final Map<String, RegionListener> listeners;
    private final CallObserver observer;

    private EngineConfig(LogOpener log, Map<String, RegionListener> listeners, CallObserver observer) {
        this.log = log;
        this.listeners = listeners;
        this.observer = Objects.requireNonNull(observer, "observer");
    }

    /** An engine with its journal in a directory that is missing, empty, or holds its journal. */
    public static EngineConfig journaledIn(Path directory) {
        return journaledAs(JournalConfig.of(directory));
    }

    /** An engine with a journal that is opened in a way of its own. */
    public static EngineConfig journaledAs(JournalConfig journal) {
        Objects.requireNonNull(journal, "journal");
        return withLog(recovery -> Journal.open(journal, recovery));
    }

    /** An engine that keeps no journal: to run a history again. Nothing of it survives but a {@code restart()}. */
    public static EngineConfig transientOne() {
        return new EngineConfig(null, Map.of(), CallObserver.NONE);
    }

    /** An engine that writes to a log of the caller's, such as a model of one. */
    public static EngineConfig withLog(LogOpener log) {
        return new EngineConfig(Objects.requireNonNull(log, "log"), Map.of(), CallObserver.NONE);
    }

    /**
     * Brings a listener that is on record already, under this name and of the kind
     * {@link ListenerSpec.Kind#EXTERNAL}. One that is on record and is not brought is gone.
     */
    public EngineConfig listener(String name, RegionListener listener) {
        Map<String, RegionListener> more = new HashMap<>(listeners);
        more.put(Names.check(name), Objects.requireNonNull(listener, "listener"));
        return new EngineConfig(log, Map.copyOf(more), observer);
    }

    /** Says who sees the calls to listeners. */
    public EngineConfig observer(CallObserver newObserver) {
        return new EngineConfig(log, listeners, newObserver);
    }

    boolean isTransient() {
        return log == null;
    }

    RecordLog open(RecordVisitor recovery) {
        return isTransient() ? new TransientLog(0) : log.open(recovery);
    }

    RegionListener listener(String name) {
        return listeners.get(name);
    }

    CallObserver observer() {
        return observer;
    }
}
