package io.flipbook.replay.query;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Observation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.SourceAdded;
import io.flipbook.engine.SourceRemoved;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.replay.history.Block;
import io.flipbook.replay.history.BlockVisitor;
import io.flipbook.replay.history.Mark;
import io.flipbook.replay.query.predicate.AddressMap;
import io.flipbook.replay.query.predicate.AddressMap.Page;
import io.flipbook.replay.query.predicate.GuestPlace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Follows the records of a history and hands on each that touched a place: requests over it with what became of them,
 * maps, pins, sources, and the coming and going of listeners over it.
 *
 * <p>What it keeps are requests without an outcome and listeners, of which a guest has a bounded number.
 */
final class PageHistory implements BlockVisitor, AutoCloseable {
    /** A request without an outcome; its record is kept only where it is over the place. */
    private record Open(RecordView record, ConversionRequest request) {}

    private final GuestPlace place;
    private final GuestMemory guest;
    private final Consumer<Touch> touches;
    private final RecordDecoder decoder = new RecordDecoder();
    private final AddressMap addresses = new AddressMap();
    private final PageListeners listeners = new PageListeners();
    private final Map<Long, Open> open = new LinkedHashMap<>();
    private Page page;
    private boolean hasMetRegion;

    /** Hands on the touches behind the beginning, each when it is settled. */
    PageHistory(Beginning beginning, GuestPlace place, Consumer<Touch> touches) {
        this.place = place;
        this.touches = touches;
        guest = beginning.state().get();
        decoder.know(beginning.layout());
        listeners.know(beginning.layout());
        findPage();
    }

    @Override
    public boolean onRecord(RecordView view) {
        switch (decoder.read(view)) {
            case REQUEST:
                guest.onRecord(view);
                boolean isOver = isOver(decoder.request());
                open.put(
                        view.sequence(),
                        new Open(
                                isOver ? RecordCopy.of(view) : null,
                                decoder.request().copy()));
                break;
            case OUTCOME:
                settle(view, decoder.outcome());
                break;
            case LAYOUT:
                layOut(view, decoder.layout());
                break;
            default:
                if (view.type() == RecordType.RECOVER) {
                    recover(view);
                } else {
                    guest.onRecord(view);
                }
        }
        return true;
    }

    @Override
    public boolean canPassOver(Block block) {
        return !mayTouch(block, page) && !(place.isAddress() && block.mayTouch(place.start(), 1));
    }

    @Override
    public boolean onMark(Mark mark) {
        mark.restore(guest);
        open.clear();
        return true;
    }

    /** Whether a block may have anything to do with a page, or with who watches it. */
    static boolean mayTouch(Block block, Page page) {
        return block.mayChangeLayout()
                || page != null && block.mayTouch(page.region().name(), page.offset(), page.sizeBytes());
    }

    /** Hands on the requests that nobody has decided. */
    void finish() {
        PageState state = state();
        for (Open each : open.values()) {
            if (each.record() != null) {
                touches.accept(new Touch(each.record(), state, state, null));
            }
        }
    }

    /** The page that the place is in behind the last record; null if there is none. */
    Page page() {
        return page;
    }

    /** Whether there has been a region that the place names. */
    boolean hasMetRegion() {
        return hasMetRegion;
    }

    PageState state() {
        return PageState.of(guest, page);
    }

    GuestMemory guest() {
        return guest;
    }

    PageListeners listeners() {
        return listeners;
    }

    /** Knows the names of all that was touched. */
    RecordDecoder decoder() {
        return decoder;
    }

    @Override
    public void close() {
        guest.close();
    }

    private void settle(RecordView view, Outcome outcome) {
        Open asked = open.remove(outcome.requestSequence());
        boolean isOver = asked != null && (asked.record() != null || isOver(asked.request()));
        if (!isOver && asked != null && outcome.refusals().isEmpty()) {
            guest.onRecord(view);
            return;
        }
        PageState before = state();
        guest.onRecord(view);
        PageState after = state();
        boolean hasDetached = listeners.settle(view.sequence(), outcome, page, isOver);
        if (isOver && asked.record() != null) {
            Touch.Settled settled = new Touch.Settled(view.sequence(), view.timeNs(), outcome.copy());
            touches.accept(new Touch(asked.record(), before, after, settled));
        } else if (isOver || hasDetached || asked == null && before != null && !before.equals(after)) {
            touches.accept(new Touch(RecordCopy.of(view), before, after, null));
        }
    }

    private void layOut(RecordView view, LayoutRecord layout) {
        PageState before = state();
        boolean touches = isTouchedBy(layout);
        guest.onRecord(view);
        if (AddressMap.isChangedBy(layout)) {
            Page pageBefore = page;
            findPage();
            touches = pageBefore == null ? page != null : !pageBefore.equals(page);
        }
        touches |= listeners.change(view.sequence(), layout, page);
        if (touches) {
            this.touches.accept(new Touch(RecordCopy.of(view), before, state(), null));
        }
    }

    /** What does not outlive a process is gone: pins, and what its listeners held. */
    private void recover(RecordView view) {
        PageState before = state();
        guest.onRecord(view);
        listeners.restart();
        if (before != null && (before.isPinned() || listeners.hasSomeOver(page))) {
            touches.accept(new Touch(RecordCopy.of(view), before, state(), null));
        }
    }

    private boolean isTouchedBy(LayoutRecord layout) {
        if (page == null) {
            return false;
        } else if (layout instanceof LayoutRecord.PinChanged pin) {
            return isInRegion(pin.regionId()) && page.isIn(pin.offset(), pin.sizeBytes());
        } else if (layout instanceof SourceAdded added) {
            return isInRegion(added.regionId());
        } else if (layout instanceof SourceRemoved removed) {
            return isInRegion(removed.regionId());
        }
        return layout instanceof Observation observation
                && observation.byAddress()
                && place.isAddress()
                && Long.compareUnsigned(place.start() - observation.start(), observation.sizeBytes()) < 0;
    }

    private boolean isInRegion(int regionId) {
        return decoder.regionName(regionId).equals(page.region().name());
    }

    private boolean isOver(ConversionRequest request) {
        if (request.operation().isByAddress()
                && place.isAddress()
                && Long.compareUnsigned(place.start() - request.start(), request.sizeBytes()) < 0) {
            return true; // also where there is no memory: that is what it was rejected for
        }
        if (page == null) {
            return false;
        }
        boolean[] found = new boolean[1];
        addresses.visitParts(
                request,
                (region, offset, sizeBytes) ->
                        found[0] |= region.equals(page.region()) && page.isIn(offset, sizeBytes));
        return found[0];
    }

    private void findPage() {
        addresses.read(guest);
        hasMetRegion |= !place.isAddress() && addresses.region(place.region()) != null;
        page = addresses.pageAt(place);
    }

    /** Whether a listener watches a page. */
    static boolean isOver(ListenerSpec listener, Page page) {
        return page != null
                && listener.region().equals(page.region().name())
                && (listener.watchesWholeRegion() || page.isIn(listener.offset(), listener.sizeBytes()));
    }
}
