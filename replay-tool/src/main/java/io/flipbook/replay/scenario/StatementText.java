package io.flipbook.replay.scenario;

import java.util.Optional;
import java.util.stream.Collectors;

/** Statements as they are written: what {@link ScenarioParser} reads as the same statement. */
public final class StatementText {
    private static final String SUFFIXES = "KMGT";
    private static final long MOST_READABLE = 1 << 20;

    private final StringBuilder text = new StringBuilder();

    private StatementText(String op) {
        text.append(op);
    }

    /** The line of a statement, without its end. */
    public static String of(Statement statement) {
        StatementText line = new StatementText(statement.op());
        line.words(statement);
        return line.text.toString();
    }

    /** A number as people read it: in powers of 1024 where that is short, else in hexadecimal. */
    public static String number(long value) {
        long count = value;
        int power = 0;
        while (count != 0 && (count & 1023) == 0 && power < SUFFIXES.length()) {
            count >>>= 10;
            power++;
        }
        if (Long.compareUnsigned(count, MOST_READABLE) >= 0 || power == 0 && Long.compareUnsigned(count, 9) > 0) {
            return "0x" + Long.toHexString(value);
        }
        return power == 0 ? Long.toString(count) : Long.toString(count) + SUFFIXES.charAt(power - 1);
    }

    private void words(Statement statement) {
        if (statement instanceof Statement.Region region) {
            region(region);
        } else if (statement instanceof Statement.Listener listener) {
            listener(listener);
        } else if (statement instanceof Statement.Policy policy) {
            policy.profile().ifPresent(profile -> option("profile", profile.word()));
            policy.mixed().ifPresent(mixed -> option("mixed", mixed.word()));
            policy.onVeto().ifPresent(onVeto -> option("on-veto", onVeto.word()));
        } else if (statement instanceof Statement.Map map) {
            numbers(map.gpa(), map.sizeBytes()).word(map.region()).numbers(map.offsetBytes());
        } else if (statement instanceof Statement.Unmap unmap) {
            numbers(unmap.gpa());
        } else if (statement instanceof Statement.Unlisten unlisten) {
            word(unlisten.name());
        } else if (statement instanceof Statement.RemoveRegion remove) {
            word(remove.name());
        } else if (statement instanceof Statement.Pin pin) {
            word(pin.region()).numbers(pin.offsetBytes(), pin.sizeBytes());
        } else if (statement instanceof Statement.DiscardHold hold) {
            word(hold.hold().word()).word(hold.kind().word());
        } else {
            change(statement);
        }
    }

    private void change(Statement statement) {
        if (statement instanceof Statement.Change change) {
            word(change.region()).numbers(change.offsetBytes(), change.sizeBytes());
            by(change.by());
        } else if (statement instanceof Statement.Convert convert) {
            numbers(convert.gpa(), convert.sizeBytes()).word(convert.to().word());
            by(convert.by());
        } else if (statement instanceof Statement.UnplugAll unplug) {
            word(unplug.region());
        } else if (statement instanceof Statement.SourceChange change) {
            word(change.region()).word(change.name()).numbers(change.offsetBytes(), change.sizeBytes());
        } else if (statement instanceof Statement.SourceAdd source) {
            word(source.region()).word(source.name());
            source.blockBytes().ifPresent(block -> option("block", number(block)));
            option("initial", source.initial().word());
        } else if (statement instanceof Statement.SourceRemove source) {
            word(source.region()).word(source.name());
        } else if (statement instanceof Statement.MemoryTypes types) {
            word(types.region()).numbers(types.offsetBytes(), types.sizeBytes());
            types.honourGuestType().ifPresent(honours -> option("honour-guest-type", honours.word()));
            types.ept().ifPresent(type -> option("ept", type.word()));
            types.guest().ifPresent(type -> option("guest", type.word()));
            types.host().ifPresent(type -> option("host", type.word()));
        } else {
            question(statement);
        }
    }

    private void question(Statement statement) {
        if (statement instanceof Statement.State state) {
            word(state.region());
        } else if (statement instanceof Statement.Populated populated) {
            word(populated.region()).numbers(populated.offsetBytes(), populated.sizeBytes());
        } else if (statement instanceof Statement.Mappings mappings) {
            word(mappings.listener());
        } else if (statement instanceof Statement.Mapped mapped) {
            word(mapped.listener());
        } else if (statement instanceof Statement.Cost cost) {
            word(cost.region());
        } else if (statement instanceof Statement.Dma dma) {
            word(dma.listener()).numbers(dma.offsetBytes(), dma.sizeBytes());
        }
    }

    private void by(Statement.Initiator by) {
        if (by != Statement.Initiator.GUEST) {
            option("by", by.word());
        }
    }

    private void region(Statement.Region region) {
        word(region.name()).numbers(region.sizeBytes());
        if (region.pageBytes() != Statement.DEFAULT_PAGE_BYTES) {
            option("page", number(region.pageBytes()));
        }
        region.initial().ifPresent(initial -> option("initial", initial.word()));
        region.plugBlockBytes().ifPresent(block -> option("plug-block", number(block)));
        if (region.memory() != Statement.Memory.TWO_SIDED) {
            option("memory", region.memory().word());
        }
        region.backing().ifPresent(this::backing);
        region.hold().ifPresent(hold -> option("hold", hold.word()));
    }

    private void backing(Statement.Memories memories) {
        option("backing", memories.kind().word());
        memories.folioBytes().ifPresent(folio -> option("folio", number(folio)));
        if (memories.hugetlb() == Statement.Switch.ON) {
            option("hugetlb", "on");
        }
        if (memories.discard() == Statement.Switch.OFF) {
            option("discard", "off");
        }
    }

    private void listener(Statement.Listener listener) {
        word(listener.name()).word(listener.region());
        listener.section().ifPresent(section -> numbers(section.offsetBytes(), section.sizeBytes()));
        if (listener.watch() != Statement.Side.SHARED) {
            option("watch", listener.watch().word());
        }
        if (listener.kind() != Statement.ListenerKind.PLAIN) {
            option("kind", listener.kind().word());
        }
        if (listener.limitEntries().isPresent()
                && listener.limitEntries().getAsLong() != Statement.DEFAULT_LIMIT_ENTRIES) {
            option("limit", Long.toUnsignedString(listener.limitEntries().getAsLong()));
        }
        listener.granuleBytes().ifPresent(granule -> option("granule", number(granule)));
        listener.largePages().ifPresent(large -> option("large-pages", large.word()));
        listener.container().ifPresent(container -> option("container", container));
        veto(listener.veto());
        listener.hold().ifPresent(hold -> option("hold", hold.word()));
    }

    private void veto(Optional<Statement.Veto> veto) {
        veto.ifPresent(refused -> option(
                "veto",
                refused.calls().stream().map(Long::toUnsignedString).collect(Collectors.joining(",")) + ":"
                        + refused.errno()));
    }

    private StatementText word(String word) {
        text.append(' ').append(word);
        return this;
    }

    private StatementText numbers(long... values) {
        for (long value : values) {
            word(number(value));
        }
        return this;
    }

    private void option(String key, String value) {
        word(key + "=" + value);
    }
}
