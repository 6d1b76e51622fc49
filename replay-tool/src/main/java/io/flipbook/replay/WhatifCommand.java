package io.flipbook.replay;

import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.scenario.UnsignedNumber;
import io.flipbook.replay.whatif.Alternative;
import io.flipbook.replay.whatif.Comparison;
import io.flipbook.replay.whatif.Overrides;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code whatif}: the same requests under another policy, IOMMU or limit. */
@Command(
        name = "whatif",
        header = "Replay a history under another policy, IOMMU or limit.",
        description = {
            "The first line answers; then come the differences, from the first one on: sequence, what is on record,"
                    + " what would have come of it; then how many there are of each kind. Nothing is written.",
            "What listeners refused that were objects of another program, they refuse again: the same runs of pages, in"
                    + " whatever calls they come.",
            "The exit code is 0 when nothing would have been otherwise, 1 when something would."
        },
        footer = {
            "  echo 'region ram 1G' > gpu.flip",
            "  echo 'listener gpu0 ram kind=type1 limit=1000' >> gpu.flip",
            "  echo 'to-shared ram 0 8M' >> gpu.flip",
            "  flipbook run gpu.flip --journal history",
            "  flipbook whatif history --listener gpu0:kind=iommufd || test $? = 1"
        })
final class WhatifCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Option(names = "--profile", paramLabel = "PROFILE", description = "Whose ways: flipbook, or qemu-10.1.")
    private String profile;

    @Option(
            names = "--policy",
            paramLabel = "KEY=VALUE",
            description = "mixed=segments|per-page|refuse, or on-veto= with an answer to a refusal, all the time.")
    private final List<String> policies = new ArrayList<>();

    @Option(
            names = "--listener",
            paramLabel = "NAME:KEY=VALUE",
            description = "Other options for a listener: kind, limit, granule, large-pages, container, with commas"
                    + " between them.")
    private final List<String> listeners = new ArrayList<>();

    @Option(names = "--page", paramLabel = "SIZE", description = "The page of all regions.")
    private String page;

    @Option(
            names = "--fail",
            paramLabel = "NAME:K:ERRNO",
            description = "A listener refuses its K-th populate call, as veto= counts them.")
    private final List<String> failures = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            description = "How many differences are shown; 20 if nothing is said.")
    private int limit = 20;

    @Override
    public Integer call() {
        Overrides overrides = overrides();
        FollowedHistory history = new FollowedHistory(directory, Place.LAST, flipbook.terminal());
        try (Alternative alternative = history.behind() == 0
                ? new Alternative(overrides, limit)
                : new Alternative(overrides, limit, history.beginning(), history.behind())) {
            history.play(alternative, alternative, () -> false);
            if (!overrides.unseenListeners().isEmpty()) {
                throw CommandFailure.usage(
                        "the history has no listener " + String.join(" and no listener ", overrides.unseenListeners()));
            }
            print(alternative, overrides.described());
            history.failIfDamaged();
            return alternative.comparison().differences() == 0 ? ExitCode.OK : ExitCode.FINDING;
        }
    }

    private void print(Alternative alternative, String with) {
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                print(json, alternative, with);
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                print(text, alternative.comparison(), with);
            }
        }
    }

    private static void print(JsonOut json, Alternative alternative, String with) {
        Comparison comparison = alternative.comparison();
        json.begin()
                .field("with", with)
                .field("answer", comparison.answer(with))
                .field("requests", comparison.requests())
                .field("refusals-recorded", comparison.refusalsRecorded())
                .field("refusals", comparison.refusals())
                .field("differences", comparison.differences())
                .field("digest", JsonOut.digest(alternative.digest()));
        json.name("counts").beginArray();
        for (Comparison.Count count : comparison.counts()) {
            json.begin()
                    .field("of", count.subject())
                    .field("recorded", count.recorded())
                    .field("now", count.now())
                    .field("count", count.count())
                    .end();
        }
        json.endArray().name("first").beginArray();
        for (Comparison.Difference difference : comparison.first()) {
            json.begin()
                    .field("sequence", difference.sequence())
                    .field("recorded", difference.recorded())
                    .field("now", difference.now())
                    .end();
        }
        json.endArray().endLine();
    }

    private static void print(PrintWriter text, Comparison comparison, String with) {
        text.print(comparison.answer(with) + "\n");
        for (Comparison.Difference difference : comparison.first()) {
            text.print(
                    String.format("%8d  %s -> %s%n", difference.sequence(), difference.recorded(), difference.now()));
        }
        long more = comparison.differences() - comparison.first().size();
        if (more > 0) {
            text.print("          and " + more + " more\n");
        }
        for (Comparison.Count count : comparison.counts()) {
            text.print(String.format(
                    "%8d x %s: %s -> %s%n", count.count(), count.subject(), count.recorded(), count.now()));
        }
    }

    private Overrides overrides() {
        Overrides overrides = new Overrides();
        if (profile != null) {
            overrides.profile(profile);
        }
        policies.forEach(overrides::policy);
        listeners.forEach(overrides::listener);
        if (page != null) {
            overrides.page(UnsignedNumber.parse(page));
        }
        failures.forEach(overrides::fail);
        if (overrides.isEmpty()) {
            throw CommandFailure.usage("nothing is to be otherwise; see `flipbook whatif --help`");
        }
        if (limit < 0) {
            throw CommandFailure.usage("--limit " + limit + ": a number of differences is expected");
        }
        return overrides;
    }
}
