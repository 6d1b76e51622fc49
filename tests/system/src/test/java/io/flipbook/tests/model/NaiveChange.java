package io.flipbook.tests.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One change of one source over the parts of one request, from its checks to its outcome. */
final class NaiveChange {
    private final NaiveGuest guest;
    private final boolean plugging;
    private final boolean wanted;
    private final List<NaiveRange> parts;
    private final NaiveCalls calls = new NaiveCalls();
    private final List<Object> detached = new ArrayList<>();
    private final Map<String, Object> result;

    private NaiveChange(
            NaiveGuest guest, boolean plugging, boolean wanted, List<NaiveRange> parts, Map<String, Object> result) {
        this.guest = guest;
        this.plugging = plugging;
        this.wanted = wanted;
        this.parts = parts;
        this.result = result;
    }

    static void share(NaiveGuest guest, boolean wanted, List<NaiveRange> parts, Map<String, Object> result) {
        NaiveChange change = new NaiveChange(guest, false, wanted, parts, result);
        List<NaiveRange> runs = change.runsThatDiffer();
        boolean mixed = pagesOf(runs) < pagesOf(parts);
        if (runs.isEmpty()) {
            change.finish("noop", 0);
            return;
        }
        Rejection.when(mixed && guest.mixed.equals("refuse"), "mixed");
        change.carryOut(runs, mixed && guest.mixed.equals("per-page"));
    }

    static void plug(NaiveGuest guest, boolean wanted, NaiveRange range, Map<String, Object> result) {
        NaiveChange change = new NaiveChange(guest, true, wanted, List.of(range), result);
        List<NaiveRange> runs = change.runsThatDiffer();
        Rejection.when(pagesOf(runs) < range.pages(), "mixed");
        change.carryOut(runs, false);
    }

    static void unplugAll(NaiveGuest guest, NaiveRegion region, Map<String, Object> result) {
        NaiveChange change = new NaiveChange(guest, true, false, List.of(region.whole()), result);
        List<NaiveRange> runs = change.runsThatDiffer();
        if (runs.isEmpty()) {
            change.finish("noop", 0);
            return;
        }
        change.carryOut(runs, false);
    }

    private static int pagesOf(List<NaiveRange> ranges) {
        return ranges.stream().mapToInt(NaiveRange::pages).sum();
    }

    private boolean[] source(NaiveRegion region) {
        return plugging ? region.plugged : region.shared;
    }

    private List<NaiveRange> runsThatDiffer() {
        List<NaiveRange> runs = new ArrayList<>();
        for (NaiveRange part : parts) {
            runs.addAll(part.runsOf(page -> source(part.region())[page] != wanted));
        }
        return runs;
    }

    private void carryOut(List<NaiveRange> runs, boolean pageByPage) {
        if (!wanted) {
            rejectPinned(runs);
        }
        List<NaiveRange> changed = new ArrayList<>();
        for (List<NaiveRange> step : steps(runs, pageByPage)) {
            changed.addAll(step);
            if (!tell(step)) {
                if (result.get("outcome").equals("diverged")) {
                    setBits(changed);
                    result.put("pages", pagesOf(changed));
                }
                return;
            }
        }
        setBits(changed);
        finish("committed", pagesOf(changed));
    }

    private static void rejectPinned(List<NaiveRange> runs) {
        for (NaiveRange run : runs) {
            for (int page = run.first(); page < run.end(); page++) {
                if (run.region().pins[page] > 0) {
                    throw Rejection.busyAt(run.region(), page);
                }
            }
        }
    }

    /** What is told to all listeners before anything else is: each page, or all the runs. */
    private static List<List<NaiveRange>> steps(List<NaiveRange> runs, boolean pageByPage) {
        if (!pageByPage) {
            return List.of(runs);
        }
        List<List<NaiveRange>> steps = new ArrayList<>();
        for (NaiveRange run : runs) {
            for (int page = run.first(); page < run.end(); page++) {
                steps.add(List.of(new NaiveRange(run.region(), page, page + 1)));
            }
        }
        return steps;
    }

    /** Tells the runs to all listeners; false if the request ends here, with its outcome. */
    private boolean tell(List<NaiveRange> runs) {
        List<NaiveListener> order = new ArrayList<>(guest.listeners);
        if (!wanted) {
            Collections.reverse(order);
        }
        for (NaiveListener listener : order) {
            for (NaiveRange piece : piecesFor(listener, runs)) {
                if (!wanted) {
                    calls.discard(listener, piece);
                    continue;
                }
                Optional<String> errno = calls.populate(listener, piece);
                if (errno.isPresent()) {
                    if (!refused(listener, errno.get())) {
                        return false;
                    }
                    break;
                }
            }
        }
        return true;
    }

    private List<NaiveRange> piecesFor(NaiveListener listener, List<NaiveRange> runs) {
        List<NaiveRange> pieces = new ArrayList<>();
        for (NaiveRange run : runs) {
            int first = Math.max(run.first(), listener.section.first());
            int end = Math.min(run.end(), listener.section.end());
            if (run.region() == listener.section.region() && first < end) {
                NaiveRange seen = new NaiveRange(run.region(), first, end);
                pieces.addAll(seen.runsOf(page -> flips(run.region(), page)));
            }
        }
        return pieces;
    }

    private boolean flips(NaiveRegion region, int page) {
        boolean before = region.populated(page);
        boolean after = plugging ? wanted && region.shared[page] : wanted && region.plugged[page];
        return before != after;
    }

    /** Does what the policy says about a refusal; true if the request goes on. */
    private boolean refused(NaiveListener listener, String errno) {
        switch (guest.onVeto) {
            case "detach" -> {
                calls.discard(listener, listener.section);
                guest.listeners.remove(listener);
                detached.add(listener.name);
                return true;
            }
            case "rollback" -> {
                calls.undo();
                finish("rolled-back", listener, errno);
            }
            case "halt" -> {
                guest.halted = true;
                finish("halted", listener, errno);
            }
            default -> finish("diverged", listener, errno);
        }
        return false;
    }

    private void setBits(List<NaiveRange> runs) {
        for (NaiveRange run : runs) {
            for (int page = run.first(); page < run.end(); page++) {
                source(run.region())[page] = wanted;
            }
        }
    }

    private void finish(String outcome, NaiveListener listener, String errno) {
        result.put("outcome", outcome);
        result.put("listener", listener.name);
        result.put("errno", errno);
        result.put("calls", calls.told());
    }

    private void finish(String outcome, int pages) {
        result.put("outcome", outcome);
        result.put("pages", pages);
        result.put("calls", calls.told());
        if (!detached.isEmpty()) {
            result.put("detached", detached);
        }
    }
}
