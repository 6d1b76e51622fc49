package io.flipbook.tests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.journal.Finding;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordLayout;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.ScanSummary;
import io.flipbook.replay.Main;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** A journal whose writer was killed: what is on record, against what was acknowledged and what has to come of it. */
final class KilledJournal {
    private static final Duration REOPENS_WITHIN = Duration.ofSeconds(2);
    private static final int CONVERSIONS_AFTER = 5;

    /** A record: checksums of its payload and of all of it where it lies, and what the tests ask of it. */
    record Kept(long sequence, int type, long checksum, String place, long request, Outcome outcome) {}

    /** What a scan gave; {@code undecided} are the numbers of requests without an outcome, by their sequence. */
    record Scanned(
            List<Kept> records,
            List<Finding> findings,
            ScanSummary summary,
            Map<Long, Long> undecided,
            BitSet shared,
            long digest) {
        long lastSequence() {
            return records.isEmpty() ? 0 : records.get(records.size() - 1).sequence();
        }

        Kept find(long sequence) {
            long first = records.isEmpty() ? Long.MAX_VALUE : records.get(0).sequence();
            return sequence < first || sequence > lastSequence() ? null : records.get((int) (sequence - first));
        }

        /** Whether the request of this number is on record. */
        boolean hasRequest(long number) {
            return records.stream().anyMatch(kept -> kept.request() == number);
        }
    }

    final Path directory;
    private final Acknowledged acknowledged;
    private final String what;

    KilledJournal(Path directory, Acknowledged acknowledged, String what) {
        this.directory = directory;
        this.acknowledged = acknowledged;
        this.what = what;
    }

    Scanned scan() {
        List<Kept> records = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        Map<Long, Long> undecided = new TreeMap<>();
        Map<Long, ConversionRequest> requests = new HashMap<>();
        BitSet shared = new BitSet();
        long[] digest = {0};
        RecordDecoder decoder = new RecordDecoder();
        ScanSummary summary = JournalScanner.of(directory)
                .scan(
                        view -> {
                            RecordDecoder.Kind kind = decoder.read(view);
                            ConversionRequest request = kind == RecordDecoder.Kind.REQUEST ? decoder.request() : null;
                            Outcome outcome = kind == RecordDecoder.Kind.OUTCOME
                                    ? decoder.outcome().copy()
                                    : null;
                            if (request != null) {
                                undecided.put(view.sequence(), request.sourceTimeNs());
                                requests.put(view.sequence(), request.copy());
                            }
                            if (outcome != null) {
                                undecided.remove(outcome.requestSequence());
                                apply(outcome, requests.get(outcome.requestSequence()), shared);
                                digest[0] = outcome.digest();
                            }
                            records.add(kept(view, request, outcome));
                            return true;
                        },
                        findings::add);
        return new Scanned(records, findings, summary, undecided, shared, digest[0]);
    }

    /**
     * Holds what is there against what was acknowledged; a request and its outcome at most are more than that, or those
     * records of a batch that its writer had not noted yet, one after the other, when it was killed.
     */
    Scanned checkAcknowledged() {
        Scanned found = scan();
        assertThat(found.findings()).as(what).isEmpty();
        long last = found.lastSequence();
        long first = found.records().isEmpty() ? 1 : found.records().get(0).sequence();
        assertThat(acknowledged.hasAnyFrom(last + 1)).as(what).isFalse();
        int untold = 0;
        for (long sequence = first; sequence <= last; sequence++) {
            Kept kept = found.find(sequence);
            assertThat(kept.sequence()).as(what).isEqualTo(sequence);
            if (acknowledged.has(sequence)) {
                assertThat(acknowledged.agrees(sequence, kept.checksum()))
                        .as("%s: record %d is as it was acknowledged", what, sequence)
                        .isTrue();
            } else {
                untold += kept.type() < RecordType.FIRST_USER ? 0 : 1;
                assertThat(kept.type() < RecordType.FIRST_USER || sequence > last - KillScript.TOGETHER)
                        .as("%s: record %d of %d, which nobody was told of", what, sequence, last)
                        .isTrue();
            }
        }
        assertThat(untold).as(what).isLessThanOrEqualTo(KillScript.TOGETHER);
        return found;
    }

