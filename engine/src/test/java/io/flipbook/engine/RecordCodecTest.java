package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flipbook.engine.ConversionRequest.Initiator;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.LayoutRecord.ListenerEnded;
import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeChange;
import io.flipbook.journal.RecordType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordCodecTest {
    private static final long[] EXTREMES = {0, 1, 4096, Long.MAX_VALUE, Long.MIN_VALUE, -4096, -1};
    private static final String LONGEST = "n".repeat(Names.MAX_LENGTH);
    private static final Errno LONGEST_ERRNO = Errno.of("E" + "Z".repeat(Errno.MAX_LENGTH - 1));

    /** Names that say which number they stand for. */
    private static final RecordedNames NAMES = new RecordedNames() {
        @Override
        public String nameOf(int regionId) {
            return "region" + regionId;
        }

        @Override
        public String listenerNameOf(int listenerId) {
            return "listener" + listenerId;
        }
    };

    @TempDir
    Path temp;

    @Test
    void readsEveryLayoutRecordAsItWasWritten() {
        List<LayoutRecord> written = layouts();
        RecordFeed feed = new RecordFeed().add(written.toArray(LayoutRecord[]::new));
        List<LayoutRecord> read = new ArrayList<>();

        feed.readThrough(temp.resolve("journal"), record -> {
            if (record.type() >= RecordType.FIRST_USER) {
                read.add(LayoutRecord.decode(record));
            } else {
                assertThat(LayoutRecord.decode(record)).isNull();
            }
            return true;
        });

        assertThat(read).usingRecursiveFieldByFieldElementComparator().containsExactlyElementsOf(written);
        // a comparison by fields does not tell two specifications apart that hide them; the bytes do
        assertThat(read.stream().map(each -> RecordFeed.entryOf(each).hex()).toList())
                .isEqualTo(written.stream()
                        .map(each -> RecordFeed.entryOf(each).hex())
                        .toList());
    }

    @Test
    void readsEveryRequestAsItWasWritten() {
        try (Region region = new Region(0xffff, RegionSpec.of("region65535", 1 << 20))) {
            for (Operation operation : Operation.values()) {
                for (Initiator initiator : Initiator.values()) {
                    for (SourceClock clock : SourceClock.values()) {
                        for (long extreme : EXTREMES) {
                            ConversionRequest request = ConversionRequest.blank()
                                    .set(
                                            operation,
                                            operation.isByAddress() ? null : region.name(),
                                            operation.isAboutAddedSource() ? "vmem" : null,
                                            extreme,
                                            ~extreme)
                                    .by(initiator)
                                    .at(clock, extreme - 1);
                            checkRequest(request, operation.isByAddress() ? null : region);
                        }
                    }
                }
            }
        }
    }

    @Test
    void keepsTheNameOfARegionThatThereIsNot() {
        checkRequest(ConversionRequest.toShared("x", 1, 2), null);
        checkRequest(ConversionRequest.unplugAll(LONGEST), null);
        checkRequest(ConversionRequest.ofSource(true, LONGEST, LONGEST, 3, 4), null);
    }

    @Test
    void readsEveryOutcomeAsItWasWritten() {
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            for (Rejection reason : Rejection.values()) {
                for (Answer answer : Answer.values()) {
                    for (long extreme : EXTREMES) {
                        Outcome outcome = new Outcome()
                                .reject(reason)
                                .kind(kind)
                                .decided(extreme, answer)
                                .digest(~extreme);
                        if (reason == Rejection.BUSY && answer == Answer.ENGINE) {
                            outcome.busyAt(0xffff, "region65535", extreme);
                        } else {
                            outcome.pages(extreme);
                        }
                        checkOutcome(outcome);
                    }
                }
            }
        }
    }

    @Test
    void readsTheRefusalsOfAllListenersThatThereCanBe() {
        Outcome outcome = new Outcome().kind(Outcome.Kind.COMMITTED).pages(1);
        for (int i = 0; i < GuestMemory.MAX_LISTENERS; i++) {
            boolean threw = i % 2 == 0;
            outcome.addRefusal(new Outcome.Refusal(
                    Integer.MAX_VALUE - i,
                    "listener" + (Integer.MAX_VALUE - i),
                    EXTREMES[i % EXTREMES.length],
                    threw ? Errno.EFAULT : LONGEST_ERRNO,
                    threw));
        }

        checkOutcome(outcome);
        // and the longest outcome that there can be fits into a record
        new RecordFeed().add(RecordFeed.entryOf(outcome)).readThrough(temp.resolve("journal"), record -> true);
    }

    /** What follows a payload is the next record's, and may look as if it were this one's. */
    @Test
    void readsNothingBehindTheEndOfAPayload() {
        Outcome plain = new Outcome().kind(Outcome.Kind.NOOP);
        Outcome refused = new Outcome().kind(Outcome.Kind.ROLLED_BACK);
        refused.addRefusal(new Outcome.Refusal(1, "x", 2, Errno.ENOSPC, false));
        for (Outcome outcome : List.of(plain, refused)) {
            byte[] bytes = RecordFeed.entryOf(outcome).payload();
            refusesEveryEnd(bytes, end -> OutcomeCodec.decode(new UnsafeBuffer(bytes), 0, end, NAMES, new Outcome()));
        }
        for (ConversionRequest request :
                List.of(ConversionRequest.plug("abc", 1, 2), ConversionRequest.convertToShared(1, 2))) {
            byte[] bytes = RecordFeed.entryOf(request, null).payload();
            refusesEveryEnd(
                    bytes,
                    end -> RequestCodec.decode(new UnsafeBuffer(bytes), 0, end, NAMES, ConversionRequest.blank()));
        }
        byte[] endBytes = RecordFeed.entryOf(new ListenerEnded(1, ListenerEnded.Cause.REFUSED, Errno.ENOSPC))
                .payload();
        refusesEveryEnd(
                endBytes, end -> ListenerEnded.decode(new PayloadReader().wrap(new UnsafeBuffer(endBytes), 0, end)));
    }

    private static void refusesEveryEnd(byte[] payload, IntConsumer decoder) {
        for (int length = 0; length < payload.length; length++) {
            int end = length;
            assertThatIllegalArgumentException().isThrownBy(() -> decoder.accept(end));
        }
    }

    /** Those that a listener was told to say, "no error", could not be read again. */
    @Test
    void refusesAListenerThatRefusesWithoutAReason() {
        ListenerSpec spec = ListenerSpec.of("l", "r", ListenerSpec.Kind.PLAIN);
        assertThatIllegalArgumentException().isThrownBy(() -> spec.refusing(Errno.NONE, 1));
    }

    @Test
    void refusesMoreVetoesThanARecordHolds() {
        ListenerSpec spec = ListenerSpec.of("l", "r", ListenerSpec.Kind.PLAIN);
        long[] calls = LongStream.rangeClosed(1, ListenerSpec.MAX_VETOES + 1).toArray();
        assertThatIllegalArgumentException().isThrownBy(() -> spec.refusing(Errno.ENOSPC, calls));
        // repeats are harmless
        assertThat(spec.refusing(Errno.ENOSPC, new long[calls.length]).vetoes()).containsExactly(0);
    }

    private static List<LayoutRecord> layouts() {
        List<LayoutRecord> layouts = new ArrayList<>();
        for (RegionSpec.Memory memory : RegionSpec.Memory.values()) {
            layouts.add(region(0, new RegionSpec("r", -1L << 52, 1L << 52, false, false, -1, memory)));
            layouts.add(region(Integer.MAX_VALUE, new RegionSpec(LONGEST, 3L << 62, 1L << 62, true, false, 0, memory)));
            layouts.add(region(-1, new RegionSpec("A_z.0-9", 1L << 44, 4096, true, true, 1L << 44, memory)));
        }
        BackingSpec odd = BackingSpec.external(LONGEST).withHugetlbShared(true).discarding(false);
        for (DiscardHold hold : DiscardHold.values()) {
            layouts.add(region(1, RegionSpec.of("r", 4096).backedBy(odd).holding(hold)));
            layouts.add(region(2, RegionSpec.of("r", 4096).holding(hold)));
            layouts.add(new LayoutRecord.ListenerAdded(
                    3, ListenerSpec.of("l", "r", ListenerSpec.Kind.PLAIN).holding(hold)));
        }
        layouts.add(region(
                1,
                new RegionSpec("r", 1L << 40, 4096, true, false, 0, RegionSpec.Memory.IN_PLACE)
                        .backedBy(BackingSpec.MODEL.inFoliosOf(1L << 40))));
        for (long extreme : EXTREMES) {
            layouts.add(new LayoutRecord.Mapped(extreme, ~extreme, (int) extreme, extreme + 1));
            layouts.add(new LayoutRecord.RegionRemoved((int) extreme));
            layouts.add(new LayoutRecord.Unmapped(extreme));
            layouts.add(new LayoutRecord.PinChanged((int) extreme, extreme > 0, extreme, ~extreme));
            layouts.add(new MemoryTypeSet(
                    (int) extreme, extreme, ~extreme, new TypeChange(extreme > 0, null, MemoryType.UC_MINUS, null)));
            layouts.add(new Observation(
                    LONGEST, SourceClock.BOOT, extreme, extreme > 0, ~extreme, extreme, extreme < 0, verdict(extreme)));
        }
        for (Policy.Mixed mixed : Policy.Mixed.values()) {
            for (Policy.OnVeto onVeto : Policy.OnVeto.values()) {
                layouts.add(new LayoutRecord.PolicySet(new Policy(mixed, onVeto)));
            }
        }
        for (DiscardHold hold : DiscardHold.values()) {
            layouts.add(new LayoutRecord.HoldChanged(hold, true));
            layouts.add(new LayoutRecord.HoldChanged(hold, false));
        }
        for (ListenerEnded.Cause cause : ListenerEnded.Cause.values()) {
            layouts.add(new ListenerEnded(Integer.MIN_VALUE, cause, LONGEST_ERRNO));
            layouts.add(new ListenerEnded(0, cause, Errno.NONE));
        }
        long[] vetoes = LongStream.range(0, ListenerSpec.MAX_VETOES)
                .map(i -> i * i * i * i - 7)
                .toArray();
        for (ListenerSpec.Kind kind : ListenerSpec.Kind.values()) {
            ListenerSpec spec = ListenerSpec.of(LONGEST, LONGEST, kind);
            layouts.add(new LayoutRecord.ListenerAdded(0, spec));
            layouts.add(new LayoutRecord.ListenerAdded(-1, spec.over(-4096, -1).limitedTo(-1)));
            layouts.add(new LayoutRecord.ListenerAdded(7, spec.over(0, 0).refusing(LONGEST_ERRNO, vetoes)));
        }
        return layouts;
    }

    private static LayoutRecord region(int id, RegionSpec spec) {
        return new LayoutRecord.RegionAdded(id, spec);
    }

    private static Observation.Verdict verdict(long number) {
        return Observation.Verdict.values()[(int) Math.floorMod(number, 3L)];
    }

    private static void checkRequest(ConversionRequest request, Region region) {
        byte[] payload = padded(RecordFeed.entryOf(request, region).payload());
        ConversionRequest read = ConversionRequest.blank();

        RequestCodec.decode(new UnsafeBuffer(payload), 0, payload.length, NAMES, read);

        assertThat(read).usingRecursiveComparison().isEqualTo(request);
    }

    private static void checkOutcome(Outcome outcome) {
        byte[] payload = padded(RecordFeed.entryOf(outcome).payload());
        Outcome read = new Outcome();

        OutcomeCodec.decode(new UnsafeBuffer(payload), 0, payload.length, NAMES, read);

        // the bytes say what an agreement leaves out: sequences and numbers
        assertThat(read.agreesWith(outcome)).as("%s", outcome).isTrue();
        assertThat(padded(RecordFeed.entryOf(read).payload())).isEqualTo(payload);
    }

    /** As a journal pads payloads with zeros. */
    private static byte[] padded(byte[] payload) {
        return Arrays.copyOf(payload, payload.length + 7 & ~7);
    }
}
