package io.flipbook.replay.check;

import io.flipbook.engine.CallObserver;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.GuestView;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.DmaDevice;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.replay.history.Follower;
import io.flipbook.replay.history.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Looks after each record whether listeners and state agree: nobody holds a page that is not there on his side, all
 * that is there in a section is held, nobody is told twice; and of listeners that map, the same of their mappings. It
 * looks only where something was told or changed, and ends at the first breach. It judges a whole history from what is
 * on record, where {@link io.flipbook.engine.PairingCheck} judges the code of a listener, call by call.
 *
 * <p>What is not held because of an outcome on record is no breach: that says so itself.
 */
public final class InvariantCheck implements Follower, CallObserver, AutoCloseable {
    /** Outcomes that say that listeners do not have what is there. */
    private static final Set<Outcome.Kind> EXPLAINING = EnumSet.of(
            Outcome.Kind.DIVERGED,
            Outcome.Kind.RETRY,
            Outcome.Kind.LISTENERS_UNDONE,
            Outcome.Kind.PARTIAL,
            Outcome.Kind.ALL_PRIVATE,
            Outcome.Kind.HALTED,
            Outcome.Kind.FAILED);

    private final Supplier<ConversionEngine> engine;
    private final Map<String, HeldPages> listeners = new LinkedHashMap<>();
    private final Map<Long, ConversionRequest> open = new TreeMap<>();
    private final GuestView beginning;
    private final List<Breach> breaches = new ArrayList<>();
    private final List<Breach> explained = new ArrayList<>();
    private long explainedPages;
    private long checked;

    /**
     * A check of an engine.
     *
     * @param engine the engine, another one after each restart; null while it is being opened
     * @param beginning the state that it is opened in; null for none
     */
    public InvariantCheck(Supplier<ConversionEngine> engine, GuestView beginning) {
        this.engine = engine;
        this.beginning = beginning;
    }

    /** The first record's breaches, one for each listener; none where all holds. */
    public List<Breach> breaches() {
        return Collections.unmodifiableList(breaches);
    }

    /** The first record's lacks that an outcome on record explains, one for each listener; none if there are none. */
    public List<Breach> explained() {
        return Collections.unmodifiableList(explained);
    }

    /** How many pages were missed so, each time that they were. */
    public long explainedPages() {
        return explainedPages;
    }

    /** How many records were looked behind. */
    public long checked() {
        return checked;
    }

    @Override
    public void onCall(String listener, Call call, long offset, long sizeBytes) {
        if (!breaches.isEmpty() || call == Call.DISCARD && !listeners.containsKey(listener)) {
            return; // who was told of nothing holds nothing; and who goes is not among the listeners any more
        }
        HeldPages pages = listeners.computeIfAbsent(listener, this::newListener);
        if (call == Call.POPULATE) {
            pages.populate(offset, sizeBytes);
        } else if (call == Call.DISCARD) {
            pages.discard(offset, sizeBytes);
        } else {
            pages.refuse(offset, sizeBytes);
        }
    }

    @Override
    public void onPlayed(Step step, Outcome outcome) {
        if (step instanceof Step.Asked asked) {
            open.put(asked.sequence(), asked.request());
        } else if (step instanceof Step.Decided decided) {
            after(step.sequence(), open.remove(decided.requestSequence()), outcome);
        } else if (step instanceof Step.LaidOut laidOut) {
            ListenerSpec added =
                    laidOut.layout() instanceof LayoutRecord.ListenerAdded listener ? listener.spec() : null;
            after(step.sequence(), null, added == null ? null : outcome);
        }
    }

    @Override
    public void beforeRestarted() {
        forgetAll();
        open.clear();
    }

    @Override
    public void onRestarted(long sequence, Map<String, Errno> refused, Set<String> absent) {
        after(sequence, null, null);
    }

    /**
     * Looks behind a record; does nothing once there is a breach.
     *
     * @param request what it decides; null where it is about something else, or the request is not known
     * @param outcome null where there is none
     */
    public void after(long sequence, ConversionRequest request, Outcome outcome) {
        if (!breaches.isEmpty()) {
            return;
        }
        checked++;
        GuestView guest = engine.get().guest();
        boolean changed = outcome != null && outcome.kind().changesState();
        if (request == null || outcome.refusals().size() > 0) {
            Set<ListenerSpec> live = new HashSet<>(guest.listeners());
            listeners.values().removeIf(pages -> isGone(live, pages));
            live.forEach(spec -> listeners.computeIfAbsent(spec.name(), this::newListener));
        }
        if (changed && request != null) {
            touch(guest, request);
        }
        for (HeldPages pages : listeners.values()) {
            if (pages.isTouched()) {
                look(sequence, pages, outcome);
            }
        }
    }

    @Override
    public void close() {
        forgetAll();
    }

    private static boolean isGone(Set<ListenerSpec> live, HeldPages pages) {
        boolean isThere = live.contains(pages.spec());
        if (!isThere) {
            pages.close();
        }
        return !isThere;
    }