    /** Opens it, checks what becomes of what was in doubt, goes on and ends; the time that opening took. */
    Duration goOn(Scanned before) {
        Holder holder = new Holder();
        long startNs = System.nanoTime();
        ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(KillScript.config(directory))
                .listeners(spec -> {
                    assertThat(holder.brought.add(spec.name())).isTrue();
                    return holder.listener();
                }));
        Duration took = Duration.ofNanos(System.nanoTime() - startNs);
        assertThat(took).as(what).isLessThan(REOPENS_WITHIN);
        try (engine) {
            checkDecided(before);
            checkTold(before, engine, holder);
            if (!engine.guest().regions().isEmpty()) {
                for (int i = 0; i < CONVERSIONS_AFTER; i++) {
                    engine.convert(KillScript.numbered(1_000_000 + i, i % 2 == 0, 11 * i, 10));
                }
            }
        }
        Scanned after = scan();
        assertThat(after.findings()).as(what).isEmpty();
        assertThat(after.summary().endedCleanly()).as(what).isTrue();
        assertThat(after.undecided()).as(what).isEmpty();
        assertStillThere(before, after);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(Main.run(out, out, "verify", directory.toString()))
                .as("%s: %s", what, out.toString(StandardCharsets.UTF_8))
                .isZero();
        return took;
    }

    /** Behind what was there: that the session goes on, and an outcome of its own for each request without one. */
    private void checkDecided(Scanned before) {
        Scanned opened = scan();
        assertThat(opened.findings()).as(what).isEmpty();
        assertStillThere(before, opened);
        List<Kept> added = opened.records().stream()
                .filter(kept -> kept.sequence() > before.lastSequence())
                .toList();
        assertThat(added).as(what).hasSize(1 + before.undecided().size());
        assertThat(added.get(0).type())
                .as(what)
                .isEqualTo(before.records().isEmpty() ? RecordType.BEGIN : RecordType.RECOVER);
        List<Long> aborted = new ArrayList<>();
        for (Kept kept : added.subList(1, added.size())) {
            assertThat(kept.outcome().kind()).as(what).isEqualTo(Outcome.Kind.ABORTED);
            assertThat(kept.outcome().digest()).as(what).isEqualTo(before.digest());
            aborted.add(kept.outcome().requestSequence());
        }
        assertThat(aborted)
                .as(what)
                .containsExactlyElementsOf(before.undecided().keySet());
    }

    private void checkTold(Scanned before, ConversionEngine engine, Holder holder) {
        assertThat(engine.lostListeners()).as(what).isEmpty();
        assertThat(engine.guest().digest()).as(what).isEqualTo(before.digest());
        if (engine.guest().regions().isEmpty()) {
            return;
        }
        BitSet shared = new BitSet();
        engine.guest().visitShared(KillScript.REGION, (offset, size) -> {
            shared.set((int) (offset / KillScript.PAGE), (int) ((offset + size) / KillScript.PAGE));
            return true;
        });
        if (before.summary().firstSequence() == 1) {
            assertThat(shared).as(what).isEqualTo(before.shared());
        }
        assertThat(holder.held).as(what).hasSameSizeAs(engine.guest().listeners());
        assertThat(holder.held).as(what).allMatch(shared::equals);
    }

    /** What retention drops meanwhile is not there, and that is all that may be missing. */
    private void assertStillThere(Scanned before, Scanned after) {
        long first = after.records().get(0).sequence();
        assertThat(after.records().stream()
                        .map(Kept::place)
                        .limit(Math.max(0, before.lastSequence() + 1 - first))
                        .toList())
                .as(what)
                .isEqualTo(before.records().stream()
                        .filter(kept -> kept.sequence() >= first)
                        .map(Kept::place)
                        .toList());
    }

    private Kept kept(RecordView view, ConversionRequest request, Outcome outcome) {
        byte[] bytes = new byte[view.length()];
        view.buffer().getBytes(view.payloadOffset() - RecordLayout.PAYLOAD_OFFSET, bytes);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return new Kept(
                view.sequence(),
                view.type(),
                acknowledged.checksum(view.type(), view.buffer(), view.payloadOffset(), view.payloadLength()),
                view.file() + "@" + view.fileOffset() + ":" + checksum.getValue(),
                request == null ? 0 : request.sourceTimeNs(),
                outcome);
    }

    private static void apply(Outcome outcome, ConversionRequest request, BitSet shared) {
        if (outcome.kind() == Outcome.Kind.COMMITTED && request != null) {
            int from = (int) (request.start() / KillScript.PAGE);
            int to = (int) ((request.start() + request.sizeBytes()) / KillScript.PAGE);
            shared.set(from, to, request.operation() == Operation.TO_SHARED);
        }
    }

    /** What listeners hold that are told anew. */
    private static final class Holder {
        final Set<String> brought = new HashSet<>();
        final List<BitSet> held = new ArrayList<>();

        RegionListener listener() {
            BitSet pages = new BitSet();
            held.add(pages);
            return new RegionListener() {
                @Override
                public Errno populate(long offset, long sizeBytes) {
                    pages.set((int) (offset / KillScript.PAGE), (int) ((offset + sizeBytes) / KillScript.PAGE));
                    return Errno.NONE;
                }

                @Override
                public void discard(long offset, long sizeBytes) {
                    pages.clear((int) (offset / KillScript.PAGE), (int) ((offset + sizeBytes) / KillScript.PAGE));
                }
            };
        }
    }
}
