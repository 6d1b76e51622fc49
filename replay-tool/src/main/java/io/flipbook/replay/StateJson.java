package io.flipbook.replay;

import io.flipbook.engine.GuestView;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.MemoryTypeRange;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.RunVisitor;
import io.flipbook.engine.Side;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.memtype.TypeAttributes;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.json.Times;
import io.flipbook.replay.query.StateAt;
import java.util.Arrays;
import java.util.List;

/**
 * A guest's state as one JSON object. Runs are written as they are found, so that it does not matter how many there
 * are.
 */
final class StateJson {
    private StateJson() {}

    /** Writes the state after a record, as a line. */
    static void write(JsonOut json, StateAt at, GuestView guest) {
        json.begin()
                .field("sequence", at.sequence())
                .field("time", Times.iso(at.timeNs()))
                .field("digest", JsonOut.digest(guest.digest()));
        json.name("regions").beginArray();
        guest.regions().forEach(region -> region(json, region, guest));
        json.endArray().name("listeners").beginArray();
        guest.listeners().forEach(listener -> listener(json, listener, guest));
        json.endArray().name("undecided").beginArray();
        guest.undecided().forEach(json::value);
        json.endArray().name("maps").beginArray();
        guest.maps().forEach(map -> map(json, map, guest));
        json.endArray().name("policy").begin();
        json.field("mixed", guest.policy().mixed().toString())
                .field("on-veto", guest.policy().onVeto().toString())
                .field("profile", guest.policy().profile().toString())
                .end();
        json.field("halted", guest.isHalted());
        if (at.powerCut() != null) {
            json.field("sync", at.sync()).field("power-cut", at.powerCut());
        }
        json.endLine();
    }

    /** How much of its region a listener watches, in bytes. */
    static long watchedBytes(ListenerSpec listener, GuestView guest) {
        if (!listener.watchesWholeRegion()) {
            return listener.sizeBytes();
        }
        return guest.regions().stream()
                .filter(region -> region.name().equals(listener.region()))
                .mapToLong(RegionSpec::sizeBytes)
                .findFirst()
                .orElse(0);
    }

    private static void region(JsonOut json, RegionSpec region, GuestView guest) {
        RunVisitor run = (offset, sizeBytes) -> {
            json.run(offset, sizeBytes);
            return true;
        };
        json.begin()
                .field("name", region.name())
                .hexField("size", region.sizeBytes())
                .hexField("page", region.pageBytes());
        json.name("shared").beginArray();
        guest.visitShared(region.name(), run);
        json.endArray();
        if (region.pluggable()) {
            json.name("plugged").beginArray();
            guest.visitPlugged(region.name(), run);
            json.endArray().hexField("plug-block", region.plugBlockBytes());
        }
        if (!guest.addedSources(region.name()).isEmpty()) {
            json.name("sources").beginArray();
            for (SourceSpec source : guest.addedSources(region.name())) {
                json.begin().field("name", source.name()).hexField("block", source.blockBytes());
                json.name("populated").beginArray();
                guest.visitSource(region.name(), source.name(), run);
                json.endArray().end();
            }
            json.endArray();
        }
        json.field("memory", region.memory().toString());
        if (region.backing().isThere()) {
            backing(json, region.backing());
        }
        if (region.hold() != null) {
            json.field("hold", region.hold().toString());
        }
        memoryTypes(json, region, guest);
        json.end();
    }

    private static void backing(JsonOut json, BackingSpec backing) {
        json.field("backing", backing.kind().toString());
        if (!backing.type().isEmpty()) {
            json.field("backing-type", backing.type());
        }
        if (backing.folioBytes() != 0) {
            json.hexField("folio", backing.folioBytes());
        }
        if (backing.hugetlbShared()) {
            json.field("hugetlb", "on");
        }
        if (!backing.discards()) {
            json.field("discard", "off");
        }
    }

    private static void memoryTypes(JsonOut json, RegionSpec region, GuestView guest) {
        List<MemoryTypeRange> ranges = guest.memoryTypes(region.name());
        if (!ranges.isEmpty()) {
            json.name("memory-types").beginArray();
            for (MemoryTypeRange range : ranges) {
                TypeAttributes types = range.attributes();
                json.begin().hexField("offset", range.offset()).hexField("size", range.sizeBytes());
                json.field("honour-guest-type", types.honoursGuest() ? "on" : "off")
                        .field("ept", types.ept().toString());
                if (types.guest() != null) {
                    json.field("guest", types.guest().toString());
                }
                json.field("host", types.host().toString()).end();
            }
            json.endArray();
        }
    }

    private static void listener(JsonOut json, ListenerSpec listener, GuestView guest) {
        json.begin()
                .field("name", listener.name())
                .field("region", listener.region())
                .hexField("offset", listener.offset())
                .hexField("size", watchedBytes(listener, guest))
                .field("kind", listener.kind().toString());
        if (listener.kind().isLimited()) {
            json.unsignedField("limit", listener.limit());
        }
        if (listener.granuleBytes() != 0) {
            json.hexField("granule", listener.granuleBytes());
        }
        if (!listener.hasLargePages()) {
            json.field("large-pages", "off");
        }
        if (!listener.container().isEmpty()) {
            json.field("container", listener.container());
        }
        if (listener.side() != Side.SHARED) {
            json.field("watch", listener.side().toString());
        }
        if (listener.hold() != null) {
            json.field("hold", listener.hold().toString());
        }
        if (listener.vetoes().length > 0) {
            json.name("veto").beginArray();
            Arrays.stream(listener.vetoes()).forEach(json::unsignedValue);
            json.endArray().field("errno", listener.vetoErrno().name());
        }
        json.end();
    }

    private static void map(JsonOut json, LayoutRecord.Mapped map, GuestView guest) {
        json.begin()
                .hexField("gpa", map.gpa())
                .hexField("size", map.sizeBytes())
                .field("region", guest.regionOf(map).name())
                .hexField("offset", map.offset())
                .end();
    }
}