    private void touch(GuestView guest, ConversionRequest request) {
        if (!request.operation().isByAddress()) {
            boolean all = request.operation() == Operation.UNPLUG_ALL;
            touch(request.region(), request.start(), all ? Long.MAX_VALUE : request.sizeBytes());
            return;
        }
        long last = request.start() + request.sizeBytes() - 1;
        for (LayoutRecord.Mapped map : guest.maps()) {
            long first = Long.compareUnsigned(map.gpa(), request.start()) > 0 ? map.gpa() : request.start();
            long mapLast = map.gpa() + map.sizeBytes() - 1;
            long end = Long.compareUnsigned(mapLast, last) < 0 ? mapLast : last;
            if (Long.compareUnsigned(first, end) <= 0) {
                String region = guest.regionOf(map).name();
                touch(region, map.offset() + (first - map.gpa()), end - first + 1);
            }
        }
    }

    private void touch(String region, long offset, long sizeBytes) {
        for (HeldPages pages : listeners.values()) {
            if (pages.spec().region().equals(region)) {
                long from = offset >>> pages.pageShift();
                pages.touch(from, from + (sizeBytes >>> pages.pageShift()));
            }
        }
    }

    private void look(long sequence, HeldPages pages, Outcome outcome) {
        Found found = new Found(sequence, pages, outcome);
        long[] twice = pages.takeToldTwice();
        if (twice != null) {
            found.breach(Breach.Kind.UNPAIRED, twice[0], twice[1]);
        }
        MappingListener mapping = engine.get().models().mapping(pages.spec().name());
        DmaDevice device = engine.get().models().device(pages.spec().name());
        found.isWindow = mapping != null && pages.lostMore(mapping.lostPages());
        for (long[] range : pages.takeTouched()) {
            found.lookAt(range[0], range[1]);
            if (device != null) {
                device.access(range[0], range[1], found::onAccess);
            }
        }
    }

    /** What is found of one listener behind one record. */
    private final class Found {
        private final long sequence;
        private final HeldPages pages;
        private final Outcome outcome;
        private boolean isWindow;

        Found(long sequence, HeldPages pages, Outcome outcome) {
            this.sequence = sequence;
            this.pages = pages;
            this.outcome = outcome;
        }

        void lookAt(long from, long to) {
            int shift = pages.pageShift();
            long[] absentFrom = {from};
            ListenerSpec spec = pages.spec();
            engine.get()
                    .guest()
                    .visitPresent(spec.region(), spec.side(), from << shift, to - from << shift, (at, size) -> {
                        long start = at >>> shift;
                        long end = start + (size >>> shift);
                        absent(absentFrom[0], start);
                        lacking(Breach.Kind.LACKS, start, end);
                        absentFrom[0] = end;
                        return true;
                    });
            absent(absentFrom[0], to);
        }

        void onAccess(DmaDevice.Access access, long from, long to) {
            if (access == DmaDevice.Access.STALE) {
                breach(Breach.Kind.STALE, from, to);
            } else if (access == DmaDevice.Access.MISSING) {
                lacking(Breach.Kind.UNMAPPED, from, to);
            }
        }

        private void absent(long from, long to) {
            long held = pages.nextHeld(from, to);
            if (held < to) {
                breach(Breach.Kind.HOLDS, held, pages.nextFree(held, to));
            }
            pages.explain(from, to, false);
        }

        /** Of what is there, what is not held, or of UNMAPPED not mapped. */
        private void lacking(Breach.Kind kind, long from, long to) {
            boolean ofMappings = kind == Breach.Kind.UNMAPPED;
            long page = ofMappings ? from : pages.nextFree(from, to);
            while (page < to) {
                long end = ofMappings ? to : pages.nextHeld(page, to);
                long unexplained = pages.nextUnexplained(page, end);
                if (unexplained < end) {
                    unexplained(kind, unexplained, pages.nextExplained(unexplained, end));
                }
                page = ofMappings ? to : pages.nextFree(end, to);
            }
        }

        private void unexplained(Breach.Kind kind, long from, long to) {
            if (isWindow || outcome != null && EXPLAINING.contains(outcome.kind())) {
                explainedPages += to - from;
                addFirst(explained, kind, from, to);
                pages.explain(from, to, true);
            } else {
                breach(kind, from, to);
            }
        }

        private void breach(Breach.Kind kind, long from, long to) {
            addFirst(breaches, kind, from, to);
        }

        /** Of each record but the first nothing more is kept, and of each listener one. */
        private void addFirst(List<Breach> kept, Breach.Kind kind, long from, long to) {
            Breach last = kept.isEmpty() ? null : kept.get(kept.size() - 1);
            if (last == null
                    || last.sequence() == sequence
                            && !last.listener().equals(pages.spec().name())) {
                kept.add(make(kind, from, to));
            }
        }

        private Breach make(Breach.Kind kind, long from, long to) {
            int shift = pages.pageShift();
            return new Breach(
                    kind,
                    sequence,
                    outcome == null ? "layout" : outcome.toString(),
                    pages.spec().name(),
                    pages.spec().region(),
                    from << shift,
                    to - from << shift);
        }
    }

    private void forgetAll() {
        listeners.values().forEach(HeldPages::close);
        listeners.clear();
    }

    private HeldPages newListener(String name) {
        ConversionEngine opened = engine.get();
        GuestView guest = opened == null ? beginning : opened.guest();
        ListenerSpec spec = guest.listeners().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        RegionSpec region = guest.regions().stream()
                .filter(each -> each.name().equals(spec.region()))
                .findFirst()
                .orElseThrow();
        return new HeldPages(spec, region);
    }
}
