package io.flipbook.replay.record;

import io.flipbook.replay.trace.InputKind;
import io.flipbook.replay.trace.TraceInput;
import io.flipbook.replay.trace.TraceLine;
import io.flipbook.replay.trace.TraceReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Records a trace into a journal.
 *
 * <p>A regular file is read twice: first to see which events it has and where, then to record it. What can be read only
 * once, as standard input, is recorded line by line as it comes. All is done on the thread that calls; {@link
 * StopSignal} may come from any.
 */
public final class Recording {
    private final RecordingOptions options;
    private final InputStream standardInput;
    private final Consumer<String> notes;
    private final LongFunction<LongConsumer> progress;
    private final StopSignal stop;

    /**
     * A recording that has not begun.
     *
     * @param notes is given lines for standard error
     * @param progress is given how many bytes there are to read (-1 if that is not known), and gives what is told of
     *     those that were
     */
    public Recording(
            RecordingOptions options,
            InputStream standardInput,
            Consumer<String> notes,
            LongFunction<LongConsumer> progress,
            StopSignal stop) {
        this.options = options;
        this.standardInput = standardInput;
        this.notes = notes;
        this.progress = progress;
        this.stop = stop;
    }

    /** Records the whole trace, or what there is of it when the recording is stopped. */
    public RecordingSummary run() throws RecordingException {
        InitialState initial = InitialState.parse(options.initial());
        RequestedLayout requested = RequestedLayout.read(options.setup(), options.regions(), initial);
        try {
            if (options.trace().equals(RecordingOptions.STANDARD_INPUT)) {
                return follow(standardInput, initial, requested);
            }
            Path file = Path.of(options.trace());
            if (Files.isDirectory(file)) {
                throw new IOException(file + ": is a directory");
            }
            try (InputStream in = Files.newInputStream(file)) {
                return Files.isRegularFile(file)
                        ? readTwice(file, in, initial, requested)
                        : follow(in, initial, requested);
            }
        } catch (IOException e) {
            throw RecordingException.notAccessible("cannot read the trace: " + Reason.of(e), e);
        }
    }

    static RecordingException noLayout() {
        return RecordingException.wronglyCalled(
                "what is read once needs a layout: give --setup or --region," + " or a journal that has one");
    }

    private RecordingSummary follow(InputStream in, InitialState initial, RequestedLayout requested)
            throws IOException, RecordingException {
        TraceInput input = detect(new FollowedInput(in, stop));
        LongConsumer done = progress.apply(-1);
        CountedInput counted = new CountedInput(input.stream());
        if (input.kind() == InputKind.JSONL) {
            return playHistory(counted, requested, () -> done.accept(counted.bytes()));
        }
        if (requested.isEmpty() && !hasFiles(options.journal().directory())) {
            throw noLayout();
        }
        TaskFilter tasks = new TaskFilter(options.task());
        RecordingSummary summary = new TraceRecording(options, initial, requested, null, tasks, notes, stop)
                .run(new TraceReader(counted, input.kind()), () -> done.accept(counted.bytes()));
        warn(tasks);
        return summary;
    }

    private static boolean hasFiles(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isPresent();
        }
    }

    private RecordingSummary readTwice(Path file, InputStream in, InitialState initial, RequestedLayout requested)
            throws IOException, RecordingException {
        TraceInput input = detect(in);
        CountedInput first = new CountedInput(input.stream());
        long sizeBytes = Files.size(file);
        if (input.kind() == InputKind.JSONL) {
            LongConsumer done = progress.apply(sizeBytes);
            return playHistory(first, requested, () -> done.accept(first.bytes()));
        }
        LongConsumer done = progress.apply(2 * sizeBytes);
        TaskFilter tasks = new TaskFilter(options.task());
        Survey survey = new Survey(tasks);
        TraceReader reader = new TraceReader(first, input.kind());
        for (TraceLine line = reader.next(); line != null; line = reader.next()) {
            survey.take(line);
            done.accept(first.bytes());
            if (stop.isStopped()) {
                throw RecordingException.notAccessible("stopped before anything was recorded", null);
            }
        }
        warn(tasks);
        boolean laidOutByFile = requested.isEmpty() && !survey.hasSlots();
        RequestedLayout layout = laidOutByFile ? RequestedLayout.ofState(initial) : requested;
        try (CountedInput second = new CountedInput(Files.newInputStream(file))) {
            return new TraceRecording(options, initial, layout, survey, tasks, notes, stop)
                    .run(new TraceReader(second, input.kind()), () -> done.accept(first.bytes() + second.bytes()));
        }
    }

    private TraceInput detect(InputStream in) throws IOException {
        return options.input() == InputKind.AUTO ? TraceInput.detect(in) : new TraceInput(options.input(), in);
    }

    private RecordingSummary playHistory(InputStream in, RequestedLayout requested, Runnable afterLine)
            throws RecordingException {
        if (!requested.isEmpty() || options.initial() != null || options.task() != null) {
            throw RecordingException.wronglyCalled(
                    "records as JSON bring their layout and state: no --setup, --region, --initial or --task"
                            + " with them");
        }
        return new HistoryRecording(options, stop).run(in, afterLine);
    }

    private void warn(TaskFilter tasks) {
        String warning = tasks.warning();
        if (warning != null) {
            notes.accept(warning);
        }
    }
}
