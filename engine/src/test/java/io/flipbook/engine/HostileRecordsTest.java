package io.flipbook.engine;

import static io.flipbook.engine.Forgery.cut;
import static io.flipbook.engine.Forgery.patch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flipbook.engine.LayoutRecord.ListenerEnded;
import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeChange;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records whose checksums are good and that nobody but a forger could have written. Each meets the same small guest:
 * two regions, maps, a listener, a pin, a hold and one open request.
 */
class HostileRecordsTest {
    private static final long PAGE = 4096;
    private static final long OPEN = 1_000_000;
    private static final Errno EIO = Errno.of("EIO");

    @TempDir
    Path temp;

    private final RecordFeed feed = new RecordFeed();
    private final List<String> titles = new ArrayList<>();

    @Test
    void takesInWhatIsHonest() {
        for (RecordFeed.Entry entry : honest()) {
            add("honest", entry);
        }
        meet((title, memory, record) -> assertThat(memory.onRecord(record)).isTrue());
    }

    @Test
    void findsRecordsThatDoNotFitTheStateBeforeThem() {
        for (LayoutRecord layout : UnfittingLayouts.all()) {
            add(layout.toString(), RecordFeed.entryOf(layout));
        }
        add("region like no other", patch(RecordFeed.entryOf(region(3, "new", 8 * PAGE)), 8, 1));
        addBadOutcomes();
        addBadRequests();
        meet(HostileRecordsTest::isDamage);
    }

    @Test
    void findsRecordsOfTypesThatThereAreNot() {
        for (int type = RecordType.FIRST_USER; type <= RecordType.LAST_USER; type++) {
            add("no payload, type " + type, new RecordFeed.Entry(type, new byte[0]));
            if (type > 24 && type < 32 || type > 34) {
                add("zeros, type " + type, new RecordFeed.Entry(type, new byte[256]));
            }
        }
        meet(HostileRecordsTest::isDamage);
    }

    @Test
    void findsChoicesAndFlagsThatThereAreNot() {
        int[][] choices = {
            {16, 4, 5, 6, 7},
            {20, 0, 1},
            {21, 4, 5, 6, 7},
            {22, 4},
            {23, 20},
            {24, 0, 1},
            {27, 20},
            {32, 0, 1, 2, 3},
            {33, 0, 1, 2},
            {34, 0, 1, 2, 3}
        };
        for (int[] choice : choices) {
            for (RecordFeed.Entry entry : honest()) {
                for (int i = 1; i < choice.length && entry.type() == choice[0]; i++) {
                    add("type " + choice[0] + " byte " + choice[i], patch(entry, choice[i], 0x7f));
                    add("type " + choice[0] + " byte " + choice[i], patch(entry, choice[i], 0xff));
                }
            }
        }
        RecordFeed.Entry backed = RecordFeed.entryOf(backed());
        for (int at : new int[] {40, 41, 42, 53}) {
            add("byte " + at + " of a region with memory", patch(backed, at, 0x7f));
        }
        add("no kind of memory", patch(backed, 40, 0));
        add("a folio of two-sided memory", patch(backed, 44, 0x10));
        add("memory of a type that the engine makes", patch(backed, 40, 2));
        meet(HostileRecordsTest::isDamage);
    }

    private static LayoutRecord backed() {
        RegionSpec spec = RegionSpec.of("backed", 4 * PAGE)
                .backedBy(BackingSpec.MODEL)
                .holding(DiscardHold.UNCOORDINATED_DISABLE);
        return new LayoutRecord.RegionAdded(3, spec);
    }

    @Test
    void findsNamesThatAreNone() {
        String[] names = {"", " ", "a b", "n".repeat(256), "n".repeat(60_000), "\u00e9", "a\0", "../x", "\n"};
        for (String name : names) {
            add("region " + name, Forgery.region(name));
            add("listener " + name, Forgery.listener(name, "ram"));
            add("region of listener " + name, Forgery.listener("new", name));
            add("region of request " + name, Forgery.request(name));
            add("event " + name, Forgery.observation(name));
        }
        for (String errno :
                new String[] {"EIOEIOEIOEIOEIOEIOEIOEIOEIOEIOEIOEIO", "E", "eio", "IO", "E IO", "\u00c9IO"}) {
            add("errno " + errno, Forgery.endOfListener(errno));
        }
        meet(HostileRecordsTest::isDamage);
    }

