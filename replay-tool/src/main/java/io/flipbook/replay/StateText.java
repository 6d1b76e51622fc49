package io.flipbook.replay;

import io.flipbook.engine.DiscardHold;
import io.flipbook.engine.GuestView;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.RunVisitor;
import io.flipbook.engine.Side;
import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.json.Times;
import io.flipbook.replay.terminal.HumanSize;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A guest's state for people. Of long lists only the start is shown, and what was left out is said. */
final class StateText {
    private static final int MAX_LINES = 32;

    private final PrintWriter out;

    StateText(PrintWriter out) {
        this.out = out;
    }

    void write(JournalHistory history, GuestView guest) {
        line("sequence", Long.toString(history.lastSequence()));
        line("time", Times.iso(history.lastTimeNs()));
        line("digest", JsonOut.digest(guest.digest()));
        line(
                "policy",
                "mixed=" + guest.policy().mixed() + " on-veto=" + guest.policy().onVeto() + profile(guest.policy()));
        history.powerCut().ifPresent(cost -> line("power cut", cost + " (sync " + history.syncPolicy() + ")"));
        if (guest.isHalted()) {
            line("halted", "yes");
        }
        list(
                "undecided",
                guest.undecided(),
                sequences -> sequences.forEach(each -> line("undecided", "request " + each)));
        for (RegionSpec region : guest.regions()) {
            region(region, guest);
        }
        list("listeners", guest.listeners(), listeners -> listeners.forEach(each -> listener(each, guest)));
    }

    private static String profile(Policy policy) {
        return policy.profile() == Policy.Profile.FLIPBOOK ? "" : " profile=" + policy.profile();
    }

    private void region(RegionSpec region, GuestView guest) {
        out.println();
        String block = region.pluggable() ? ", plugged in blocks of " + HumanSize.of(region.plugBlockBytes()) : "";
        line(
                "region",
                region.name() + ": " + size(region.sizeBytes()) + " in pages of " + HumanSize.of(region.pageBytes())
                        + block + memory(region) + holding(region.hold()));
        List<LayoutRecord.Mapped> maps = guest.maps().stream()
                .filter(map -> guest.regionOf(map).equals(region))
                .toList();
        list(
                "maps",
                maps,
                some -> some.forEach(map -> line(
                        "  map", range(map.gpa(), map.sizeBytes()) + ", from offset " + JsonOut.hex(map.offset()))));
        runs("shared", visitor -> guest.visitShared(region.name(), visitor));
        if (region.pluggable()) {
            runs("plugged", visitor -> guest.visitPlugged(region.name(), visitor));
        }
    }

    private static String memory(RegionSpec region) {
        BackingSpec backing = region.backing();
        if (!backing.isThere()) {
            return "";
        }
        return ", " + region.memory() + " memory: " + (backing.type().isEmpty() ? backing.kind() : backing.type());
    }

    private void runs(String source, Consumer<RunVisitor> visit) {
        long[] countAndSize = new long[2];
        visit.accept((offset, sizeBytes) -> {
            countAndSize[0]++;
            countAndSize[1] += sizeBytes;
            return true;
        });
        long count = countAndSize[0];
        line(
                "  " + source,
                count == 0 ? "nothing" : size(countAndSize[1]) + " in " + count + (count == 1 ? " run" : " runs"));
        int[] shown = {0};
        visit.accept((offset, sizeBytes) -> {
            line("", range(offset, sizeBytes));
            return ++shown[0] < MAX_LINES;
        });
        leftOut(count - shown[0]);
    }

    private void listener(ListenerSpec listener, GuestView guest) {
        String section = listener.watchesWholeRegion()
                ? "all of " + listener.region()
                : listener.region() + " " + range(listener.offset(), StateJson.watchedBytes(listener, guest));
        StringBuilder text = new StringBuilder(listener.name() + ": " + listener.kind() + ", " + section);
        if (listener.side() != Side.SHARED) {
            text.append(", the private side");
        }
        if (listener.kind().isLimited()) {
            text.append(", at most ")
                    .append(Long.toUnsignedString(listener.limit()))
                    .append(" mappings");
        }
        if (listener.granuleBytes() != 0) {
            text.append(" in pieces of ").append(HumanSize.of(listener.granuleBytes()));
        }
        if (!listener.container().isEmpty()) {
            text.append(", container ").append(listener.container());
        }
        if (listener.vetoes().length > 0) {
            text.append(", veto=").append(veto(listener));
        }
        line("listener", text + holding(listener.hold()));
    }

    private static String holding(DiscardHold hold) {
        return hold == null ? "" : ", holds " + hold;
    }

    private <T> void list(String name, List<T> all, Consumer<List<T>> print) {
        if (!all.isEmpty() && name.equals("listeners")) {
            out.println();
        }
        print.accept(all.subList(0, Math.min(all.size(), MAX_LINES)));
        leftOut(all.size() - MAX_LINES);
    }

    private void leftOut(long count) {
        if (count > 0) {
            line("", "and " + count + " more, which --format json shows");
        }
    }

    /** The populate calls that a listener refuses, as the statement of a scenario has them; empty if there are none. */
    private static String veto(ListenerSpec listener) {
        return listener.vetoes().length == 0
                ? ""
                : Arrays.stream(listener.vetoes())
                                .mapToObj(Long::toUnsignedString)
                                .collect(Collectors.joining(","))
                        + ":" + listener.vetoErrno().name();
    }

    private static String range(long start, long sizeBytes) {
        return String.format("%#18x  %#14x  %s", start, sizeBytes, HumanSize.of(sizeBytes));
    }

    private static String size(long sizeBytes) {
        return HumanSize.of(sizeBytes) + " (" + JsonOut.hex(sizeBytes) + ")";
    }

    private void line(String name, String value) {
        out.printf("%-11s %s%n", name, value);
    }
}
