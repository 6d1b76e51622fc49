package io.flipbook.engine.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The numbers of an engine. Each is written by one thread at a time, by stores without a fence, so a reader sees it
 * grow; two numbers need not be of one moment. Adding allocates nothing.
 */
public final class EngineCounters {
    /** Where the pages of a conversion go, in the order of {@link #pagesChanged}. */
    private static final String[] TARGETS = {"private", "shared", "unplugged", "plugged", "discarded", "populated"};

    private record Shown(Meter meter, LongSupplier value) {}

    private final CounterBuffer buffer;
    private final List<Shown> shown = new ArrayList<>();
    private final Counter requests;
    private final Counter[] outcomes;
    private final Counter refusals;
    private final Counter[] pages;
    private final Counter batches;
    private final Counter undecided;
    private final Counter listeners;
    private final Counter lostListeners;
    private final Counter calls;
    private final Counter undoneCalls;
    private final Counter lastSequence;
    private final Counter records;
    private final Counter bytes;
    private final Counter rolls;
    private final Counter forces;
    private final Counter snapshotsMade;
    private final Counter snapshotsFailed;
    private final Counter entryRefused;
    private final EntryGauge entry;
    private long firstSequence;

    /**
     * Begins with zeros.
     *
     * @param buffer where copies of them are kept, or null
     * @param outcomeKinds the names of what can become of a request, which are counted by their places
     */
    public EngineCounters(CounterBuffer buffer, String[] outcomeKinds, EntryGauge entry) {
        this.buffer = buffer;
        this.entry = entry;
        requests = add(Meter.counter("flipbook.requests", "requests", "Requests put on record"));
        outcomes = addTagged(
                Meter.counter("flipbook.outcomes", "requests", "What became of requests, by kind"),
                "kind",
                outcomeKinds);
        refusals = add(Meter.counter("flipbook.refusals", "refusals", "Refusals by listeners and by memory"));
        pages = addTagged(Meter.counter("flipbook.pages", "pages", "Pages that changed, by what to"), "to", TARGETS);
        batches = add(Meter.counter("flipbook.batches", "batches", "Documents of several requests"));
        undecided = add(Meter.gauge("flipbook.undecided", "requests", "Requests begun and not decided"));
        listeners = add(Meter.gauge("flipbook.listeners", "listeners", "Listeners that are told of conversions"));
        lostListeners = add(Meter.gauge(
                "flipbook.listeners.lost", "listeners", "Listeners on record that were lost when it was opened"));
        calls = add(Meter.counter("flipbook.listener.calls", "calls", "Populates and discards told to listeners"));
        undoneCalls = add(Meter.counter("flipbook.listener.calls.undone", "calls", "Of these, those that take back"));
        lastSequence = add(Meter.gauge("flipbook.last.sequence", "", "Sequence of the last record"));
        records = add(Meter.counter("flipbook.records", "records", "Records written by the engine"));
        bytes = add(Meter.counter("flipbook.bytes", "bytes", "Bytes of the journal's documents"));
        rolls = add(Meter.counter("flipbook.rolls", "files", "Roll files made"));
        forces = add(Meter.counter("flipbook.forces", "forces", "Forces to the device, but those of a roll"));
        Meter snapshots = Meter.counter("flipbook.snapshots", "snapshots", "Snapshots tried, by result");
        snapshotsMade = add(snapshots.tagged("result", "made"));
        snapshotsFailed = add(snapshots.tagged("result", "failed"));
        entryRefused = hidden(entryRefusals());
        show(entryRefusals(), entry::refused);
        show(Meter.gauge("flipbook.ring.waiting", "requests", "Requests that wait in the ring"), entry::waiting);
        show(Meter.gauge("flipbook.ring.capacity", "requests", "Requests that can wait in the ring"), entry::capacity);
    }

    private static Meter entryRefusals() {
        return Meter.counter("flipbook.ring.refused", "requests", "Offers that found the ring full");
    }

    private Counter add(Meter meter) {
        Counter counter = hidden(meter);
        show(meter, counter::get);
        return counter;
    }

    private Counter hidden(Meter meter) {
        return new Counter(buffer == null ? null : buffer.add(meter));
    }

    private Counter[] addTagged(Meter meter, String key, String[] values) {
        Counter[] all = new Counter[values.length];
        for (int i = 0; i < values.length; i++) {
            all[i] = add(meter.tagged(key, values[i]));
        }
        return all;
    }

    /** Shows a number that somebody else keeps. */
    public void show(Meter meter, LongSupplier value) {
        shown.add(new Shown(meter, value));
    }

    /** Shows all to a visitor, always in the same order. */
    public void visit(MeterVisitor visitor) {
        shown.forEach(each -> visitor.onMeter(each.meter(), each.value()));
    }

    /** Counts records from behind that sequence on. */
    public void beginBehind(long sequence) {
        firstSequence = sequence;
        lastSequence.set(sequence);
    }

    /** Requests are on record. */
    public void requested(int count) {
        requests.add(count);
    }

    /** A request has an outcome. */
    public void decided(int outcomeKind) {
        outcomes[outcomeKind].add(1);
    }

    /** Somebody refused. */
    public void refused(int count) {
        refusals.add(count);
    }

    /** Pages changed: what is shared, what is plugged, or another source, to yes or no. */
    public void pagesChanged(boolean isSharing, boolean isPlugging, boolean toYes, long count) {
        int source = isSharing ? 0 : isPlugging ? 2 : 4;
        pages[source + (toYes ? 1 : 0)].add(count);
    }

    /** Several requests are on record in one document. */
    public void batched() {
        batches.add(1);
        entryRefused.set(entry.refused());
    }

    /** So many requests were begun and are not decided. */
    public void undecided(int count) {
        undecided.set(count);
    }

    /** So many listeners there are, and so many were lost. */
    public void listeners(int count) {
        listeners.set(count);
    }

    /** So many listeners were lost. */
    public void lostListeners(int count) {
        lostListeners.set(count);
    }

    /** So many times a listener was told something. */
    public void called(long total) {
        calls.set(total);
    }

    /** So many of these calls took something back. */
    public void undone(long total) {
        undoneCalls.set(total);
    }

    /** The log has come so far. */
    public void written(long sequence, long totalBytes) {
        records.set(sequence - firstSequence);
        bytes.set(totalBytes);
        lastSequence.set(sequence);
    }

    /** A roll file was made. */
    public void rolled() {
        rolls.add(1);
    }

    /** What was appended was forced; on one thread at a time, whichever. */
    public void forced() {
        forces.add(1);
    }

    /** A snapshot was made, or could not be; on the thread that makes them. */
    public void snapshotTried(boolean isMade) {
        (isMade ? snapshotsMade : snapshotsFailed).add(1);
    }

    /** See {@link #written}. */
    public long lastSequence() {
        return lastSequence.get();
    }

    /** See {@link #undecided(int)}. */
    public long undecided() {
        return undecided.get();
    }

    /** See {@link #listeners(int)}. */
    public long listeners() {
        return listeners.get();
    }
}
