package io.flipbook.replay;

import io.flipbook.engine.CallObserver;
import io.flipbook.replay.charts.HistoryStats;
import io.flipbook.replay.charts.MappingStats;
import io.flipbook.replay.charts.StatsJson;
import io.flipbook.replay.charts.StatsText;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.json.JsonOut;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code stats}: a history in numbers. */
@Command(
        name = "stats",
        header = "Say the numbers of a history.",
        description = {
            "Rates, sizes of requests, latency from request to outcome by journal time, lengths of the runs that"
                    + " changed, which pages changed most often, refusals by listener, mappings and pinned bytes by"
                    + " listener, and shared bytes over time. Histograms are by powers of two.",
            "Counts are exact; of a guest whose pages are too many to be counted one by one the flips of pages are"
                    + " upper bounds, and it says so. A series over time has 65 values at most.",
            "Of a damaged journal the numbers are those of the records before the damage, and the exit code is 3."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'listener gpu ram kind=type1 limit=100' >> ram.flip",
            "  echo 'to-shared ram 0 64K' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook stats history"
        })
final class StatsCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description = "The first record that counts: its sequence, or a time.")
    private Place from;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "The last record that counts: its sequence, a time, or last.")
    private Place to = Place.LAST;

    @Override
    public Integer call() {
        JournalHistory history = new JournalHistory(directory, flipbook.terminal());
        long first = from == null ? 1 : from.find(history).first();
        long last = to.lastSequence(history);
        if (first > last) {
            throw CommandFailure.usage("--from " + from + " is behind --to " + to);
        }
        HistoryStart start = history.start();
        try (HistoryStats stats = new HistoryStats(start.state(), start.layout(), first)) {
            history.read(last, stats);
            CommandFailure damage = history.isDamaged() ? history.damaged() : null;
            check(history, stats, first, last);
            if (stats.hasMappings()) {
                try (MappingStats mappings =
                        new MappingStats(differences -> player(start, differences), start.layout(), first)) {
                    history.read(history.lastSequence(), mappings);
                    mappings.finish();
                    answer(stats, mappings, damage != null);
                }
            } else {
                answer(stats, null, damage != null);
            }
            if (damage != null) {
                throw damage;
            }
        }
        return ExitCode.OK;
    }

    /** There has to be something to count, up to the last record that is asked for or to damage. */
    private void check(JournalHistory history, HistoryStats stats, long first, long last) {
        boolean isShort = last != JournalHistory.TO_THE_END && history.lastSequence() < last;
        if (stats.isEmpty() || isShort && !history.isDamaged()) {
            history.readWhole(history.lastSequence() < first ? first : last, record -> true);
        }
        if (stats.isEmpty()) {
            throw CommandFailure.unreadable("the journal " + directory + " holds no record whose state is known there");
        }
    }

    private static HistoryPlayer player(HistoryStart start, HistoryPlayer.Differences differences) {
        return HistoryPlayer.from(start.sequence(), start::state, CallObserver.NONE, differences);
    }

    private void answer(HistoryStats stats, MappingStats mappings, boolean isDamaged) {
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                StatsJson.write(json, stats, mappings, isDamaged);
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                new StatsText(text).write(stats, mappings);
            }
        }
    }
}
