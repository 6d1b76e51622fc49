package io.flipbook.engine;

import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeAttributes;
import io.flipbook.engine.memtype.TypeChange;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTypesTest {
    private static final TypeChange HONOUR = new TypeChange(true, null, null, null);
    private static final TypeChange WRITE_COMBINED = new TypeChange(null, null, MemoryType.WC, null);

    @TempDir
    Path temp;

    @Test
    void areKeptByRangeAndTheLastStatementWins() {
        try (Guests guests = new Guests(temp)) {
            ConversionEngine engine = guests.engine;
            assertThat(set(engine, 2, 8, HONOUR)).isEqualTo("ok");
            assertThat(set(engine, 4, 6, WRITE_COMBINED)).isEqualTo("ok");
            assertThat(set(engine, 5, 7, new TypeChange(false, null, null, null)))
                    .isEqualTo("ok");

            assertThat(engine.guest().memoryTypes("ram"))
                    .containsExactly(
                            range(2, 4, true, null),
                            range(4, 5, true, MemoryType.WC),
                            range(5, 6, false, MemoryType.WC),
                            range(7, 8, true, null));
            assertThat(engine.guest().memoryType("ram", 5 * PAGE - 1).isAlias()).isTrue();
            assertThat(engine.guest().memoryType("ram", 5 * PAGE).isAlias()).isFalse();
            assertThat(guests.calls).isEmpty();
        }
    }

    @Test
    void surviveARestartAndChangeNoDigest() {
        try (Guests guests = new Guests(temp)) {
            long digest = guests.engine.guest().digest();
            set(guests.engine, 2, 8, HONOUR);
            set(guests.engine, 4, 16, WRITE_COMBINED);
            var before = guests.engine.guest().memoryTypes("ram");
            guests.reopen();

            assertThat(guests.engine.guest().memoryTypes("ram"))
                    .isEqualTo(before)
                    .hasSize(3);
            assertThat(guests.engine.guest().digest()).isEqualTo(digest);
        }
    }

    @Test
    void areRejectedAsARangeIs() {
        try (Guests guests = new Guests(temp)) {
            ConversionEngine engine = guests.engine;
            long before = engine.lastSequence();
            assertThat(reason(engine.setMemoryType("rom", 0, PAGE, HONOUR))).isEqualTo(Rejection.UNKNOWN_REGION);
            assertThat(reason(engine.setMemoryType("ram", 0, 0, HONOUR))).isEqualTo(Rejection.ZERO_SIZE);
            assertThat(reason(engine.setMemoryType("ram", 1, PAGE, HONOUR))).isEqualTo(Rejection.MISALIGNED);
            assertThat(reason(engine.setMemoryType("ram", 16 * PAGE, PAGE, HONOUR)))
                    .isEqualTo(Rejection.OUT_OF_RANGE);
            engine.setPolicy(new Policy(Policy.Mixed.SEGMENTS, Policy.OnVeto.HALT));
            guests.listener("a").onPopulate(1, () -> Errno.ENOSPC);
            guests.convert(Guests.toShared(0, 1));
            assertThat(engine.guest().isHalted()).isTrue();
            assertThat(reason(engine.setMemoryType("ram", 0, PAGE, HONOUR))).isEqualTo(Rejection.HALTED);
            assertThat(engine.lastSequence()).isEqualTo(before + 3);
            assertThat(engine.guest().memoryTypes("ram")).isEmpty();
        }
    }

    @Test
    void areAskedOfPlacesThatThereAre() {
        try (Guests guests = new Guests(temp)) {
            GuestView guest = guests.engine.guest();
            assertThat(guest.memoryType("ram", 16 * PAGE - 1)).isEqualTo(TypeAttributes.DEFAULT);
            assertThatIllegalArgumentException().isThrownBy(() -> guest.memoryType("ram", 16 * PAGE));
            assertThatIllegalArgumentException().isThrownBy(() -> guest.memoryType("ram", -1));
            assertThatIllegalArgumentException().isThrownBy(() -> guest.memoryType("rom", 0));
        }
    }

    @Test
    void areNotMoreThanThereCanBe() {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            engine.addRegion(RegionSpec.of("ram", 1L << 40));
            int ranges = 0;
            try {
                while (ranges <= GuestMemory.MAX_MEMORY_TYPE_BORDERS) {
                    engine.setMemoryType("ram", (2L * ranges + 1) * PAGE, PAGE, HONOUR);
                    ranges++;
                }
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("65536 borders of memory types");
            }
            assertThat(ranges).isEqualTo(GuestMemory.MAX_MEMORY_TYPE_BORDERS / 2);
            long before = engine.lastSequence();
            assertThatThrownBy(() -> engine.setMemoryType("ram", 0, PAGE, HONOUR))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(engine.lastSequence()).isEqualTo(before);
            assertThat(engine.guest().memoryTypes("ram")).hasSize(ranges);
            assertThat(engine.convert(Guests.toShared(0, 1)).kind()).isEqualTo(Outcome.Kind.COMMITTED);
        }
    }

    @Test
    void ofAForgerAreNotReserved() {
        MemoryTypeSet honest = new MemoryTypeSet(0, 0, PAGE, new TypeChange(true, null, MemoryType.WC, null));
        assertThat(decode(Forgery.patch(RecordFeed.entryOf(honest), 22, 7))
                        .change()
                        .guest())
                .isEqualTo(MemoryType.UC_MINUS);
        for (int at : new int[] {21, 22, 23}) {
            for (int encoding : new int[] {2, 3, 8, 0x7f, 0xfe}) {
                RecordFeed.Entry forged = Forgery.patch(RecordFeed.entryOf(honest), at, encoding);
                assertThatIllegalArgumentException().isThrownBy(() -> decode(forged));
            }
        }
        for (int at : new int[] {21, 23}) {
            RecordFeed.Entry forged = Forgery.patch(RecordFeed.entryOf(honest), at, 7);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> decode(forged))
                    .withMessage("UC- stands in a PAT only");
        }
    }

    @Test
    void ofAForgerAreNotMoreEither() {
        try (GuestMemory memory = new GuestMemory()) {
            memory.take(new LayoutRecord.RegionAdded(0, RegionSpec.of("ram", 1L << 40)));
            for (int i = 0; i < GuestMemory.MAX_MEMORY_TYPE_BORDERS / 2; i++) {
                memory.take(new MemoryTypeSet(0, (2L * i + 1) * PAGE, PAGE, HONOUR));
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> memory.take(new MemoryTypeSet(0, 1L << 39, PAGE, HONOUR)));
        }
    }

    private static String set(ConversionEngine engine, long fromPage, long toPage, TypeChange change) {
        return engine.setMemoryType("ram", fromPage * PAGE, (toPage - fromPage) * PAGE, change)
                .kind()
                .toString();
    }

    private static MemoryTypeSet decode(RecordFeed.Entry entry) {
        UnsafeBuffer payload = new UnsafeBuffer(entry.payload());
        return MemoryTypeSet.decode(new PayloadReader().wrap(payload, 0, payload.capacity()));
    }

    private static Rejection reason(Outcome outcome) {
        return outcome.reason();
    }

    private static MemoryTypeRange range(long fromPage, long toPage, boolean honours, MemoryType guest) {
        return new MemoryTypeRange(
                "ram",
                fromPage * PAGE,
                (toPage - fromPage) * PAGE,
                new TypeAttributes(honours, MemoryType.WB, guest, MemoryType.WB));
    }
}
