package io.flipbook.engine;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is registered: puts listeners on record, introduces them to what is populated, and takes them off again when they
 * refuse or are asked to go. After a restart it does so for all that are on record.
 */
final class ListenerRoster {
    private final EngineConfig config;
    private final GuestMemory memory;
    private final RecordWriter records;
    private final ListenerRound round;
    private final ModelListeners models = new ModelListeners();
    private final List<String> lost = new ArrayList<>();

    ListenerRoster(EngineConfig config, GuestMemory memory, RecordWriter records, ListenerRound round) {
        this.config = config;
        this.memory = memory;
        this.records = records;
        this.round = round;
    }

    /** The listeners on record that {@link #registerAgain} has lost, in order. */
    List<String> lost() {
        return lost;
    }

    /** Those that are told of changes, in their order. */
    List<LiveListener> live() {
        return round.listeners().all();
    }

    /** The live listener of a name, or null. */
    LiveListener find(String name) {
        for (LiveListener listener : live()) {
            if (listener.name().equals(name)) {
                return listener;
            }
        }
        return null;
    }

    /**
     * Puts a listener on record that the rules allow, and introduces it; {@code brought} is null for a model. Space is
     * reserved.
     */
    void register(ListenerSpec spec, RegionListener brought, Outcome outcome) {
        LayoutRecord.ListenerAdded added = new LayoutRecord.ListenerAdded(memory.nextListenerId(), spec);
        records.append(added);
        memory.take(added);
        introduce(added.id(), spec, brought, outcome);
    }

    /** Takes a listener off, and tells it to discard its whole section. Space is reserved. */
    void unregister(LiveListener listener, Outcome outcome) {
        end(listener.id(), LayoutRecord.ListenerEnded.Cause.ASKED, Errno.NONE);
        round.unregister(listener, outcome);
    }

    /**
     * Introduces all listeners on record anew, each before the next; who refuses, or is not brought, is lost. Where one
     * stops the engine, those behind it stay on record and are not told.
     */
    void registerAgain() {
        if (config.models() != null) {
            goOnWith(config.models());
            return;
        }
        Outcome outcome = new Outcome();
        for (var entry : List.copyOf(memory.listenersById().entrySet())) {
            ListenerSpec spec = entry.getValue();
            boolean external = spec.kind() == ListenerSpec.Kind.EXTERNAL || !config.beginsAnew();
            RegionListener brought = external ? config.bring(spec) : null;
            if (external && brought == null) {
                end(entry.getKey(), LayoutRecord.ListenerEnded.Cause.ABSENT, Errno.NONE);
                lost.add(spec.name());
                continue;
            }
            records.reserve();
            introduce(entry.getKey(), spec, brought, outcome.clear());
            if (outcome.kind() != Outcome.Kind.COMMITTED) {
                lost.add(spec.name());
            }
            if (round.failure() != null) {
                return;
            }
        }
    }

    /** Takes in all listeners on record as they were when their models were written; they are told nothing. */
    private void goOnWith(byte[] written) {
        ModelsSnapshot.Reader reader = new ModelsSnapshot.Reader(written);
        memory.listenersById().forEach((id, spec) -> {
            Region region = memory.region(spec.region());
            ModelListener model = reader.nextIsModel() ? models.make(spec, region) : null;
            round.listeners().add(new LiveListener(id, spec, region, model == null ? config.bring(spec) : model));
            if (model != null) {
                reader.read(model);
            }
        });
        reader.checkEnd();
    }

    /** Releases what was made for listeners. They are told nothing. */
    void close() {
        live().forEach(LiveListener::close);
        round.listeners().removeIf(listener -> true); // the regions may be another engine's next
    }

    private void introduce(int id, ListenerSpec spec, RegionListener brought, Outcome outcome) {
        Region region = memory.region(spec.region());
        RegionListener target = brought == null ? models.make(spec, region) : brought;
        round.register(new LiveListener(id, spec, region, target), outcome);
        if (outcome.kind() != Outcome.Kind.COMMITTED) {
            end(id, LayoutRecord.ListenerEnded.Cause.REFUSED, outcome.errno());
        }
    }

    void removeSource(SourceRemoved removed) {
        records.append(removed);
        memory.take(removed);
    }

    private void end(int listenerId, LayoutRecord.ListenerEnded.Cause cause, Errno errno) {
        LayoutRecord.ListenerEnded ended = new LayoutRecord.ListenerEnded(listenerId, cause, errno);
        records.append(ended);
        memory.take(ended);
    }
}
