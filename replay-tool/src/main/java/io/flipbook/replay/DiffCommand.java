package io.flipbook.replay;

import io.flipbook.engine.GuestMemory;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.query.StateAt;
import io.flipbook.replay.query.StateDifferences;
import io.flipbook.replay.terminal.HumanSize;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code diff}: how two states differ. */
@Command(
        name = "diff",
        header = "Show how the states of two journals, or two states of one, differ.",
        description = {
            "A line for each difference: runs that a source of a region has on one side only; regions, maps and"
                    + " listeners that are on one side only, or are otherwise; the policy. With one journal --from and"
                    + " --to say which states; with two they are those behind the last records, or behind --from of A"
                    + " and --to of B.",
            "The exit code is 0 when the states are the same, 1 when they differ."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'to-shared ram 0 64K' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook diff history --from 2 --to last || test $? = 1"
        })
final class DiffCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Parameters(index = "0", paramLabel = "A", description = "The first journal's directory.")
    private Path leftDirectory;

    @Parameters(index = "1", arity = "0..1", paramLabel = "B", description = "The second one's; A if nothing is said.")
    private Path rightDirectory;

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description = "After which record of A: its sequence, a time, or last.")
    private Place from;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "After which record of B, or of A where there is no B: its sequence, a time, or last.")
    private Place to = Place.LAST;

    @Override
    public Integer call() {
        if (rightDirectory == null && from == null) {
            throw CommandFailure.usage("one journal needs --from, the state with which that of --to is compared");
        }
        JournalHistory left = new JournalHistory(leftDirectory, flipbook.terminal());
        JournalHistory right = rightDirectory == null ? left : new JournalHistory(rightDirectory, flipbook.terminal());
        try (GuestMemory before = left.start().state();
                GuestMemory after = right.start().state()) {
            left.readWhole((from == null ? Place.LAST : from).lastSequence(left), before);
            StateAt leftAt = left.at();
            right.readWhole(to.lastSequence(right), after);
            return compare(leftAt, before, right.at(), after);
        }
    }

    private int compare(StateAt leftAt, GuestMemory left, StateAt rightAt, GuestMemory right) {
        long count;
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                count = StateDifferences.visit(left, right, new JsonLines(json));
                json.begin().field("equal", count == 0).field("differences", count);
                side(json, "a", leftAt, left);
                side(json, "b", rightAt, right);
                json.endLine();
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                count = StateDifferences.visit(left, right, new TextLines(text));
                text.println((count == 0 ? "the same" : count + (count == 1 ? " difference" : " differences"))
                        + " between sequence " + leftAt.sequence() + " and sequence " + rightAt.sequence());
            }
        }
        return count == 0 ? ExitCode.OK : ExitCode.FINDING;
    }

    private static void side(JsonOut json, String name, StateAt at, GuestMemory guest) {
        json.name(name).begin().field("sequence", at.sequence());
        json.field("digest", JsonOut.digest(guest.digest())).end();
    }

    /** Differences as objects, one a line. */
    private record JsonLines(JsonOut json) implements StateDifferences.Visitor {
        @Override
        public void onThing(String kind, String name, String left, String right) {
            json.begin().field("kind", kind);
            if (!name.isEmpty()) {
                json.field("name", name);
            }
            if (left != null) {
                json.field("a", left);
            }
            if (right != null) {
                json.field("b", right);
            }
            json.endLine();
        }

        @Override
        public void onRun(String region, String source, long offset, long sizeBytes, boolean left) {
            json.begin().field("kind", "run").field("region", region).field("source", source);
            json.hexField("offset", offset).hexField("size", sizeBytes);
            json.field("a", left).field("b", !left).endLine();
        }
    }

    /** Differences for people: what only A has with a minus before it, what only B has with a plus. */
    private record TextLines(PrintWriter out) implements StateDifferences.Visitor {
        @Override
        public void onThing(String kind, String name, String left, String right) {
            String what = name.isEmpty() ? kind : kind + " " + name;
            if (left != null) {
                out.println("- " + what + " " + left);
            }
            if (right != null) {
                out.println("+ " + what + " " + right);
            }
        }

        @Override
        public void onRun(String region, String source, long offset, long sizeBytes, boolean left) {
            out.printf(
                    "%s %s %s %#x %#x  %s%n",
                    left ? "-" : "+", source, region, offset, sizeBytes, HumanSize.of(sizeBytes));
        }
    }
}
