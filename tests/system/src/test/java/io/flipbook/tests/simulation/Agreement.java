package io.flipbook.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.GuestView;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.RunVisitor;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.Steps;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds engine, listeners and log against the reference. */
final class Agreement {
    private final ReferenceGuest guest;
    private final Calls calls;
    private final World world;
    private final ModelDisk disk;
    private final Map<String, Long> digests = new HashMap<>();

    Agreement(ReferenceGuest guest, Calls calls, World world, ModelDisk disk) {
        this.guest = guest;
        this.calls = calls;
        this.world = world;
        this.disk = disk;
    }

    void checkNoViolation() {
        assertThat(world.violations).isEmpty();
    }

    /** An engine that has not stopped. */
    void check(ConversionEngine engine) {
        checkState(engine.guest());
        assertThat(engine.lastSequence()).isEqualTo(disk.size());
        if (!calls.mayDisagree()) {
            calls.watchers.values().forEach(watcher -> checkListener(engine, watcher));
        }
        assertThat(calls.watchers.keySet()).containsExactlyInAnyOrderElementsOf(guest.listenerNames());
    }

    private void checkState(GuestView view) {
        for (ReferenceRegion region : guest.regions.values()) {
            assertThat(runs(region, visitor -> view.visitShared(region.name, visitor)))
                    .as("shared in %s", region.name)
                    .isEqualTo(region.shared);
            if (region.blockPages > 0) {
                assertThat(runs(region, visitor -> view.visitPlugged(region.name, visitor)))
                        .as("plugged in %s", region.name)
                        .isEqualTo(region.plugged);
            }
        }
        assertThat(view.policy()).isEqualTo(guest.policy);
        assertThat(view.isHalted()).isEqualTo(guest.halted);
        assertThat(view.undecided()).isEqualTo(List.copyOf(guest.undecided.keySet()));
        assertThat(view.maps()).hasSameSizeAs(guest.maps);
        assertThat(view.listeners()).extracting(ListenerSpec::name).isEqualTo(guest.listenerNames());
        String pages = guest.pages();
        assertThat(digests.computeIfAbsent(pages, key -> view.digest()))
                .as("the digest of %s", pages)
                .isEqualTo(view.digest());
    }

    /** Which pages are set, as {@link ReferenceGuest#pages} says it. */
    String pages(GuestView view) {
        return guest.pages(
                region -> runs(region, visitor -> view.visitShared(region.name, visitor)),
                region -> region.blockPages == 0
                        ? region.plugged
                        : runs(region, visitor -> view.visitPlugged(region.name, visitor)));
    }

    private static void checkListener(ConversionEngine engine, Watcher watcher) {
        assertThat(watcher.held)
                .as("held by %s", watcher.spec.name())
                .isEqualTo(watcher.region.populated(watcher.from, watcher.to));
        if (watcher.spec.kind() == ListenerSpec.Kind.TYPE1) {
            assertThat(engine.models().mappings(watcher.spec.name())).isEqualTo(watcher.held.cardinality());
        }
    }

    /** The log as it is in the end leads another reader to the same state, and its requests to the same outcomes. */
    void checkReplay() {
        List<String> differences = new ArrayList<>();
        try (GuestMemory memory = new GuestMemory();
                HistoryPlayer player = new HistoryPlayer(
                        EngineConfig.transientOne(),
                        (sequence, recorded, replayed) ->
                                differences.add(sequence + ": recorded " + recorded + ", replayed " + replayed))) {
            Steps steps = new Steps();
            disk.read(record -> {
                memory.onRecord(record);
                Step step = steps.of(record);
                if (step != null) {
                    player.play(step);
                }
                return true;
            });
            player.finish();
            checkState(memory);
            assertThat(differences).isEmpty();
            assertThat(player.engine().guest().digest()).isEqualTo(memory.digest());
        }
    }

    private interface Runs {
        void visit(RunVisitor visitor);
    }

    private static BitSet runs(ReferenceRegion region, Runs source) {
        BitSet pages = new BitSet();
        source.visit((offset, sizeBytes) -> {
            pages.set(region.page(offset), region.page(offset + sizeBytes));
            return true;
        });
        return pages;
    }
}
