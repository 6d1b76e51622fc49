package io.flipbook.replay;

import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.replay.terminal.Terminal;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Draws the regions of a history over time: a row after each so many records, with the time that has gone by. */
final class MemoryTimeline implements RecordVisitor, AutoCloseable {
    private static final int ROWS = 16;
    private static final int LABEL_COLUMNS = 10;

    private final Terminal terminal;
    private final long lastSequence;
    private final GuestMemory memory = new GuestMemory();
    private final RecordDecoder decoder = new RecordDecoder();
    private final Map<RegionSpec, MemoryPicture> pictures = new LinkedHashMap<>();
    private long firstTimeNs = -1;
    private long timeNs;
    private boolean hasSourceTimes;
    private int row = 1;

    /** Draws a history that ends at a sequence. */
    MemoryTimeline(Terminal terminal, long lastSequence) {
        this.terminal = terminal;
        this.lastSequence = lastSequence;
    }

    @Override
    public boolean onRecord(RecordView record) {
        memory.onRecord(record);
        if (decoder.read(record) == RecordDecoder.Kind.REQUEST) {
            see(record.timeNs());
        }
        if (record.sequence() * ROWS >= lastSequence * row) {
            row = (int) (record.sequence() * ROWS / lastSequence) + 1;
            memory.regions().forEach(this::draw);
        }
        return true;
    }

    void print(PrintWriter out) {
        pictures.forEach((region, picture) -> {
            out.println(region.name() + " over time, since the first request:");
            picture.print(out);
        });
    }

    @Override
    public void close() {
        memory.close();
    }

    private void see(long journalTimeNs) {
        boolean isSourceTime = decoder.request().clock() != SourceClock.NONE;
        if (isSourceTime && !hasSourceTimes) {
            hasSourceTimes = true;
            firstTimeNs = -1;
        }
        if (isSourceTime == hasSourceTimes) {
            timeNs = isSourceTime ? decoder.request().sourceTimeNs() : journalTimeNs;
            firstTimeNs = firstTimeNs < 0 ? timeNs : firstTimeNs;
        }
    }

    private void draw(RegionSpec region) {
        String label = firstTimeNs < 0 ? "" : String.format(Locale.ROOT, "%+.3f s", (timeNs - firstTimeNs) / 1e9);
        pictures.computeIfAbsent(region, this::picture).add(label, memory);
    }

    private MemoryPicture picture(RegionSpec region) {
        long firstAddress = memory.maps().stream()
                .filter(map -> memory.regionOf(map).equals(region) && map.offset() == 0)
                .mapToLong(LayoutRecord.Mapped::gpa)
                .findFirst()
                .orElse(0);
        return new MemoryPicture(
                region, firstAddress, terminal.columns(), LABEL_COLUMNS, terminal.hasColour(), terminal.hasUnicode());
    }
}
