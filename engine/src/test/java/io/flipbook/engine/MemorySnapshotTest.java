package io.flipbook.engine;

import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.bitmap.PageBitmap;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeChange;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemorySnapshotTest {
    private static final int HEADER_BYTES = 88;

    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void writeAJournalWithAllThatCanBeInAState() {
        directory = temp.resolve("journal");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(RecordFeed.config(directory)))) {
            engine.addRegion(RegionSpec.of("first", 100 * PAGE).initially(true));
            engine.addRegion(new RegionSpec("ram", 9000 * PAGE, PAGE, false, false, 0, RegionSpec.Memory.IN_PLACE));
            engine.addRegion(RegionSpec.of("backed", 64 * PAGE)
                    .backedBy(BackingSpec.MODEL.discarding(false))
                    .holding(DiscardHold.COORDINATED_REQUIRE));
            engine.addRegion(RegionSpec.of("dimm", 4000 * PAGE).pluggedInBlocksOf(100 * PAGE));
            engine.removeRegion("first");
            engine.addRegion(RegionSpec.of("last", 4 * PAGE));
            engine.removeRegion("last");
            engine.map(0, 9000 * PAGE, "ram", 0);
            engine.map(1L << 32, 64 * PAGE, "dimm", 8 * PAGE);
            engine.convert(ConversionRequest.toShared("ram", 3 * PAGE, 5000 * PAGE));
            engine.convert(ConversionRequest.toPrivate("ram", 70 * PAGE, PAGE));
            engine.convert(ConversionRequest.plug("dimm", 100 * PAGE, 500 * PAGE));
            engine.setPolicy(new Policy(Policy.Mixed.PER_PAGE, Policy.OnVeto.HALT));
            engine.register(ListenerSpec.of("gone", "dimm", ListenerSpec.Kind.PLAIN));
            engine.register(ListenerSpec.of("type1", "dimm", ListenerSpec.Kind.TYPE1)
                    .limitedTo(77)
                    .refusing(Errno.of("ENOSPC"), 5));
            engine.unregister("gone");
            engine.register(ListenerSpec.of("vfio", "backed", ListenerSpec.Kind.PLAIN)
                    .holding(DiscardHold.UNCOORDINATED_DISABLE));
            engine.register(ListenerSpec.of("part", "ram", ListenerSpec.Kind.PLAIN)
                    .over(PAGE, 6 * PAGE)
                    .refusing(Errno.of("ENOMEM"), 2));
            engine.unregister("part");
            engine.pin(true, "ram", 8 * PAGE, 3 * PAGE);
            engine.pin(true, "ram", 9 * PAGE, PAGE);
            engine.hold(DiscardHold.UNCOORDINATED_DISABLE, true);
            engine.hold(DiscardHold.COORDINATED_REQUIRE, true);
            engine.setMemoryType("ram", 8000 * PAGE, 1000 * PAGE, new TypeChange(true, null, MemoryType.WC, null));
            engine.setMemoryType("ram", 8500 * PAGE, 100 * PAGE, new TypeChange(null, MemoryType.UC, null, null));
            engine.setMemoryType("dimm", 0, PAGE, new TypeChange(null, null, null, MemoryType.WT));
            engine.begin(ConversionRequest.toShared("nowhere", 0, PAGE));
            engine.begin(ConversionRequest.convertToPrivate(0x7000, PAGE));
            engine.begin(ConversionRequest.toShared("dimm", 0, PAGE).by(ConversionRequest.Initiator.HOST));
        }
    }

    @Test
    void aStateOfASnapshotIsThatOfTheHistoryToTheBit() throws IOException {
        long last = make(Long.MAX_VALUE);
        byte[] whole = Files.readAllBytes(file(last));
        for (long sequence = 1; sequence < last; sequence++) {
            deleteAll();
            make(sequence);
            assertThat(make(last)).isEqualTo(last);
            assertThat(Files.readAllBytes(file(last))).as("from " + sequence).isEqualTo(whole);
        }
    }

    @Test
    void whatIsReadFromASnapshotAnswersAsTheHistoryDoes() {
        make(Long.MAX_VALUE);
        try (GuestMemory history = new GuestMemory();
                GuestMemory loaded = new GuestMemory()) {
            JournalScanner.of(directory).scan(history, MemorySnapshotTest::fail);
            RecordVisitor only = new RecordVisitor() {
                @Override
                public boolean onRecord(RecordView record) {
                    throw new AssertionError("record " + record.sequence() + " is before the snapshot");
                }

                @Override
                public boolean onSnapshot(SnapshotInput snapshot) {
                    return loaded.onSnapshot(snapshot);
                }
            };
            JournalScanner.of(directory).scanFromSnapshot(only, MemorySnapshotTest::fail);

            assertThat(loaded.digest()).isEqualTo(history.digest()).isNotZero();
            assertThat(loaded.regions()).isEqualTo(history.regions()).hasSize(3);
            assertThat(loaded.maps()).isEqualTo(history.maps()).hasSize(2);
            assertThat(loaded.policy()).isEqualTo(history.policy()).isNotEqualTo(Policy.DEFAULT);
            assertThat(loaded.undecided()).isEqualTo(history.undecided()).hasSize(3);
            assertThat(loaded.nextListenerId()).isEqualTo(4);
            assertThat(loaded.listenersById()).containsOnlyKeys(1, 2);
            assertThat(loaded.listeners().get(1).hold()).isEqualTo(DiscardHold.UNCOORDINATED_DISABLE);
            assertThat(loaded.listeners().get(0).vetoes()).containsExactly(5);
            assertThat(loaded.region("ram").pins().firstPinned(0, 9000)).isEqualTo(8);
            assertThat(loaded.region("ram").pins().allPinned(8, 11)).isTrue();
            assertThat(loaded.region("ram").pins().allPinned(8, 12)).isFalse();
            assertThat(loaded.memoryTypes("ram"))
                    .isEqualTo(history.memoryTypes("ram"))
                    .hasSize(3);
            assertThat(loaded.memoryTypes("dimm"))
                    .isEqualTo(history.memoryTypes("dimm"))
                    .hasSize(1);
            assertThat(loaded.holds().isHeld(DiscardHold.COORDINATED_REQUIRE)).isTrue();
            assertThat(loaded.isPopulated("ram", 71 * PAGE, 4932 * PAGE)).isTrue();
            assertThat(loaded.isPopulated("ram", 70 * PAGE, PAGE)).isFalse();
        }
    }

    @Test
    void numbersOfRegionsThatNobodyWritesAreRefused() {
        assertThat(areNumbersRefused(2, 4, 0, 2)).isFalse();
        assertThat(areNumbersRefused(2, 3, 0, 2)).isFalse();
        assertThat(areNumbersRefused(2, GuestMemory.MAX_REGION_NUMBERS, 7, 9)).isFalse();
        assertThat(areNumbersRefused(2, 2, 0, 2)).as("the next one too small").isTrue();
        assertThat(areNumbersRefused(2, 0, 0, 2)).as("the next one the first").isTrue();
        assertThat(areNumbersRefused(2, -1, 0, 2)).as("the next one past all").isTrue();
        assertThat(areNumbersRefused(2, GuestMemory.MAX_REGION_NUMBERS + 1, 0, 2))
                .as("the next one out of range")
                .isTrue();
        assertThat(areNumbersRefused(2, 4, 2, 2)).as("a number twice").isTrue();
        assertThat(areNumbersRefused(2, 4, 2, 0)).as("not ascending").isTrue();
        assertThat(areNumbersRefused(2, 4, -1, 0)).as("a number out of range").isTrue();
        assertThat(areNumbersRefused(2, 2, 0, 1))
                .as("without gaps, in version 2")
                .isTrue();
        assertThat(areNumbersRefused(1, 4, 0, 2)).as("version 1 of that length").isTrue();
        assertThat(areNumbersRefused(3, 4, 0, 2)).as("no such version").isTrue();
        byte[] gapInVersion1 = stateOfTwoRegions(0, 1);
        assertThat(isRefused(gapInVersion1, "no gap")).isFalse();
        int regionBytes = (gapInVersion1.length - 56 - 12) / 2;
        new UnsafeBuffer(gapInVersion1).putInt(56 + regionBytes + Integer.BYTES, 2, ByteOrder.LITTLE_ENDIAN);
        assertThat(isRefused(gapInVersion1, "gap")).isTrue();
    }

    /** As a forger would write it: without the bits of the source, and with the digest of the rest. */
    @Test
    void aSourceOfAnotherRegionThanTheOneItStandsInIsRefused() {
        try (GuestMemory memory = new GuestMemory()) {
            memory.take(new LayoutRecord.RegionAdded(0, RegionSpec.of("r0", PAGE)));
            memory.take(new LayoutRecord.RegionAdded(1, RegionSpec.of("r1", PAGE)));
            long digestWithoutSource = memory.digest();
            memory.take(new SourceAdded(1, "guest", 0));
            byte[] state = SnapshotOutput.toBytes(memory::writeSnapshot);
            assertThat(isRefused(state, "its own")).isFalse();

            int name = new String(state, StandardCharsets.ISO_8859_1).indexOf("guest");
            int bits = name + "guest".length() + Integer.BYTES + Long.BYTES;
            assertThat(state[bits]).isEqualTo((byte) 1);
            byte[] forged = Arrays.copyOf(state, state.length - Long.BYTES);
            System.arraycopy(state, bits + Long.BYTES, forged, bits, forged.length - bits);
            UnsafeBuffer buffer = new UnsafeBuffer(forged);
            buffer.putLong(Integer.BYTES, digestWithoutSource, ByteOrder.LITTLE_ENDIAN);
            buffer.putInt(name - Short.BYTES - Integer.BYTES, 0, ByteOrder.LITTLE_ENDIAN);
            assertThat(isRefused(forged, "another")).isTrue();
        }
    }

    /** A state in which the regions have these numbers, all others up to the last one having gone. */
    private static byte[] stateOfTwoRegions(int first, int second) {
        try (GuestMemory memory = new GuestMemory()) {
            for (int id = 0; id <= second; id++) {
                memory.take(new LayoutRecord.RegionAdded(id, RegionSpec.of("r" + id, PAGE)));
                if (id != first && id != second) {
                    memory.take(new LayoutRecord.RegionRemoved(id));
                }
            }
            return SnapshotOutput.toBytes(memory::writeSnapshot);
        }
    }

    private static boolean areNumbersRefused(int version, int next, int first, int second) {
        byte[] state = stateOfTwoRegions(0, 2);
        int regionBytes = (state.length - 60 - 12) / 2;
        UnsafeBuffer buffer = new UnsafeBuffer(state);
        buffer.putInt(0, version, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(20, next, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(60 + Integer.BYTES, first, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(60 + regionBytes + Integer.BYTES, second, ByteOrder.LITTLE_ENDIAN);
        return isRefused(state, version + " " + next + " " + first + " " + second);
    }

    @Test
    void aUniformGuestTakesNextToNothingWhateverItsSize() throws IOException {
        Path large = temp.resolve("large");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(RecordFeed.config(large)))) {
            engine.addRegion(RegionSpec.of("ram", 1L << 44));
            engine.convert(ConversionRequest.toShared("ram", 1L << 30, 1L << 43));
        }
        long sequence = SnapshotMaker.make(JournalSnapshots.in(large), Long.MAX_VALUE);

        assertThat(Files.size(large.resolve("snapshot-" + sequence + ".fbs"))).isLessThan(1000);
    }

    @Test
    void anyBytesWithAGoodChecksumAreRefusedOrAreWhatTheirStateWrites() throws IOException {
        long last = make(Long.MAX_VALUE);
        byte[] good = payload(last);
        int refused = 0;
        for (int at = 0; at < good.length * Byte.SIZE; at++) {
            byte[] bad = good.clone();
            bad[at / Byte.SIZE] ^= (byte) (1 << at % Byte.SIZE);
            refused += isRefused(bad, "bit " + at) ? 1 : 0;
        }
        Random random = new Random(8);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 40));
            for (int i = random.nextInt(4); i >= 0 && bad.length > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            refused += isRefused(bad, "round " + round) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(good.length * Byte.SIZE / 2);
        assertThat(isRefused(good, "good")).isFalse();
    }

    @Test
    void bitsInAFormThatNobodyWritesAreRefused() {
        assertThat(areBitsRefused(3, 1, 0xff)).isFalse();
        assertThat(areBitsRefused(3, 1, -1)).as("a word called mixed is full").isTrue();
        assertThat(areBitsRefused(3, 1, 0)).as("a word called mixed is empty").isTrue();
        assertThat(areBitsRefused(1, 3, 0xff)).as("full and not any").isTrue();
        assertThat(areBitsRefused(7, 1, 0xff)).as("a word that there is not").isTrue();
        assertThat(areBitsRefused(3, 1, 1L << 36))
                .as("a page that there is not")
                .isTrue();
    }

    /** Reads the bits of 100 pages: a word of the level above, and the one below that is mixed. */
    private static boolean areBitsRefused(long any, long full, long below) {
        byte[] bytes =
                SnapshotOutput.toBytes(out -> out.putLong(any).putLong(full).putLong(below));
        try (PageBitmap bitmap = new PageBitmap(100)) {
            bitmap.read(SnapshotInput.of(bytes, 1));
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    @Test
    void eachOf64WordsThatAreReadAtOnceHasToBeMixed() {
        for (int bad = 0; bad < 64; bad++) {
            assertThat(areWordsRefused(bad, 0x10)).as("good").isFalse();
            assertThat(areWordsRefused(bad, 0)).as("word " + bad + " is empty").isTrue();
            assertThat(areWordsRefused(bad, -1)).as("word " + bad + " is full").isTrue();
        }
    }

    /** Reads the bits of 4096 pages: all entries are mixed, and one of the words below them is another. */
    private static boolean areWordsRefused(int at, long other) {
        byte[] bytes = SnapshotOutput.toBytes(out -> {
            out.putLong(-1).putLong(0);
            for (int i = 0; i < 64; i++) {
                out.putLong(i == at ? other : 0xff);
            }
        });
        try (PageBitmap bitmap = new PageBitmap(4096)) {
            bitmap.read(SnapshotInput.of(bytes, 1));
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /** Whether a payload is refused; one that is not has to be what the state that it leads to writes. */
    private static boolean isRefused(byte[] payload, String as) {
        try (GuestMemory memory = new GuestMemory()) {
            try {
                memory.onSnapshot(SnapshotInput.of(payload, Long.MAX_VALUE));
            } catch (IllegalArgumentException e) {
                assertThat(memory.regions()).isEmpty();
                return true;
            }
            byte[] written = SnapshotOutput.toBytes(memory::writeSnapshot);
            assertThat(Arrays.equals(written, payload)).as(as).isTrue();
            return false;
        }
    }

    @Test
    void aStateThatIsClosedWritesNothing() {
        GuestMemory memory = new GuestMemory();
        memory.close();

        assertThatThrownBy(() ->
                        JournalSnapshots.in(directory).make(record -> true, Long.MAX_VALUE, memory::writeSnapshot))
                .isInstanceOf(IllegalStateException.class);
    }

    private long make(long upTo) {
        return SnapshotMaker.make(JournalSnapshots.in(directory), upTo);
    }

    private Path file(long sequence) {
        return directory.resolve("snapshot-" + sequence + ".fbs");
    }

    private byte[] payload(long sequence) throws IOException {
        byte[] bytes = Files.readAllBytes(file(sequence));
        return Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
    }

    private void deleteAll() throws IOException {
        List<Path> files;
        try (var entries = Files.newDirectoryStream(directory, "snapshot-*")) {
            files = new java.util.ArrayList<>();
            entries.forEach(files::add);
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static void fail(io.flipbook.journal.Finding finding) {
        throw new AssertionError(finding.toString());
    }
}
