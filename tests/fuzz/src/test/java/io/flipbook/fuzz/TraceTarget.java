package io.flipbook.fuzz;

import io.flipbook.engine.EngineConfig;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.StepReader;
import io.flipbook.replay.trace.Excerpt;
import io.flipbook.replay.trace.InputKind;
import io.flipbook.replay.trace.LineReader;
import io.flipbook.replay.trace.TraceEvent;
import io.flipbook.replay.trace.TraceInput;
import io.flipbook.replay.trace.TraceLine;
import io.flipbook.replay.trace.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** A trace in any form. The first byte of an input says in which it is read: auto, qemu-log, kernel-trace, jsonl. */
public final class TraceTarget {
    private static final long MAX_PAGES = 4096;

    private TraceTarget() {}

    /** Takes an input. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        Effort effort = new Effort();
        Input input = new Input(data);
        InputKind kind = InputKind.values()[input.u8() % InputKind.values().length];
        byte[] trace = input.rest();
        if (kind == InputKind.AUTO) {
            TraceInput detected = TraceInput.detect(new ByteArrayInputStream(trace));
            kind = detected.kind();
        }
        if (kind == InputKind.JSONL) {
            history(trace);
        } else {
            lines(trace, kind);
        }
        effort.isAtMost(64 << 20, 20_000, data.length);
    }

    private static void lines(byte[] trace, InputKind kind) throws IOException {
        long number = 0;
        try (TraceReader reader = new TraceReader(new ByteArrayInputStream(trace), kind)) {
            for (TraceLine line = reader.next(); line != null; line = reader.next()) {
                if (line.number() != ++number || line.time().timeNs() < 0) {
                    throw new AssertionError("line " + line);
                }
                if (line.event() instanceof TraceEvent.Damaged damaged) {
                    Printable.check("damaged " + damaged.reason() + damaged.excerpt());
                }
            }
        }
    }

    private static void history(byte[] trace) throws IOException {
        StepReader steps = new StepReader();
        LineReader lines = new LineReader(new ByteArrayInputStream(trace), StepReader.MAX_LINE_BYTES);
        try (HistoryPlayer player = new HistoryPlayer(EngineConfig.transientOne(), (sequence, recorded, replayed) -> {
            Printable.check(Excerpt.escape("sequence " + sequence + " has " + recorded + ", here " + replayed));
        })) {
            while (lines.next()) {
                try {
                    Step step = steps.read(lines.bytes(), lines.from(), lines.to());
                    if (step != null && isCheap(step)) {
                        player.play(step);
                    }
                } catch (IllegalArgumentException | IllegalStateException e) {
                    Printable.check(Excerpt.escape(String.valueOf(e.getMessage())));
                }
            }
            player.finish();
        }
    }

    private static boolean isCheap(Step step) {
        if (step instanceof Step.Recovered) {
            return false; // An engine without a journal cannot.
        }
        return !(step instanceof Step.LaidOut laidOut
                && laidOut.layout() instanceof io.flipbook.engine.LayoutRecord.RegionAdded added
                && added.spec().pageBytes() > 0
                && Long.compareUnsigned(
                                Long.divideUnsigned(
                                        added.spec().sizeBytes(), added.spec().pageBytes()),
                                MAX_PAGES)
                        > 0);
    }
}
