package io.flipbook.engine;

import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordLayout;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.SnapshotOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state that takes the short way to the commonest outcomes is that of one that shows them, which judges all. */
class UsualDecisionTest {
    private static final int RECORDS_OF_LAYOUT = 9;

    @TempDir
    Path temp;

    private final List<byte[]> records = new ArrayList<>();

    @Test
    void leadsToTheSameStateBehindEachRecord() {
        Seeds.each(10, (seed, random) -> {
            write(temp.resolve("journal" + seed), random);
            assertThat(compare(records)).isNull();
        });
    }

    @Test
    void findsTheSameDamage() {
        write(temp.resolve("journal"), new Random(7));
        Random random = new Random(8);
        int damaged = 0;
        for (int round = 0; round < 3000; round++) {
            int at = RECORDS_OF_LAYOUT + random.nextInt(records.size() - RECORDS_OF_LAYOUT);
            byte[] bad = records.get(at).clone();
            int offset = RecordLayout.PAYLOAD_OFFSET + random.nextInt(bad.length - RecordLayout.PAYLOAD_OFFSET);
            bad[offset] =
                    random.nextBoolean() ? (byte) (bad[offset] ^ 1 << random.nextInt(8)) : (byte) random.nextInt();
            List<byte[]> forged = new ArrayList<>(records);
            forged.set(at, bad);
            damaged += compare(forged) == null ? 0 : 1;
        }
        assertThat(damaged).isBetween(1000, 2900);
    }

    /** Feeds two states, and returns what both of them say is damaged; null if nothing is. */
    private static String compare(List<byte[]> records) {
        try (GuestMemory quick = new GuestMemory();
                GuestMemory thorough = new GuestMemory()) {
            thorough.showDecisions((request, outcome, runs) -> {});
            for (byte[] record : records) {
                String damage = feed(quick, record);
                assertThat(feed(thorough, record)).isEqualTo(damage);
                assertThat(quick.digest()).isEqualTo(thorough.digest());
                assertThat(quick.undecided()).isEqualTo(thorough.undecided());
                if (damage != null) {
                    assertThat(snapshot(quick)).isEqualTo(snapshot(thorough));
                    return damage;
                }
            }
            assertThat(snapshot(quick)).isEqualTo(snapshot(thorough));
            return null;
        }
    }

    private static String feed(GuestMemory memory, byte[] record) {
        try {
            memory.onRecord(RecordView.of(new UnsafeBuffer(record), 0, "file", 0));
            return null;
        } catch (JournalDamagedException e) {
            return e.getMessage();
        }
    }

    private static byte[] snapshot(GuestMemory memory) {
        return SnapshotOutput.toBytes(memory::writeSnapshot);
    }

    /** Two regions of pages of two sizes, mapped in three pieces, and requests of all sorts. */
    private void write(Path directory, Random random) {
        records.clear();
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(directory))) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE).pluggedInBlocksOf(4 * PAGE));
            engine.addRegion(new RegionSpec("pool", 64 * PAGE, 4 * PAGE, true, false, 0, RegionSpec.Memory.TWO_SIDED));
            engine.map(0, 32 * PAGE, "ram", 0);
            engine.map(32 * PAGE, 64 * PAGE, "pool", 0);
            engine.map(128 * PAGE, 32 * PAGE, "ram", 32 * PAGE);
            engine.setPolicy(Policy.DEFAULT);
            engine.convert(ConversionRequest.plug("ram", 0, 64 * PAGE));
            for (int i = 0; i < 150; i++) {
                act(engine, random);
            }
        }
        JournalScanner.of(directory)
                .scan(
                        record -> records.add(bytesOf(record)),
                        finding -> assertThat(finding).isNull());
    }

    private static void act(ConversionEngine engine, Random random) {
        long start = random.nextInt(44) * 4 * PAGE;
        long size = (1 + random.nextInt(3)) * (random.nextInt(3) == 0 ? PAGE : 4 * PAGE);
        String region = random.nextBoolean() ? "ram" : "pool";
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> engine.convert(ConversionRequest.convertToShared(start, size));
            case 3, 4, 5 -> engine.convert(ConversionRequest.convertToPrivate(start, size));
            case 6 -> engine.convert(ConversionRequest.toShared(region, start, size));
            case 7 -> engine.convert(ConversionRequest.toPrivate(region, start, size));
            case 8 -> engine.begin(ConversionRequest.convertToShared(start, size));
            case 9 -> engine.convert(ConversionRequest.unplug("ram", start, 4 * PAGE));
            case 10 -> engine.convert(ConversionRequest.plug("ram", start, 4 * PAGE));
            default -> decideOne(engine, random);
        }
    }

    private static void decideOne(ConversionEngine engine, Random random) {
        List<Long> undecided = engine.guest().undecided();
        if (!undecided.isEmpty()) {
            engine.decide(
                    undecided.get(random.nextInt(undecided.size())),
                    random.nextInt(4) == 0 ? Answer.ACK : Answer.ENGINE);
        }
    }

    private static byte[] bytesOf(RecordView record) {
        byte[] bytes = new byte[record.length()];
        record.buffer().getBytes(record.payloadOffset() - RecordLayout.PAYLOAD_OFFSET, bytes);
        return bytes;
    }
}
