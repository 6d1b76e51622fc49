package io.flipbook.tests.simulation;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.util.BitSet;

/** A listener that knows which pages it holds and how it must be told, and that misbehaves when the world says so. */
final class Watcher implements RegionListener {
    /** What a listener throws, one after the other. */
    private static final Throwable[] FAULTS = {
        new IllegalStateException("a listener's"), new AssertionError("a listener's"), new StackOverflowError()
    };

    final ListenerSpec spec;
    final ReferenceRegion region;
    final int from;
    final int to;
    final BitSet held = new BitSet();
    private final World world;
    private final Calls calls;

    Watcher(ListenerSpec spec, ReferenceRegion region, World world, Calls calls) {
        this.spec = spec;
        this.region = region;
        this.world = world;
        this.calls = calls;
        from = region.page(spec.offset());
        to = spec.watchesWholeRegion() ? region.pages : from + region.page(spec.sizeBytes());
    }

    @Override
    public Errno populate(long offset, long sizeBytes) {
        if (world.isDead()) {
            return Errno.NONE;
        }
        misbehave();
        ListenerFault fault = calls.nextCallback();
        if (fault != null) {
            Errno answer = fault.onPopulate(this);
            if (answer != Errno.NONE) {
                return answer;
            }
        }
        if (world.strikes(40)) {
            throw sneaky(FAULTS[world.roll(FAULTS.length)]);
        }
        if (world.strikes(25)) {
            return world.roll(4) == 0 ? null : Errno.ENOSPC;
        }
        if (!world.isDead()) {
            hold(region.page(offset), region.page(offset + sizeBytes));
        }
        return Errno.NONE;
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        if (world.isDead()) {
            return;
        }
        misbehave();
        if (world.isDead()) {
            return;
        }
        release(region.page(offset), region.page(offset + sizeBytes));
        ListenerFault fault = calls.nextCallback();
        if (fault != null) {
            fault.onDiscard(this);
        }
        // an engine is not opened often, and undoes hardly ever then
        if (world.strikes(calls.engine() == null ? 3 : 60)) {
            calls.discardThrew();
            throw sneaky(FAULTS[world.roll(FAULTS.length)]);
        }
    }

    void hold(int first, int end) {
        checkInside(first, end);
        BitSet already = held.get(first, end);
        if (!already.isEmpty() && !calls.mayDisagree()) {
            world.violated(spec.name() + " is told to populate what it holds, from page " + first);
        }
        held.set(first, end);
    }

    /** When it leaves, a listener is told to discard all, whatever it holds. */
    void release(int first, int end) {
        checkInside(first, end);
        boolean all = first == from && end == to;
        if (!all && held.get(first, end).cardinality() < end - first && !calls.mayDisagree()) {
            world.violated(spec.name() + " is told to discard what it does not hold, from page " + first);
        }
        held.clear(first, end);
    }

    /** A model of type 1 has refused so many pages: it may only where they are too many. */
    void refuse(int pages) {
        if (held.cardinality() + pages <= spec.limit() && !calls.mayDisagree()) {
            world.violated(spec.name() + " has refused " + pages + " pages for which it has room");
        }
    }

    private void checkInside(int first, int end) {
        if (first < from || end > to || first >= end) {
            world.violated(spec.name() + " is told of pages " + first + " to " + end);
        }
    }

    /** What it does beside answering: takes its time, calls the engine, or is there when the process ends. */
    private void misbehave() {
        if (world.strikes(10)) {
            world.readClock();
        }
        if (world.strikes(15)) {
            callBack();
        }
        if (world.strikes(150)) {
            world.met.add("killed inside a listener");
            world.kill();
        }
    }

    private void callBack() {
        callBack(Reentry.ALL[world.roll(Reentry.ALL.length)]);
    }

    /** Asks the engine what may be asked, and then does what must not be done. */
    void callBack(Reentry call) {
        ConversionEngine engine = calls.engine();
        if (engine == null) {
            return;
        }
        engine.guest().isPopulated(region.name, 0, region.pageBytes());
        try {
            call.call(engine, this);
            world.violated(spec.name() + " could call the engine back");
        } catch (IllegalStateException e) {
            world.met.add("called back");
        }
    }

    /** Throws what nobody expects, from a discard too. */
    void fail(Throwable thrown, boolean inDiscard) {
        if (inDiscard) {
            calls.discardThrew();
        }
        throw sneaky(thrown);
    }

    void takeLong() {
        world.passHour();
    }

    private static RuntimeException sneaky(Throwable thrown) {
        throw Watcher.<RuntimeException>unchecked(thrown);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
