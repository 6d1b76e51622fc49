package io.flipbook.replay;

import io.flipbook.engine.backing.LinuxMemory;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.terminal.HumanSize;
import io.flipbook.replay.terminal.Terminal;
import io.flipbook.replay.trace.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code demo}: the main commands, one after the other, on the trace of a real guest that comes with the program. */
@Command(
        name = "demo",
        header = "Record, verify and replay the trace of a real guest, and draw its memory.",
        description = {
            "The trace is of a QEMU guest whose memory was plugged and unplugged by a virtio-mem device. The"
                    + " commands are"
                    + " printed as they run. With --format json their answers alone are printed, and nothing is drawn.",
            "With --failure the journal of a guest that failed is made instead, and the commands are printed that lead"
                    + " from it to the record and the listener."
        },
        footer = {
            "  flipbook demo --to demo",
            "  flipbook dump demo/history --from last",
            "  flipbook demo --memory",
            "  flipbook demo --failure stale-mapping --journal history"
        })
final class DemoCommand implements Callable<Integer> {
    private static final String TRACE = "qemu-virtio-mem-guest.log";
    private static final String REGION = "vmem=2G@0x100000000,plug-block=2M";

    @ParentCommand
    private Flipbook flipbook;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Keep the trace and the journal in this directory, which is missing or empty; else they are"
                    + " temporary.")
    private Path directory;

    @Option(
            names = "--memory",
            description = "Instead of this, convert real memory of Linux as a guest with many devices did, with and"
                    + " without a discard of the side that pages leave, and print what the kernel has in use then.")
    private boolean memory;

    @Option(
            names = "--failure",
            paramLabel = "NAME",
            description = "Make the journal of a failure: ${COMPLETION-CANDIDATES}. docs/POSTMORTEM.md explains each.")
    private BundledFailure failure;

    @Option(
            names = "--journal",
            paramLabel = "DIR",
            description = "Where the journal of the failure is kept: a directory that is missing or empty.")
    private Path journal;

    private int exitCode = ExitCode.OK;

    @Override
    public Integer call() throws IOException {
        if ((failure == null) != (journal == null) || failure != null && (memory || directory != null)) {
            throw CommandFailure.usage("--failure goes with --journal, and with nothing else");
        } else if (failure != null) {
            makeFailure();
        } else if (memory) {
            if (directory != null) {
                throw CommandFailure.usage("--memory keeps nothing: no --to with it");
            }
            measureMemory();
        } else if (directory == null) {
            try (ScratchDirectory scratch = new ScratchDirectory()) {
                scratch.during(() -> show(scratch.path()));
            }
            note("Both were temporary; `flipbook demo --to DIR` keeps the trace and the journal.");
        } else {
            prepare();
            show(directory);
        }
        return exitCode;
    }

    private void makeFailure() throws IOException {
        new ScriptDirectories(journal, List.of(failure.toString())).prepare();
        failure.record(journal);
        List<String> commands = failure.commands(quote(journal.toString()));
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                json.begin()
                        .field("failure", failure.toString())
                        .field("symptom", String.join(" ", failure.symptom()))
                        .field("journal", journal.toString())
                        .name("commands")
                        .beginArray();
                commands.forEach(json::value);
                json.endArray().endLine();
            }
            return;
        }
        failure.symptom().forEach(this::print);
        print("Its journal is made; these lead to the record and the listener:");
        commands.forEach(this::print);
    }

    private void measureMemory() {
        note("A guest of 1 GiB, 2588 conversions derived from its DMA allocations; in use at the end, by the kernel:");
        if (!flipbook.isJson()) {
            print(String.format("%-12s %-8s %10s %10s %10s", "memory", "discard", "shared", "private", "together"));
        }
        for (LinuxMemory kind : LinuxMemory.values()) {
            try {
                for (boolean discards : new boolean[] {true, false}) {
                    print(kind, discards, MemoryDemonstration.measure(kind, discards));
                }
            } catch (IllegalStateException e) {
                note(kind + ": skipped, " + e.getMessage());
            }
        }
    }

    private void print(LinuxMemory kind, boolean discards, MemoryDemonstration.Figures figures) {
        if (!flipbook.isJson()) {
            print(String.format(
                    "%-12s %-8s %10s %10s %10s",
                    kind,
                    discards ? "on" : "off",
                    HumanSize.of(figures.sharedBytes()),
                    HumanSize.of(figures.privateBytes()),
                    HumanSize.of(figures.bytes())));
            return;
        }
        try (JsonOut json = flipbook.json()) {
            json.begin()
                    .field("memory", kind.toString())
                    .field("discard", discards)
                    .hexField("shared", figures.sharedBytes())
                    .hexField("private", figures.privateBytes())
                    .hexField("peak", figures.peakBytes());
            json.endLine();
        }
    }

    private void prepare() throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.findAny().isPresent()) {
                throw CommandFailure.usage(directory + " is not empty; give one that is missing or empty");
            }
        }
    }

    private void show(Path in) {
        Path trace = in.resolve(TRACE);
        Path journal = in.resolve("history");
        copyTrace(trace);
        run("record", trace.toString(), "--journal", journal.toString(), "--region", REGION);
        run("verify", journal.toString());
        run("replay", journal.toString());
        run("state", journal.toString());
        if (exitCode == ExitCode.OK && !flipbook.isJson()) {
            draw(journal);
        }
    }

    private static void copyTrace(Path to) {
        try (InputStream in = DemoCommand.class.getResourceAsStream("traces/" + TRACE)) {
            Files.copy(in, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command as if it had been called by itself, unless one before has failed. */
    private void run(String... arguments) {
        if (exitCode != ExitCode.OK) {
            return;
        }
        note("$ flipbook " + Arrays.stream(arguments).map(DemoCommand::quote).collect(Collectors.joining(" ")));
        List<String> all = new ArrayList<>(List.of(arguments));
        if (flipbook.isJson()) {
            all.add("--format=json");
        }
        exitCode = Main.run(flipbook.terminal(), all.toArray(String[]::new));
        if (!flipbook.isJson()) {
            print("");
        }
    }

    private void draw(Path journal) {
        Terminal terminal = flipbook.terminal();
        JournalHistory history = new JournalHistory(journal, terminal);
        history.readWhole(JournalHistory.TO_THE_END, record -> true);
        try (MemoryTimeline timeline = new MemoryTimeline(terminal, history.lastSequence());
                PrintWriter text = terminal.text()) {
            history.readWhole(JournalHistory.TO_THE_END, timeline);
            timeline.print(text);
            text.println();
        }
    }

    /** What is not an answer itself: beside the answers for people, on standard error for programs. */
    private void note(String line) {
        if (flipbook.isJson()) {
            flipbook.terminal().err().println(line);
        } else {
            print(line);
        }
    }

    private void print(String line) {
        try (PrintWriter text = flipbook.terminal().text()) {
            text.println(line);
        }
    }

    /** As a shell has to be told it. */
    private static String quote(String argument) {
        return argument.matches("[A-Za-z0-9_./:,=@+-]+")
                ? argument
                : "'" + Excerpt.escape(argument).replace("'", "'\\''") + "'";
    }
}
