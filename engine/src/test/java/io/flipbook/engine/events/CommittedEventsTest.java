package io.flipbook.engine.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.engine.live.GuestReader;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalIoException;
import io.flipbook.journal.JournalPosition;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.Retention;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommittedEventsTest {
    private static final long PAGE = 4096;
    private static final long NOON_NS = 1_700_049_600_000_000_000L;
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final int ALL = 10_000;

    @TempDir
    Path temp;

    private final Told told = new Told();
    private long nowNs = NOON_NS;

    @Test
    void handsOnWhatHappensAsItHappens() {
        try (ConversionEngine engine = open();
                CommittedEvents events = CommittedEvents.open(directory())) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            engine.map(0, 64 * PAGE, "ram", 0);
            poll(events, "1 session 1", "2 RegionAdded", "3 Mapped");
            engine.convert(shared(4, 8).at(ConversionRequest.SourceClock.BOOT, 77));
            poll(events, "5 of 4 committed + ram:4:8");
            engine.convert(shared(4, 8));
            engine.convert(shared(2, 12));
            engine.convert(shared(2, 1000));
            engine.convert(ConversionRequest.convertToPrivate(3 * PAGE, 2 * PAGE));
            poll(
                    events,
                    "7 of 6 noop",
                    "9 of 8 committed + ram:2:4 ram:8:12",
                    "11 of 10 rejected",
                    "13 of 12 committed - ram:3:5");
            assertThat(events.guest().digest()).isEqualTo(engine.guest().digest());
            assertThat(events.poll(told, ALL)).isZero();
        }
    }

    @Test
    void givesTimesAndDigestAndTheStateBefore() {
        try (ConversionEngine engine = open();
                CommittedEvents events = CommittedEvents.open(directory())) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            nowNs += 5;
            engine.convert(shared(4, 8).at(ConversionRequest.SourceClock.BOOT, 77));
            List<Long> seen = new ArrayList<>();
            events.poll(
                    event -> seen.addAll(List.of(
                            event.timeNs(),
                            event.request().sourceTimeNs(),
                            event.digest(),
                            events.guest().digest())),
                    ALL);
            assertThat(seen).containsExactly(NOON_NS + 5, 77L, engine.guest().digest(), 0L);
            assertThat(events.guest().digest()).isEqualTo(engine.guest().digest());
        }
    }

    @Test
    void pairsOutcomesThatComeLateAndInAnotherOrder() {
        try (ConversionEngine engine = open();
                CommittedEvents events = CommittedEvents.open(directory())) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            events.poll(told, ALL);
            told.take();
            long first = engine.begin(shared(0, 1));
            long second = engine.begin(shared(1, 3));
            long third = engine.begin(shared(3, 6));
            poll(events);
            engine.decide(second, Answer.ACK);
            engine.decide(third, Answer.BUSY);
            poll(events, "6 of 4 committed + ram:1:3", "7 of 5 rejected");
            engine.convert(shared(8, 9));
            engine.decide(first, Answer.ACK);
            poll(events, "9 of 8 committed + ram:8:9", "10 of 3 committed + ram:0:1");
        }
    }

    @Test
    void tellsWhatARestartDecided() {
        ConversionEngine killed = open();
        killed.addRegion(RegionSpec.of("ram", 64 * PAGE));
        killed.begin(shared(0, 1));
        killed.begin(shared(1, 3));
        killed.close();
        try (ConversionEngine engine = open();
                CommittedEvents events = CommittedEvents.open(directory())) {
            engine.convert(shared(4, 8));
            poll(
                    events,
                    "1 session 1",
                    "2 RegionAdded",
                    "5 session 3",
                    "6 session 2",
                    "7 of 3 aborted",
                    "8 of 4 aborted",
                    "10 of 9 committed + ram:4:8");
        }
    }

    @Test
    void tellsOnlyThePagesThatReallyChangedWhereSomebodyRefused() {
        RegionListener refusing = new RegionListener() {
            @Override
            public Errno populate(long offset, long sizeBytes) {
                return offset >= 6 * PAGE ? Errno.ENOSPC : Errno.NONE;
            }

            @Override
            public void discard(long offset, long sizeBytes) {}
        };
        try (ConversionEngine engine = open();
                CommittedEvents events = CommittedEvents.open(directory())) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            engine.register(ListenerSpec.of("device", "ram", ListenerSpec.Kind.EXTERNAL), refusing);
            engine.setPolicy(new Policy(Policy.Mixed.PER_PAGE, Policy.OnVeto.PARTIAL));
            events.poll(told, ALL);
            told.take();
            engine.convert(shared(1, 3));
            engine.convert(shared(0, 10));
            engine.setPolicy(new Policy(Policy.Mixed.SEGMENTS, Policy.OnVeto.ALL_PRIVATE));
            engine.convert(shared(3, 20));
            poll(
                    events,
                    "6 of 5 committed + ram:1:3",
                    "8 of 7 partial + ram:0:1 ram:3:6",
                    "9 PolicySet",
                    "11 of 10 all-private - ram:3:6");
            assertThat(events.guest().digest()).isEqualTo(engine.guest().digest());
        }
    }

    @Test
    void readsNoMoreThanTheLimitAndGoesOnBehindIt() {
        try (ConversionEngine engine = open();
                CommittedEvents events = CommittedEvents.open(directory())) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            engine.convert(shared(0, 1));
            assertThat(events.position()).isNull();
            assertThat(events.poll(told, 3)).isEqualTo(3);
            assertThat(events.position().sequence()).isEqualTo(3);
            assertThat(told.take()).containsExactly("1 session 1", "2 RegionAdded");
            assertThat(events.poll(told, 3)).isEqualTo(1);
            assertThat(told.take()).containsExactly("4 of 3 committed + ram:0:1");
        }
    }

    @Test
    void goesOnBehindEveryPosition() {
        List<String> all;
        List<JournalPosition> positions = new ArrayList<>();
        try (ConversionEngine engine = open()) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            long late = engine.begin(shared(20, 30));
            for (int i = 0; i < 10; i++) {
                engine.convert(i % 3 == 0 ? ConversionRequest.toPrivate("ram", 0, 8 * PAGE) : shared(i, 2 * i + 1));
            }
            engine.addSource(new SourceSpec("balloon", "ram", 0), false);
            engine.decide(late, Answer.ACK);
        }
        try (CommittedEvents events = CommittedEvents.open(directory())) {
            while (events.poll(told, 1) > 0) {
                positions.add(events.position());
            }
            all = told.take();
        }
        for (JournalPosition position : positions) {
            try (CommittedEvents events = CommittedEvents.openBehind(directory(), position)) {
                assertThat(events.position()).isEqualTo(position);
                events.poll(told, ALL);
                List<String> rest = told.take();
                assertThat(all).endsWith(rest.toArray(new String[0]));
                assertThat(rest).allMatch(event -> Long.parseLong(event.split(" ")[0]) > position.sequence());
                assertThat(all.stream().filter(event -> Long.parseLong(event.split(" ")[0]) > position.sequence()))
                        .hasSameSizeAs(rest);
            }
        }
    }

    @Test
    void refusesAPositionThatIsNotInTheJournal() {
        JournalPosition position;
        try (ConversionEngine engine = open();
                CommittedEvents events = CommittedEvents.open(directory())) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            events.poll(told, ALL);
            position = events.position();
        }
        JournalPosition other = new JournalPosition(new UUID(1, 2), position.sequence(), position.crc());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommittedEvents.openBehind(directory(), other))
                .withMessageContaining(other.toString())
                .withMessageContaining("is journal " + position.identity());
        JournalPosition changed = new JournalPosition(position.identity(), position.sequence(), position.crc() + 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommittedEvents.openBehind(directory(), changed))
                .withMessageContaining("went on otherwise");
        JournalPosition later = new JournalPosition(position.identity(), 1000, position.crc());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommittedEvents.openBehind(directory(), later))
                .withMessageContaining("ends with sequence 3");
    }

    @Test
    void goesOnOrSaysWhatThereIsWhereTheBeginningWasDropped() {
        List<JournalPosition> positions = new ArrayList<>();
        try (ConversionEngine engine = open()) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
        }
        try (CommittedEvents events = CommittedEvents.open(directory())) {
            for (int day = 0; day < 6; day++) {
                nowNs += DAY_NS;
                try (ConversionEngine engine = ConversionEngine.open(config(Retention.ofDays(2)))) {
                    for (int i = 0; i < 10; i++) {
                        engine.convert(shared(day, day + i + 1));
                    }
                    events.poll(told, ALL);
                    positions.add(events.position());
                    if (day == 1 || day == 4) {
                        snapshot();
                    }
                }
            }
            events.poll(told, ALL);
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> CommittedEvents.open(directory()))
                .withMessageContaining("dropped");
        List<String> all = told.take();
        int resumed = 0;
        for (JournalPosition position : positions) {
            try (CommittedEvents events = CommittedEvents.openBehind(directory(), position)) {
                events.poll(told, ALL);
                assertThat(all).endsWith(told.take().toArray(new String[0]));
                resumed++;
            } catch (JournalIoException e) {
                assertThat(e).hasMessageContaining(position.toString()).hasMessageContaining("dropped");
            }
        }
        assertThat(resumed).isBetween(1, positions.size() - 1);
        try (CommittedEvents events = CommittedEvents.openAtSnapshot(directory())) {
            long begun = events.position().sequence();
            assertThat(events.guest().digest()).isNotZero();
            events.poll(told, ALL);
            List<String> rest = told.take();
            assertThat(all).endsWith(rest.toArray(new String[0]));
            assertThat(rest.get(0)).startsWith(begun + 1 + " ");
        }
    }

    @Test
    void endsWithAHandlerThatThrowsAndTheEventComesAgain() {
        try (ConversionEngine engine = open();
                CommittedEvents events = CommittedEvents.open(directory())) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            events.poll(told, ALL);
            JournalPosition kept = events.position();
            told.take();
            engine.convert(shared(0, 1));
            assertThatThrownBy(() -> events.poll(
                            event -> {
                                throw new IllegalArgumentException("mine");
                            },
                            ALL))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("mine");
            assertThatIllegalStateException().isThrownBy(() -> events.poll(told, ALL));
            assertThatIllegalStateException().isThrownBy(events::position);
            try (CommittedEvents again = CommittedEvents.openBehind(directory(), kept)) {
                poll(again, "4 of 3 committed + ram:0:1");
            }
        }
    }

    @Test
    void refusesToBeCalledFromInsideAHandler() {
        try (ConversionEngine engine = open();
                CommittedEvents events = CommittedEvents.open(directory())) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            engine.convert(shared(0, 1));
            events.poll(
                    event -> {
                        assertThatIllegalStateException().isThrownBy(() -> events.poll(told, 1));
                        assertThatIllegalStateException().isThrownBy(events::position);
                        assertThatIllegalStateException().isThrownBy(events::close);
                    },
                    ALL);
            assertThat(events.position().sequence()).isEqualTo(engine.lastSequence());
        }
    }

    @Test
    void isACopyThatOtherThreadsCanRead() {
        try (ConversionEngine engine = open();
                CommittedEvents events = CommittedEvents.open(directory());
                GuestReader reader = events.reader()) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            engine.convert(shared(3, 4));
            events.poll(told, ALL);
            assertThat(reader.nextShared("ram", 0)).isEqualTo(3 * PAGE);
            assertThat(reader.sequence()).isEqualTo(events.position().sequence());
            assertThat(reader.digest()).isEqualTo(engine.guest().digest());
        }
    }

    @Test
    void followsTheWriterOverRolls() {
        try (ConversionEngine engine = open();
                CommittedEvents events = CommittedEvents.open(directory())) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            for (int day = 0; day < 5; day++) {
                nowNs += DAY_NS;
                engine.convert(shared(day, day + 1));
                events.poll(told, ALL);
                assertThat(told.take()).hasSize(day == 0 ? 3 : 1);
            }
            assertThat(events.guest().digest()).isEqualTo(engine.guest().digest());
        }
    }

    private void poll(CommittedEvents events, String... expected) {
        events.poll(told, ALL);
        assertThat(told.take()).containsExactly(expected);
    }

    private void snapshot() {
        try (GuestMemory state = new GuestMemory()) {
            JournalSnapshots.in(directory()).make(state, Long.MAX_VALUE, state::writeSnapshot);
        }
    }

    private static ConversionRequest shared(long fromPage, long toPage) {
        return ConversionRequest.toShared("ram", fromPage * PAGE, (toPage - fromPage) * PAGE);
    }

    private Path directory() {
        return temp.resolve("journal");
    }

    private ConversionEngine open() {
        return ConversionEngine.open(config(Retention.ALL));
    }

    private EngineConfig config(Retention retention) {
        return EngineConfig.journaledAs(JournalConfig.of(directory())
                .clock(() -> nowNs)
                .blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES)
                .retention(retention)
                .snapshotsNeeded());
    }
}
