package io.flipbook.replay;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.memtype.GuestPat;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.query.predicate.GuestPlace;
import io.flipbook.replay.scenario.UnsignedNumber;
import io.flipbook.replay.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code memtype}: what type accesses to a place have, and whether host and guest agree on it. */
@Command(
        name = "memtype",
        header = "Say what memory type a place has, and where host and guest disagree.",
        description = {
            "The effective type of the guest's accesses to a page, how it comes about (the EPT type, the ignore-PAT"
                    + " bit, the type that the guest's PAT says), and the type with which the host maps the page.",
            "Where the two differ the page is an alias: what a migration reads through the host's mapping need not be"
                    + " what the guest wrote. The exit code is 1 then. All aliases of the journal are listed beside it."
        },
        footer = {
            "  echo 'region vram 16M' > vram.flip",
            "  echo 'memtype vram 1M 4M honour-guest-type=on guest=WC host=WC' >> vram.flip",
            "  flipbook run vram.flip --journal history",
            "  flipbook memtype history vram:1M"
        })
final class MemtypeCommand implements Callable<Integer> {
    /** Reads a PAT register from the command line. */
    static final class PatConverter implements ITypeConverter<GuestPat> {
        @Override
        public GuestPat convert(String text) {
            return new GuestPat(UnsignedNumber.parse(text));
        }
    }

    @ParentCommand
    private Flipbook flipbook;

    @Parameters(index = "0", paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Parameters(index = "1", paramLabel = "PLACE", description = "A guest physical address, or REGION:OFFSET.")
    private GuestPlace place;

    @Option(
            names = "--at",
            paramLabel = "SEQ",
            description =
                    "After which record: its sequence, a time, or last, which is what is meant if nothing is said.")
    private Place at = Place.LAST;

    @Option(
            names = "--pat",
            paramLabel = "MSR",
            converter = PatConverter.class,
            description = "The guest's PAT register: say also what each of its eight entries would make of the page.")
    private GuestPat pat;

    @Override
    public Integer call() {
        Terminal terminal = flipbook.terminal();
        JournalHistory history = new JournalHistory(directory, terminal);
        long to = at.lastSequence(history);
        try (GuestMemory memory = history.start().state()) {
            history.readWhole(to, memory);
            PlaceTypes types = PlaceTypes.find(memory, place);
            if (flipbook.isJson()) {
                try (JsonOut json = flipbook.json()) {
                    new MemtypeJson(json).write(history.lastSequence(), types, pat);
                }
            } else {
                try (PrintWriter text = terminal.text()) {
                    new MemtypeText(text).write(types, pat);
                }
            }
            return types.attributes().isAlias() ? ExitCode.FINDING : ExitCode.OK;
        }
    }
}
