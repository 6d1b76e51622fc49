package io.flipbook.replay.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.journal.JournalScanner;
import io.flipbook.replay.query.predicate.Moment;
import io.flipbook.replay.query.predicate.Predicate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HistoryMomentsTest {
    private static final long PAGE = 4096;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void countsWhatIsSharedAsIfAllOfItWereLookedAt(long seed) {
        Path journal = random(seed);
        Predicate predicate = Predicate.parse("shared > 0");
        long[] most = new long[1];
        try (HistoryMoments moments = new HistoryMoments(Beginning.OF_ALL, predicate, moment -> {
            long[] all = new long[2];
            for (RegionSpec region : moment.guest().regions()) {
                long[] counted = counted(moment, region.name());
                assertThat(moment.sharedBytes(region.name())).isEqualTo(counted[0]);
                assertThat(moment.sharedRuns(region.name())).isEqualTo(counted[1]);
                all[0] += counted[0];
                all[1] += counted[1];
            }
            assertThat(moment.sharedBytes(null)).isEqualTo(all[0]);
            assertThat(moment.sharedRuns(null)).isEqualTo(all[1]);
            most[0] = Math.max(most[0], all[1]);
            return true;
        })) {
            scan(journal, moments::onRecord);
        }
        assertThat(most[0]).isGreaterThan(4);
    }

    @Test
    void bisectionFindsEachTurnWithAFewStatesInMemory() {
        Path journal = random(7);
        long[] last = new long[1];
        long[] passes = new long[1];
        scan(journal, record -> (last[0] = record.sequence()) > 0);
        StateAt[] here = new StateAt[1];
        Checkpoints.HistoryReader reader = (to, visitor) -> {
            passes[0]++;
            scan(journal, record -> {
                here[0] = new StateAt(record.sequence(), record.timeNs(), null, null);
                return record.sequence() <= to && visitor.onRecord(record);
            });
        };
        for (long maxBytes : new long[] {1, 2000, Long.MAX_VALUE}) {
            for (long turn :
                    LongStream.of(1, 2, 3, 100, 401, last[0] - 1, last[0]).toArray()) {
                passes[0] = 0;
                Checkpoints checkpoints = new Checkpoints(Beginning.OF_ALL, reader, () -> here[0], 8, maxBytes);
                Bisection.Found found = new Bisection(checkpoints, (at, guest) -> {
                            assertThat(guest.digest()).isEqualTo(digestAt(journal, at.sequence()));
                            return at.sequence() >= turn ? Bisection.Answer.YES : Bisection.Answer.NO;
                        })
                        .find(1, last[0]);
                assertThat(found.isKnown()).isTrue();
                assertThat(found.yes()).as("with %d bytes", maxBytes).isEqualTo(turn);
                assertThat(found.asked()).isLessThan(32);
                assertThat(passes[0]).isLessThan(maxBytes < 10000 ? 64 : 6);
            }
        }
    }

    private static long[] counted(Moment moment, String region) {
        long[] counted = new long[2];
        moment.guest().visitShared(region, (offset, sizeBytes) -> {
            counted[0] += sizeBytes;
            counted[1]++;
            return true;
        });
        return counted;
    }

    private static long digestAt(Path journal, long sequence) {
        try (GuestMemory guest = new GuestMemory()) {
            scan(journal, record -> record.sequence() <= sequence && guest.onRecord(record));
            return guest.digest();
        }
    }

    /** Regions of two page sizes, mapped so that parts of a request come in another order, and side by side. */
    private Path random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Path journal = directory.resolve("journal");
        List<ConversionRequest> requests = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            long start = random.nextLong(64) * PAGE;
            long size = (1 + random.nextLong(16)) * PAGE;
            boolean toShared = random.nextInt(3) != 0;
            if (random.nextBoolean()) {
                requests.add(
                        toShared
                                ? ConversionRequest.convertToShared(start, size)
                                : ConversionRequest.convertToPrivate(start, size));
            } else {
                String region = random.nextBoolean() ? "ram" : "big";
                requests.add(
                        toShared
                                ? ConversionRequest.toShared(region, start, size)
                                : ConversionRequest.toPrivate(region, start, size));
            }
        }
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("ram", 48 * PAGE));
            engine.map(0, 8 * PAGE, "ram", 8 * PAGE);
            engine.map(8 * PAGE, 8 * PAGE, "ram", 0);
            engine.map(16 * PAGE, 16 * PAGE, "ram", 16 * PAGE);
            engine.addRegion(new RegionSpec("big", 32 * PAGE, 2 * PAGE, true, false, 0, RegionSpec.Memory.TWO_SIDED));
            engine.map(32 * PAGE, 32 * PAGE, "big", 0);
            engine.register(ListenerSpec.of("l", "ram", ListenerSpec.Kind.PLAIN)
                    .refusing(Errno.of("EIO"), 5, 9, 14, 20, 33, 40, 41));
            Policy.OnVeto[] answers = {
                Policy.OnVeto.KEEP, Policy.OnVeto.PARTIAL, Policy.OnVeto.ALL_PRIVATE, Policy.OnVeto.ROLLBACK
            };
            for (ConversionRequest request : requests) {
                Policy.Mixed mixed = random.nextBoolean() ? Policy.Mixed.PER_PAGE : Policy.Mixed.SEGMENTS;
                engine.setPolicy(new Policy(mixed, answers[random.nextInt(answers.length)]));
                engine.convert(request);
            }
        }
        return journal;
    }

    private static void scan(Path journal, io.flipbook.journal.RecordVisitor visitor) {
        JournalScanner.of(journal).scan(visitor, finding -> {
            throw new AssertionError(finding);
        });
    }
}
