package io.flipbook.replay.scenario;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One statement of a scenario, as it was written.
 *
 * <p>Every number is an unsigned 64-bit value held in a {@code long}: compare with {@link Long#compareUnsigned}, print
 * with {@link Long#toHexString} or {@link Long#toUnsignedString}. A value says what the script says, no more: that a
 * region exists, that a range is aligned or that a size makes sense is for whoever runs it. Where the language has a
 * default and the script is silent, the default stands here.
 */
public sealed interface Statement {
    /** The page size of a region that names none. */
    long DEFAULT_PAGE_BYTES = 4096;

    /** The mappings that a listener of kind {@code type1} may hold when its statement gives no limit. */
    long DEFAULT_LIMIT_ENTRIES = 65535;

    /** The line of the script, from 1. */
    int line();

    /** The first word of the line, such as {@code unplug-all}. */
    String op();

    /** The side that a page is on. */
    enum Side implements Choice {
        PRIVATE,
        SHARED
    }

    /** Whether the two sides of a region have memory of their own. */
    enum Memory implements Choice {
        TWO_SIDED,
        IN_PLACE
    }

    /** Whose memory is behind a region. */
    enum Backing implements Choice {
        MODEL,
        MEMFD,
        GUEST_MEMFD
    }

    /** Who asks for a conversion. */
    enum Initiator implements Choice {
        GUEST,
        HOST
    }

    /** What becomes of a range that is partly in the wanted state. */
    enum Mixed implements Choice {
        SEGMENTS,
        PER_PAGE,
        REFUSE
    }

    /** What becomes of a change that a listener refuses. */
    enum OnVeto implements Choice {
        ROLLBACK,
        DETACH,
        HALT,
        KEEP,
        PARTIAL,
        ALL_PRIVATE,
        UNDO_LISTENERS,
        RETRY
    }

    /** What a listener holds. */
    enum ListenerKind implements Choice {
        PLAIN,
        TYPE1,
        TYPE1_V1,
        IOMMUFD
    }

    /** Whether something is there. */
    enum Switch implements Choice {
        ON,
        OFF
    }

    /** The four kinds of change to a range of a region. */
    enum ChangeOp implements Choice {
        TO_SHARED,
        TO_PRIVATE,
        PLUG,
        UNPLUG
    }

    /** The two kinds of change to an added source. */
    enum SourceOp implements Choice {
        SOURCE_POPULATE,
        SOURCE_DISCARD
    }

    /** What an added source says of all pages at first. */
    enum Initially implements Choice {
        POPULATED,
        DISCARDED
    }

    /** Adds or drops a reference; the engine knows of the first two, and of the others only the memory does. */
    enum PinOp implements Choice {
        PIN,
        UNPIN,
        REFERENCE,
        RELEASE
    }

    /** Takes or gives back a discard hold. */
    enum HoldOp implements Choice {
        ACQUIRE,
        RELEASE
    }

    /** The four discard holds. */
    enum HoldKind implements Choice {
        DISABLE,
        UNCOORDINATED_DISABLE,
        REQUIRE,
        COORDINATED_REQUIRE
    }

    /** A part of a region, counted from the region's start. */
    record Section(long offsetBytes, long sizeBytes) {}

    /**
     * The populate calls that a listener refuses.
     *
     * @param calls numbers of calls, from 1, ascending without a sign, each once
     * @param errno such as {@code ENOMEM}
     */
    record Veto(List<Long> calls, String errno) {
        public Veto {
            calls = List.copyOf(calls);
        }
    }

    /**
     * The memory behind a region.
     *
     * @param folioBytes empty is the page
     */
    record Memories(Backing kind, OptionalLong folioBytes, Switch hugetlb, Switch discard) {}

    /**
     * {@code region NAME SIZE [page=] [initial=] [plug-block=] [memory=] [backing=] [folio=] [hugetlb=] [discard=]
     * [hold=]}; no plug block when none is given.
     *
     * @param initial empty where the script is silent, which means private
     * @param backing empty where there is no memory that the engine converts
     */
    record Region(
            int line,
            String name,
            long sizeBytes,
            long pageBytes,
            Optional<Side> initial,
            OptionalLong plugBlockBytes,
            Memory memory,
            Optional<Memories> backing,
            Optional<HoldKind> hold)
            implements Statement {
        @Override
        public String op() {
            return "region";
        }
    }

    /** {@code remove-region NAME}. */
    record RemoveRegion(int line, String name) implements Statement {
        @Override
        public String op() {
            return "remove-region";
        }
    }

    /** {@code policy [mixed=] [on-veto=] [profile=]}; what is empty stays as it is, or is as the profile has it. */
    record Policy(int line, Optional<Mixed> mixed, Optional<OnVeto> onVeto, Optional<Profile> profile)
            implements Statement {
        @Override
        public String op() {
            return "policy";
        }
    }

    /**
     * {@code listener NAME REGION [OFFSET SIZE] [veto=] [kind=] [limit=] [granule=] [large-pages=] [container=]
     * [watch=] [hold=]}.
     *
     * @param section what it watches; empty for the whole region
     * @param limitEntries there exactly when the kind has a limit
     * @param granuleBytes there only for a kind that maps; empty is the region's page
     * @param largePages  there only for {@link ListenerKind#IOMMUFD}; empty is on
     * @param container there only for a kind that maps; empty is one of its own
     */
    record Listener(
            int line,
            String name,
            String region,
            Optional<Section> section,
            Optional<Veto> veto,
            ListenerKind kind,
            OptionalLong limitEntries,
            OptionalLong granuleBytes,
            Optional<Switch> largePages,
            Optional<String> container,
            Side watch,
            Optional<HoldKind> hold)
            implements Statement {
        @Override
        public String op() {
            return "listener";
        }
    }

    /** {@code unlisten NAME}. */
    record Unlisten(int line, String name) implements Statement {
        @Override
        public String op() {
            return "unlisten";
        }
    }

    /** {@code to-shared REGION OFFSET SIZE [by=]} and the three like it; who plugs and unplugs is the guest. */
    record Change(int line, ChangeOp change, String region, long offsetBytes, long sizeBytes, Initiator by)
            implements Statement {
        @Override
        public String op() {
            return change.word();
        }
    }

    /** {@code unplug-all REGION}. */
    record UnplugAll(int line, String region) implements Statement {
        @Override
        public String op() {
            return "unplug-all";
        }
    }

    /** {@code map GPA SIZE REGION OFFSET}. */
    record Map(int line, long gpa, long sizeBytes, String region, long offsetBytes) implements Statement {
        @Override
        public String op() {
            return "map";
        }
    }

    /** {@code unmap GPA}. */
    record Unmap(int line, long gpa) implements Statement {
        @Override
        public String op() {
            return "unmap";
        }
    }

    /** {@code convert GPA SIZE shared|private [by=]}. */
    record Convert(int line, long gpa, long sizeBytes, Side to, Initiator by) implements Statement {
        @Override
        public String op() {
            return "convert";
        }
    }

    /** {@code pin REGION OFFSET SIZE} and the three like it. */
    record Pin(int line, PinOp pin, String region, long offsetBytes, long sizeBytes) implements Statement {
        @Override
        public String op() {
            return pin.word();
        }
    }

    /** {@code discard acquire|release KIND}. */
    record DiscardHold(int line, HoldOp hold, HoldKind kind) implements Statement {
        @Override
        public String op() {
            return "discard";
        }
    }

    /** {@code restart}. */
    record Restart(int line) implements Statement {
        @Override
        public String op() {
            return "restart";
        }
    }

    /** {@code state REGION}. */
    record State(int line, String region) implements Statement {
        @Override
        public String op() {
            return "state";
        }
    }

    /** {@code populated REGION OFFSET SIZE}. */
    record Populated(int line, String region, long offsetBytes, long sizeBytes) implements Statement {
        @Override
        public String op() {
            return "populated";
        }
    }

    /**
     * {@code source-add REGION NAME [block=] [initial=populated|discarded]}; a block of a page, and discarded, if
     * silent.
     */
    record SourceAdd(int line, String region, String name, OptionalLong blockBytes, Initially initial)
            implements Statement {
        @Override
        public String op() {
            return "source-add";
        }
    }

    /** {@code source-remove REGION NAME}. */
    record SourceRemove(int line, String region, String name) implements Statement {
        @Override
        public String op() {
            return "source-remove";
        }
    }

    /** {@code source-populate REGION NAME OFFSET SIZE} and {@code source-discard …}. */
    record SourceChange(int line, SourceOp change, String region, String name, long offsetBytes, long sizeBytes)
            implements Statement {
        @Override
        public String op() {
            return change.word();
        }
    }

    /** {@code memtype REGION OFFSET SIZE [honour-guest-type=] [ept=] [guest=] [host=]}; what is empty stays. */
    record MemoryTypes(
            int line,
            String region,
            long offsetBytes,
            long sizeBytes,
            Optional<Switch> honourGuestType,
            Optional<RangeType> ept,
            Optional<PatType> guest,
            Optional<RangeType> host)
            implements Statement {
        @Override
        public String op() {
            return "memtype";
        }
    }

    /** {@code mapped NAME}. */
    record Mapped(int line, String listener) implements Statement {
        @Override
        public String op() {
            return "mapped";
        }
    }

    /** {@code dma NAME OFFSET SIZE}. */
    record Dma(int line, String listener, long offsetBytes, long sizeBytes) implements Statement {
        @Override
        public String op() {
            return "dma";
        }
    }

    /** {@code cost REGION}. */
    record Cost(int line, String region) implements Statement {
        @Override
        public String op() {
            return "cost";
        }
    }

    /** {@code mappings NAME}. */
    record Mappings(int line, String listener) implements Statement {
        @Override
        public String op() {
            return "mappings";
        }
    }
}
