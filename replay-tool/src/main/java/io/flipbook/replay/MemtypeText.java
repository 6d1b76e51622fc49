package io.flipbook.replay;

import io.flipbook.engine.MemoryTypeRange;
import io.flipbook.engine.memtype.EffectiveType;
import io.flipbook.engine.memtype.GuestPat;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeAttributes;
import io.flipbook.replay.json.JsonOut;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** What decides the memory type of a place, for people. Of long lists only the start is shown. */
final class MemtypeText {
    private static final int MAX_LINES = 32;

    private final PrintWriter out;

    MemtypeText(PrintWriter out) {
        this.out = out;
    }

    /** Writes it; {@code pat} is null where nobody asked for one. */
    void write(PlaceTypes place, GuestPat pat) {
        TypeAttributes types = place.attributes();
        String address = place.gpa().isPresent()
                ? ", guest physical address " + JsonOut.hex(place.gpa().getAsLong())
                : "";
        line(
                "place",
                place.region() + ":" + JsonOut.hex(place.offset()) + address + ", "
                        + (place.shared() ? "shared" : "private"));
        line("effective", types.effective() == null ? possible(types) : types.effective());
        line("ept", types.ept());
        line("ignore-pat", types.ignoresPat() ? "set: the guest's type is ignored" : "clear: the guest's type counts");
        line("guest", types.guest() == null ? "not on record" : types.guest());
        line("host", types.host());
        line("alias", alias(types));
        for (int index = 0; pat != null && index < GuestPat.ENTRIES; index++) {
            MemoryType effective = EffectiveType.of(types.ept(), types.ignoresPat(), pat.entry(index));
            line("pat " + index, pat.entry(index) + ": " + effective);
        }
        list("aliases", place.aliases());
        list("unknown", place.unknown());
    }

    private static String possible(TypeAttributes types) {
        return EffectiveType.possible(types.ept(), types.ignoresPat()).stream()
                .map(MemoryType::toString)
                .collect(Collectors.joining(", ", "not known; by the guest's type one of ", ""));
    }

    private static String alias(TypeAttributes types) {
        if (types.effective() == null) {
            return "not known";
        }
        return types.isAlias()
                ? "yes: what the host reads, for a migration say, need not be what the guest wrote"
                : "no";
    }

    private void list(String name, List<MemoryTypeRange> ranges) {
        if (ranges.isEmpty()) {
            return;
        }
        out.println();
        ranges.stream().limit(MAX_LINES).forEach(range -> {
            MemoryType effective = range.attributes().effective();
            line(
                    name,
                    range.region() + ":" + JsonOut.hex(range.offset()) + " size " + JsonOut.hex(range.sizeBytes())
                            + ": guest " + (effective == null ? "not known" : effective) + ", host "
                            + range.attributes().host());
        });
        if (ranges.size() > MAX_LINES) {
            line("", "and " + (ranges.size() - MAX_LINES) + " more, which --format json shows");
        }
    }

    private void line(String name, Object value) {
        out.printf("%-11s %s%n", name, value);
    }
}
