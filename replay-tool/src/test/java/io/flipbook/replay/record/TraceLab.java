package io.flipbook.replay.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.journal.EpochClock;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalScanner;
import io.flipbook.replay.history.JsonFields;
import io.flipbook.replay.history.RecordFields;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.record.RecordingException.Kind;
import io.flipbook.replay.trace.InputKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Records made traces into a journal of a test's own, and reads back what it holds without the writer's code. */
final class TraceLab {
    final List<String> notes = new ArrayList<>();
    final StopSignal stop = new StopSignal();
    private final Path directory;
    private List<String> regions = List.of();
    private InputKind input = InputKind.AUTO;
    private Path setup;
    private String initial;
    private String task;
    private EpochClock clock = EpochClock.system();
    private int traces;

    TraceLab(Path directory) {
        this.directory = directory;
    }

    TraceLab regions(String... newRegions) {
        regions = List.of(newRegions);
        return this;
    }

    TraceLab input(InputKind newInput) {
        input = newInput;
        return this;
    }

    TraceLab setup(String... lines) throws IOException {
        setup = Files.write(directory.resolve("setup.flip"), List.of(lines));
        return this;
    }

    TraceLab clock(EpochClock newClock) {
        clock = newClock;
        return this;
    }

    TraceLab initial(String newInitial) {
        initial = newInitial;
        return this;
    }

    TraceLab task(String newTask) {
        task = newTask;
        return this;
    }

    Path journal() {
        return directory.resolve("journal");
    }

    Path file(String name, String... lines) throws IOException {
        return Files.write(directory.resolve(name), List.of(lines));
    }

    /** Records a file of these lines. */
    RecordingSummary record(String... lines) throws Exception {
        return record(file("trace" + ++traces, lines));
    }

    RecordingSummary record(Path trace) throws RecordingException {
        return recording(trace.toString(), InputStream.nullInputStream()).run();
    }

    /** Records these lines as they come through a pipe. */
    RecordingSummary follow(String... lines) throws RecordingException {
        String text = String.join("\n", lines) + "\n";
        return follow(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    RecordingSummary follow(InputStream in) throws RecordingException {
        return recording("-", in).run();
    }

    Recording recording(String trace, InputStream in) {
        RecordingOptions options = new RecordingOptions(
                trace,
                JournalConfig.of(journal()).clock(clock).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES),
                0,
                input,
                setup,
                regions,
                initial,
                task);
        return new Recording(options, in, notes::add, total -> done -> {}, stop);
    }

    /** The state to which the journal's records lead; fails where a record is damaged or does not fit. */
    GuestMemory state() {
        GuestMemory memory = new GuestMemory();
        JournalScanner.of(journal()).scan(memory, finding -> {
            throw new AssertionError(finding);
        });
        return memory;
    }

    /** The numbers of the shared pages of 4 KiB of a region. */
    TreeSet<Long> shared(String region) {
        TreeSet<Long> pages = new TreeSet<>();
        try (GuestMemory memory = state()) {
            memory.visitShared(region, (offset, sizeBytes) -> addPages(pages, offset, sizeBytes));
        }
        return pages;
    }

    /** The numbers of the plugged pages of 4 KiB of a region. */
    TreeSet<Long> plugged(String region) {
        TreeSet<Long> pages = new TreeSet<>();
        try (GuestMemory memory = state()) {
            memory.visitPlugged(region, (offset, sizeBytes) -> addPages(pages, offset, sizeBytes));
        }
        return pages;
    }

    private static boolean addPages(TreeSet<Long> pages, long offset, long sizeBytes) {
        for (long page = offset >> 12; page < offset + sizeBytes >> 12; page++) {
            pages.add(page);
        }
        return true;
    }

    /** The records as JSON, without the journal's own. */
    List<String> records() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RecordDecoder decoder = new RecordDecoder();
        try (JsonOut json = new JsonOut(bytes)) {
            RecordFields fields = new RecordFields(decoder, new JsonFields(json));
            JournalScanner.of(journal())
                    .scan(
                            view -> {
                                RecordDecoder.Kind kind = decoder.read(view);
                                if (kind != RecordDecoder.Kind.SESSION) {
                                    fields.say(view, kind);
                                }
                                return true;
                            },
                            finding -> {
                                throw new AssertionError(finding);
                            });
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    List<String> records(String type) {
        return records().stream()
                .filter(record -> record.contains("\"type\":\"" + type + "\""))
                .toList();
    }

    /** Asserts that a recording is refused for such a reason. */
    static void assertRefused(Kind kind, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RecordingException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(message);
    }
}