    @Test
    void findsPayloadsThatAreCutShortAtEveryLength() {
        for (RecordFeed.Entry entry : honest()) {
            byte[] payload = entry.payload();
            for (int length = 0; length < payload.length; length++) {
                // the journal pads with zeros: that may make it whole again, or say "asked, no errno" of a listener
                int padded = length + 7 & ~7;
                if (padded < payload.length && (entry.type() != RecordTypes.UNLISTEN || padded == 0)) {
                    add("type " + entry.type() + " cut to " + length, cut(entry, length));
                }
            }
        }
        assertThat(titles).hasSizeGreaterThan(300);
        meet(HostileRecordsTest::isDamage);
    }

    @Test
    void takesInOrFindsWhateverIsChangedInARecord() {
        Random random = new Random(20_240_917);
        List<RecordFeed.Entry> honest = honest();
        for (int i = 0; i < 20_000; i++) {
            RecordFeed.Entry entry = honest.get(random.nextInt(honest.size()));
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(entry.payload().length);
                int value = random.nextBoolean() ? random.nextInt(256) : entry.payload()[at] ^ 1 << random.nextInt(8);
                entry = patch(entry, at, value);
            }
            int type = random.nextInt(20) == 0 ? RecordType.FIRST_USER + random.nextInt(20) : entry.type();
            add("changed at random, " + i, new RecordFeed.Entry(type, entry.payload()));
        }
        int[] counts = new int[2];
        meet((title, memory, record) -> {
            Throwable thrown = catchThrowable(() -> memory.onRecord(record));
            assertThat(thrown == null || thrown instanceof JournalDamagedException)
                    .as("%s: %s", title, thrown)
                    .isTrue();
            counts[thrown == null ? 0 : 1]++;
            if (thrown == null) {
                assertThat(memory.digest()).as(title).isEqualTo(naiveDigest(memory));
            }
        });
        assertThat(counts[0]).isGreaterThan(1000);
        assertThat(counts[1]).isGreaterThan(1000);
    }

    @FunctionalInterface
    private interface Meeting {
        void on(String title, GuestMemory memory, RecordView record);
    }

    /** Lets each record meet a guest of its own, and a reader of single records too. */
    private void meet(Meeting meeting) {
        int[] next = {0};
        feed.readThrough(temp.resolve("journal"), record -> {
            if (record.type() >= RecordType.FIRST_USER) {
                String title = titles.get(next[0]++);
                try (GuestMemory memory = guest()) {
                    memory.records().goOnBehind(record.sequence() - 1);
                    meeting.on(title, memory, record);
                }
                Throwable thrown = catchThrowable(() -> new RecordDecoder().read(record));
                assertThat(thrown == null || thrown instanceof JournalDamagedException)
                        .as("%s: %s", title, thrown)
                        .isTrue();
            }
            return true;
        });
        assertThat(next[0]).isEqualTo(titles.size()).isPositive();
    }

    /** The digest of what the state says of itself. */
    private static long naiveDigest(GuestMemory memory) {
        long[] digest = {0};
        for (RegionSpec spec : memory.regions()) {
            Region region = memory.region(spec.name());
            memory.visitShared(spec.name(), (offset, sizeBytes) -> {
                long page = region.toPage(offset);
                digest[0] += region.shared().digestOf(page, page + region.toPage(sizeBytes));
                return true;
            });
        }
        return digest[0];
    }

    private static void isDamage(String title, GuestMemory memory, RecordView record) {
        Throwable thrown = catchThrowable(() -> memory.onRecord(record));

        assertThat(thrown).as(title).isExactlyInstanceOf(JournalDamagedException.class);
        JournalDamagedException damage = (JournalDamagedException) thrown;
        assertThat(damage.file()).isEqualTo(record.file()).isNotEmpty();
        assertThat(damage.offset()).isEqualTo(record.fileOffset()).isPositive();
        assertThat(damage.sequence()).isEqualTo(record.sequence()).isGreaterThan(1);
        assertThat(damage)
                .as(title)
                .hasMessageContaining(record.file())
                .hasMessageContaining("0x" + Long.toHexString(record.fileOffset()))
                .hasMessageContaining("record " + record.sequence())
                .hasMessageNotContaining("null");
        assertThat(damage.getMessage().length()).as(title).isLessThan(1000);
        assertThat(damage.getMessage().chars().noneMatch(c -> c < ' '))
                .as(title)
                .isTrue();
    }

    /**
     * Pages 0 to 3 of ram are shared and page 1 is pinned; request {@link #OPEN} wants pages 2 to 5 shared. Region
     * number 2 is gone.
     */
    private static GuestMemory guest() {
        GuestMemory memory = new GuestMemory();
        RegionSpec ram = new RegionSpec("ram", 16 * PAGE, PAGE, false, false, 0, RegionSpec.Memory.IN_PLACE);
        take(memory, new LayoutRecord.RegionAdded(0, ram));
        take(memory, region(1, "vmem", 16 * PAGE, 4 * PAGE));
        take(memory, region(2, "gone", 16 * PAGE));
        take(memory, new LayoutRecord.RegionRemoved(2));
        take(memory, new LayoutRecord.Mapped(0x10000, 8 * PAGE, 0, 0));
        take(memory, new LayoutRecord.ListenerAdded(0, ListenerSpec.of("vfio", "ram", ListenerSpec.Kind.PLAIN)));
        ConversionRequest request = ConversionRequest.toShared("ram", 0, 4 * PAGE);
        Change change = new Change();
        memory.judge().judge(request, Policy.DEFAULT, change, new Outcome());
        memory.apply(new Outcome().kind(Outcome.Kind.COMMITTED).pages(4), change);
        take(memory, new LayoutRecord.PinChanged(0, true, PAGE, PAGE));
        take(memory, new LayoutRecord.HoldChanged(DiscardHold.DISABLE, true));
        memory.undecidedRequests().add(OPEN, ConversionRequest.toShared("ram", 2 * PAGE, 4 * PAGE));
        return memory;
    }

    private static void take(GuestMemory memory, LayoutRecord layout) {
        assertThat(memory.take(layout)).isEqualTo(Rejection.NONE);
    }

    private static List<RecordFeed.Entry> honest() {
        List<RecordFeed.Entry> entries = new ArrayList<>();
        ListenerSpec spec = ListenerSpec.of("new", "vmem", ListenerSpec.Kind.TYPE1)
                .over(PAGE, 2 * PAGE)
                .refusing(EIO, 1, 7);
        for (LayoutRecord layout : List.of(
                region(3, "new", 4 * PAGE, 2 * PAGE),
                backed(),
                new LayoutRecord.RegionRemoved(1),
                new LayoutRecord.Mapped(1L << 32, PAGE, 1, PAGE),
                new LayoutRecord.Unmapped(0x10000),
                new LayoutRecord.PolicySet(new Policy(Policy.Mixed.PER_PAGE, Policy.OnVeto.DETACH)),
                new LayoutRecord.ListenerAdded(1, spec),
                new LayoutRecord.ListenerAdded(1, spec.holding(DiscardHold.DISABLE)),
                new ListenerEnded(0, ListenerEnded.Cause.REFUSED, EIO),
                new LayoutRecord.PinChanged(0, true, 0, PAGE),
                new LayoutRecord.HoldChanged(DiscardHold.UNCOORDINATED_DISABLE, true),
                new MemoryTypeSet(1, PAGE, PAGE, new TypeChange(true, MemoryType.WB, MemoryType.WC, null)),
                new Observation(
                        "fault",
                        ConversionRequest.SourceClock.BOOT,
                        7,
                        true,
                        0,
                        PAGE,
                        true,
                        Observation.Verdict.AGREES))) {
            entries.add(RecordFeed.entryOf(layout));
        }
        try (GuestMemory memory = guest()) {
            entries.add(RecordFeed.entryOf(ConversionRequest.toPrivate("ram", 0, PAGE), memory.region("ram")));
            entries.add(RecordFeed.entryOf(ConversionRequest.toPrivate("nowhere", 0, PAGE), null));
            entries.add(RecordFeed.entryOf(ConversionRequest.convertToPrivate(0, PAGE), null));
            entries.add(RecordFeed.entryOf(committed(memory)));
            Outcome rolledBack = outcome(Outcome.Kind.ROLLED_BACK, memory.digest());
            rolledBack.addRefusal(new Outcome.Refusal(0, "vfio", 1, EIO, false));
            entries.add(RecordFeed.entryOf(rolledBack));
            entries.add(RecordFeed.entryOf(outcome(Outcome.Kind.OK, memory.digest())
                    .reject(Rejection.BUSY)
                    .busyAt(0, "ram", PAGE)));
        }
        return entries;
    }

    private void addBadOutcomes() {
        try (GuestMemory memory = guest()) {
            long digest = memory.digest();
            add("digest", RecordFeed.entryOf(committed(memory).digest(digest)));
            add("digest of a noop", RecordFeed.entryOf(outcome(Outcome.Kind.NOOP, digest + 1)));
            for (long pages : new long[] {3, 5, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
                add("pages " + pages, RecordFeed.entryOf(committed(memory).pages(pages)));
            }
            long ofOne = memory.region("ram").shared().digestOf(4, 5);
            add(
                    "a part, with its digest",
                    RecordFeed.entryOf(committed(memory).pages(1).digest(digest + ofOne)));
            add(
                    "pages -1, no change",
                    RecordFeed.entryOf(committed(memory).pages(-1).digest(digest)));
            add(
                    "diverged",
                    RecordFeed.entryOf(
                            committed(memory).kind(Outcome.Kind.DIVERGED).pages(3)));
            for (long sequence : new long[] {0, 1, OPEN - 1, -1, Long.MAX_VALUE}) {
                add("of " + sequence, RecordFeed.entryOf(committed(memory).decided(sequence, Answer.ENGINE)));
            }
            Outcome busy = outcome(Outcome.Kind.OK, digest).reject(Rejection.BUSY);
            add("busy in region 2", RecordFeed.entryOf(busy.busyAt(2, "x", 0)));
            add("busy in region 65536", RecordFeed.entryOf(busy.busyAt(0x10000, "x", 0)));
            add("busy in region 65535", RecordFeed.entryOf(busy.busyAt(0xffff, "x", 0)));
            Outcome refused = outcome(Outcome.Kind.ROLLED_BACK, digest);
            refused.addRefusal(new Outcome.Refusal(1, "x", 1, EIO, false));
            add("refused by nobody", RecordFeed.entryOf(refused));
            refused = outcome(Outcome.Kind.ROLLED_BACK, digest);
            refused.addRefusal(new Outcome.Refusal(0, "vfio", 1, EIO, false));
            add("more refusals than there are", patch(RecordFeed.entryOf(refused), 5, 0xff));
            add("refusal without a reason", patch(RecordFeed.entryOf(refused), 32 + 13, 0));
            refused = outcome(Outcome.Kind.ROLLED_BACK, digest);
            refused.addRefusal(new Outcome.Refusal(0, "vfio", 1, EIO, false));
            add("threw, but how", patch(RecordFeed.entryOf(refused), 32 + 12, 2));
        }
    }

    private void addBadRequests() {
        try (GuestMemory memory = guest()) {
            Region ram = memory.region("ram");
            RecordFeed.Entry inRam = RecordFeed.entryOf(ConversionRequest.toShared("ram", 0, PAGE), ram);
            add("region 2", patch(inRam, 4, 2));
            add("region 256", patch(inRam, 5, 1));
            add("no region and no name", patch(patch(patch(patch(inRam, 4, 255), 5, 255), 6, 255), 7, 255));
            add("by address in a region", patch(inRam, 0, Operation.CONVERT_TO_PRIVATE.ordinal()));
            RecordFeed.Entry named = RecordFeed.entryOf(ConversionRequest.toShared("abcdefgh", 0, PAGE), null);
            add("by address with a name", patch(named, 0, Operation.CONVERT_TO_PRIVATE.ordinal()));
            add("name longer than the record", patch(named, 33, 1));
        }
    }

    private static Outcome committed(GuestMemory memory) {
        long added = memory.region("ram").shared().digestOf(4, 6);
        return outcome(Outcome.Kind.COMMITTED, memory.digest() + added).pages(2);
    }

    private static Outcome outcome(Outcome.Kind kind, long digest) {
        return new Outcome().kind(kind).decided(OPEN, Answer.ENGINE).digest(digest);
    }

    static LayoutRecord region(int id, String name, long sizeBytes) {
        return new LayoutRecord.RegionAdded(id, RegionSpec.of(name, sizeBytes));
    }

    private static LayoutRecord region(int id, String name, long sizeBytes, long blockBytes) {
        return new LayoutRecord.RegionAdded(id, RegionSpec.of(name, sizeBytes).pluggedInBlocksOf(blockBytes));
    }

    private void add(String title, RecordFeed.Entry entry) {
        titles.add(title);
        feed.add(entry);
    }
}
