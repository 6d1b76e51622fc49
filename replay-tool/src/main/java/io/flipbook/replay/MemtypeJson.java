package io.flipbook.replay;

import io.flipbook.engine.MemoryTypeRange;
import io.flipbook.engine.memtype.EffectiveType;
import io.flipbook.engine.memtype.GuestPat;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeAttributes;
import io.flipbook.replay.json.JsonOut;
import java.util.List;

/** What decides the memory type of a place, as one JSON object. */
final class MemtypeJson {
    private final JsonOut json;

    MemtypeJson(JsonOut json) {
        this.json = json;
    }

    /** Writes it as a line; {@code pat} is null where nobody asked for one. */
    void write(long sequence, PlaceTypes place, GuestPat pat) {
        TypeAttributes types = place.attributes();
        json.begin().field("sequence", sequence).field("region", place.region()).hexField("offset", place.offset());
        place.gpa().ifPresent(gpa -> json.hexField("gpa", gpa));
        json.field("shared", place.shared());
        if (types.effective() == null) {
            json.name("possible").beginArray();
            EffectiveType.possible(types.ept(), types.ignoresPat()).forEach(type -> json.value(type.toString()));
            json.endArray();
        } else {
            type("effective", types.effective());
        }
        type("ept", types.ept());
        json.field("ignore-pat", types.ignoresPat());
        if (types.guest() != null) {
            type("guest", types.guest());
        }
        type("host", types.host());
        if (types.effective() != null) {
            json.field("alias", types.isAlias());
        }
        ranges("aliases", place.aliases());
        ranges("unknown", place.unknown());
        if (pat != null) {
            entries(types, pat);
        }
        json.endLine();
    }

    private void ranges(String name, List<MemoryTypeRange> ranges) {
        json.name(name).beginArray();
        for (MemoryTypeRange range : ranges) {
            json.begin()
                    .field("region", range.region())
                    .hexField("offset", range.offset())
                    .hexField("size", range.sizeBytes());
            if (range.attributes().effective() != null) {
                type("effective", range.attributes().effective());
            }
            type("host", range.attributes().host());
            json.end();
        }
        json.endArray();
    }

    private void entries(TypeAttributes types, GuestPat pat) {
        json.name("pat").beginArray();
        for (int index = 0; index < GuestPat.ENTRIES; index++) {
            json.begin().field("entry", index);
            type("guest", pat.entry(index));
            type("effective", EffectiveType.of(types.ept(), types.ignoresPat(), pat.entry(index)));
            json.end();
        }
        json.endArray();
    }

    private void type(String name, MemoryType type) {
        json.field(name, type.toString());
    }
}
