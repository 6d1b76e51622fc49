package io.flipbook.engine;

import static io.flipbook.engine.Guests.toPrivate;
import static io.flipbook.engine.Guests.toShared;
import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.device.Errno;
import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalFullException;
import io.flipbook.journal.RecordBatch;
import io.flipbook.journal.RecordLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log without space: what is asked does not happen, and what has happened finds its place. */
class FullLogTest {
    @TempDir
    Path temp;

    private FullableLog log;
    private Guests guest;

    @BeforeEach
    void open() {
        guest = new Guests(
                recovery -> log = new FullableLog(Journal.open(RecordFeed.config(temp.resolve("journal")), recovery)));
    }

    @AfterEach
    void close() {
        guest.close();
    }

    @Test
    void doesNothingWithoutSpaceAndDoesItOnceThereIsSome() {
        ListenerSpec d = ListenerSpec.of("d", "ram", ListenerSpec.Kind.EXTERNAL);
        long begun = guest.engine.begin(toShared(14, 15));
        Map<String, Supplier<Outcome>> all = new LinkedHashMap<>();
        all.put("convert", () -> guest.engine.convert(toShared(2, 8)));
        all.put("back", () -> guest.engine.convert(toPrivate(2, 4)));
        all.put("decide", () -> guest.engine.decide(begun, Answer.ACK));
        all.put("register", () -> guest.engine.register(d, guest.listener("d")));
        all.put("unregister", () -> guest.engine.unregister("d"));
        all.put("add", () -> guest.engine.addRegion(RegionSpec.of("rom", 16 * PAGE)));
        all.put("map", () -> guest.engine.map(1 << 30, 16 * PAGE, "rom", 0));
        all.put("unmap", () -> guest.engine.unmap(1 << 30));
        all.put("pin", () -> guest.engine.pin(true, "ram", 4 * PAGE, PAGE));
        all.put("hold", () -> guest.engine.hold(DiscardHold.DISABLE, true));
        all.forEach((name, call) -> {
            long digest = guest.engine.guest().digest();
            long last = guest.engine.lastSequence();
            guest.calls.clear();
            log.takeAll();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(call::get).as(name).isInstanceOf(JournalFullException.class);
            }
            assertThat(guest.calls).as(name).isEmpty();
            assertThat(guest.engine.guest().digest()).as(name).isEqualTo(digest);
            assertThat(guest.engine.lastSequence()).as(name).isEqualTo(last);

            log.isFull = false;
            assertThat(call.get().kind()).as(name).isIn(Outcome.Kind.OK, Outcome.Kind.COMMITTED);
            assertThat(guest.engine.lastSequence()).as(name).isGreaterThan(last);
        });
        checkThatItOpensAsItIs();
    }

    @Test
    void beginsNoRequestWithoutSpace() {
        log.takeAll();
        assertThatThrownBy(() -> guest.engine.begin(toShared(0, 1))).isInstanceOf(JournalFullException.class);
        log.isFull = false;

        assertThat(guest.engine.guest().undecided()).isEmpty();
        assertThat(guest.convert(toShared(0, 1)).kind()).isEqualTo(Outcome.Kind.COMMITTED);
    }

    @Test
    void putsOnRecordWhatHappenedWhileTheSpaceWentAway() {
        guest.listener("b").onPopulate(1, () -> {
            log.isFull = true;
            return Errno.ENOSPC;
        });

        assertThat(guest.convert(toShared(2, 8)).kind()).isEqualTo(Outcome.Kind.ROLLED_BACK);
        assertThatThrownBy(() -> guest.convert(toShared(2, 8))).isInstanceOf(JournalFullException.class);

        log.isFull = false;
        assertThat(guest.convert(toShared(2, 8)).kind()).isEqualTo(Outcome.Kind.COMMITTED);
        checkThatItOpensAsItIs();
    }

    @Test
    void putsARefusedRegistrationOnRecordThoughTheSpaceWentAway() {
        guest.listener("d").onPopulate(1, () -> {
            log.isFull = true;
            return Errno.ENOSPC;
        });

        assertThat(guest.register("d").kind()).isEqualTo(Outcome.Kind.ROLLED_BACK);

        log.isFull = false;
        assertThat(guest.engine.guest().listeners())
                .extracting(ListenerSpec::name)
                .containsExactly("a", "b", "c");
        checkThatItOpensAsItIs();
    }

    @Test
    void recordsABatchWholeOrDoesNothingOfIt() {
        RequestBatch batch = new RequestBatch(3000);
        for (int i = 0; i < 3000; i++) {
            batch.add(i % 2 == 0 ? toShared(2, 8) : toPrivate(2, 8), i);
        }
        int[] told = {0};
        guest.listener("a").onPopulate(600, () -> {
            log.isFull = true; // in the second document of requests, or a later one
            return Errno.NONE;
        });

        assertThatThrownBy(() -> guest.engine.convert(batch, (correlation, outcome) -> told[0]++))
                .isInstanceOf(JournalFullException.class);
        assertThat(told[0]).isBetween(1000, 2999).isEqualTo(3000 - batch.size());
        long last = guest.engine.lastSequence();
        guest.calls.clear();
        assertThatThrownBy(() -> guest.engine.convert(batch, (correlation, outcome) -> told[0]++))
                .isInstanceOf(JournalFullException.class);
        assertThat(guest.calls).isEmpty();
        assertThat(guest.engine.lastSequence()).isEqualTo(last);

        log.isFull = false;
        guest.engine.convert(batch, (correlation, outcome) -> told[0]++);
        assertThat(told[0]).isEqualTo(3000);
        checkThatItOpensAsItIs();
    }

    @Test
    void decidesThoughTheSpaceWentAwayWhileListenersWereTold() {
        long begun = guest.engine.begin(toShared(0, 2));
        guest.listener("a").onPopulate(1, () -> {
            log.isFull = true;
            return Errno.NONE;
        });

        assertThat(guest.engine.decide(begun, Answer.ENGINE).kind()).isEqualTo(Outcome.Kind.COMMITTED);

        log.isFull = false;
        checkThatItOpensAsItIs();
    }

    private void checkThatItOpensAsItIs() {
        long digest = guest.engine.guest().digest();
        guest.reopen();
        assertThat(guest.engine.guest().digest()).isEqualTo(digest);
    }

    /** Refuses as a journal does, and keeps its promises as one does. */
    private static final class FullableLog implements RecordLog {
        private final RecordLog target;
        private boolean isFull;
        private int promised;

        FullableLog(RecordLog target) {
            this.target = target;
        }

        /** There is no space, nor anything left of what was promised. */
        void takeAll() {
            isFull = true;
            promised = 0;
        }

        @Override
        public long append(int type, int userFlags, DirectBuffer payload, int offset, int length) {
            takePromise();
            return target.append(type, userFlags, payload, offset, length);
        }

        @Override
        public long appendAll(RecordBatch records) {
            takePromise();
            return target.appendAll(records);
        }

        @Override
        public long appendAllReserving(RecordBatch records) {
            checkSpace();
            promised = 1;
            return target.appendAllReserving(records);
        }

        @Override
        public long appendReserving(
                int type, int userFlags, DirectBuffer payload, int offset, int length, int reservedPayloadLength) {
            checkSpace();
            promised = 0;
            return target.appendReserving(type, userFlags, payload, offset, length, reservedPayloadLength);
        }

        @Override
        public long fill(int type, int userFlags, DirectBuffer payload, int offset, int length) {
            return target.fill(type, userFlags, payload, offset, length);
        }

        @Override
        public void reserve() {
            promised = 0;
            checkSpace();
            promised = 2;
        }

        @Override
        public long lastSequence() {
            return target.lastSequence();
        }

        @Override
        public long lastTimeNs() {
            return target.lastTimeNs();
        }

        @Override
        public void close() {
            target.close();
        }

        private void takePromise() {
            if (promised > 0) {
                promised--;
            } else {
                checkSpace();
            }
        }

        private void checkSpace() {
            if (isFull) {
                throw new JournalFullException(Path.of("log"), new IOException("No space left on device"));
            }
        }
    }
}
