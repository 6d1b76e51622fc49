package io.flipbook.tests.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One change of one source over the parts of one request, from its checks to its outcome. */
final class NaiveChange {
    /** Which source of a region changes. */
    private final Function<NaiveRegion, NaiveSource> source;

    private final NaiveGuest guest;
    private final boolean sharing;
    private final boolean wanted;
    private final List<NaiveRange> parts;
    private final NaiveCalls calls = new NaiveCalls();
    private final List<Object> detached = new ArrayList<>();
    private final List<NaivePiece> lost = new ArrayList<>();
    private final List<NaivePiece> gained = new ArrayList<>();
    /** Who would not have back what it had discarded; it is not asked again. */
    private final List<NaiveListener> outOfStep = new ArrayList<>();

    private final Map<String, Object> result;
    /** The longest runs of pages that differ, in the order of the parts. */
    private List<NaiveRange> runs;

    private boolean pageByPage;

    private NaiveChange(
            NaiveGuest guest,
            Function<NaiveRegion, NaiveSource> source,
            boolean sharing,
            boolean wanted,
            List<NaiveRange> parts,
            Map<String, Object> result) {
        this.guest = guest;
        this.source = source;
        this.sharing = sharing;
        this.wanted = wanted;
        this.parts = parts;
        this.result = result;
        runs = runsThatDiffer();
    }

    static void share(NaiveGuest guest, boolean wanted, List<NaiveRange> parts, Map<String, Object> result) {
        new NaiveChange(guest, region -> region.shared, true, wanted, parts, result).mixed(false);
    }

    /** Changes all of it without telling anybody, as QEMU does when it has looked up the first map alone. */
    static void cutOff(NaiveGuest guest, boolean wanted, List<NaiveRange> parts, Map<String, Object> result) {
        new NaiveChange(guest, region -> region.shared, true, wanted, parts, result).mixed(true);
    }

    static void source(
            NaiveGuest guest, NaiveSource added, boolean wanted, NaiveRange range, Map<String, Object> result) {
        new NaiveChange(guest, region -> added, false, wanted, List.of(range), result).mixed(false);
    }

    static void plug(NaiveGuest guest, boolean wanted, NaiveRange range, Map<String, Object> result) {
        NaiveChange change = plugging(guest, wanted, range, result);
        Rejection.when(change.countRuns() < range.pages(), "mixed");
        change.carryOut();
    }

    static void unplugAll(NaiveGuest guest, NaiveRegion region, Map<String, Object> result) {
        NaiveChange change = plugging(guest, false, region.whole(), result);
        if (change.runs.isEmpty()) {
            change.finish("noop", 0);
            return;
        }
        change.carryOut();
    }

    private static NaiveChange plugging(
            NaiveGuest guest, boolean wanted, NaiveRange range, Map<String, Object> result) {
        return new NaiveChange(guest, region -> region.plugged, false, wanted, List.of(range), result);
    }

    private void mixed(boolean cutOff) {
        boolean mixed = countRuns() < pagesOf(parts);
        if (runs.isEmpty()) {
            finish("noop", 0);
            return;
        }
        Rejection.when(mixed && guest.mixed.equals("refuse"), "mixed");
        boolean inPages = source.apply(parts.get(0).region()).blockPages() == 1;
        pageByPage = mixed && guest.mixed.equals("per-page") && inPages;
        if (!cutOff) {
            carryOut();
            return;
        }
        rejectPinned();
        runs.forEach(run -> set(run, wanted));
        finish("diverged", countRuns());
        result.put("listener", "@" + parts.get(0).region().name);
        result.put("errno", "EINVAL");
    }

    private static int pagesOf(List<NaiveRange> ranges) {
        return ranges.stream().mapToInt(NaiveRange::pages).sum();
    }

    private int countRuns() {
        return pagesOf(runs);
    }

    private List<NaiveRange> runsThatDiffer() {
        List<NaiveRange> differing = new ArrayList<>();
        for (NaiveRange part : parts) {
            differing.addAll(part.runsOf(page -> source.apply(part.region()).says()[page] != wanted));
        }
        return differing;
    }

    private void carryOut() {
        rejectPinned();
        if (pageByPage) {
            runs = inPages();
        }
        List<NaiveListener> newestFirst = new ArrayList<>(guest.listeners);
        Collections.reverse(newestFirst);
        tellLosers(newestFirst);
        List<NaiveListener> order = guest.likeQemu ? newestFirst : List.copyOf(guest.listeners);
        if (!pageByPage) {
            if (tellGainers(order, 0, runs.size())) {
                commit("committed", runs);
            }
            return;
        }
        for (int run = 0; run < runs.size(); run++) {
            if (!tellGainers(order, run, run + 1)) {
                return;
            }
        }
        commit("committed", runs);
    }

    private void rejectPinned() {
        for (NaiveRange run : runs) {
            for (int page = run.first(); page < run.end() && !wanted; page++) {
                if (run.region().pins[page] > 0) {
                    throw Rejection.busyAt(run.region(), page);
                }
            }
        }
    }

    private List<NaiveRange> inPages() {
        List<NaiveRange> pages = new ArrayList<>();
        for (NaiveRange run : runs) {
            for (int page = run.first(); page < run.end(); page++) {
                pages.add(new NaiveRange(run.region(), page, page + 1));
            }
        }
        return pages;
    }

    /** Whether pages come to be on the listener's side. */
    private boolean gains(NaiveListener listener) {
        return sharing && !listener.watchesShared ? !wanted : wanted;
    }

    private void tellLosers(List<NaiveListener> order) {
        for (int run = 0; run < runs.size(); run += pageByPage ? 1 : runs.size()) {
            for (NaiveListener listener : order) {
                if (!gains(listener)) {
                    for (NaivePiece piece : piecesFor(listener, run, pageByPage ? run + 1 : runs.size())) {
                        calls.discard(listener, piece.range());
                        lost.add(piece);
                    }
                }
            }
        }
    }

    /** Tells some of the runs; false if the request ended with that. */
    private boolean tellGainers(List<NaiveListener> order, int firstRun, int endRun) {
        for (NaiveListener listener : order) {
            if (!gains(listener) || !guest.listeners.contains(listener)) {
                continue;
            }
            for (NaivePiece piece : piecesFor(listener, firstRun, endRun)) {
                Optional<String> errno = calls.populate(listener, piece.range());
                if (errno.isEmpty()) {
                    gained.add(piece);
                    continue;
                }
                if (!refused(piece, errno.get())) {
                    return false;
                }
                break;
            }
        }
        return !result.containsKey("listener") || endWithPartial();
    }

    private List<NaivePiece> piecesFor(NaiveListener listener, int firstRun, int endRun) {
        List<NaivePiece> pieces = new ArrayList<>();
        for (int i = firstRun; i < Math.min(endRun, runs.size()); i++) {
            NaiveRange run = runs.get(i);
            int first = Math.max(run.first(), listener.section.first());
            int end = Math.min(run.end(), listener.section.end());
            if (run.region() == listener.section.region() && first < end) {
                for (NaiveRange flips :
                        new NaiveRange(run.region(), first, end).runsOf(page -> flips(listener, page))) {
                    pieces.add(new NaivePiece(listener, i, flips));
                }
            }
        }
        return pieces;
    }

    /** Whether a page that differs comes to be, or ceases to be, on the listener's side. */
    private boolean flips(NaiveListener listener, int page) {
        boolean[] says = source.apply(listener.section.region()).says();
        boolean before = listener.present(page);
        says[page] = wanted;
        boolean after = listener.present(page);
        says[page] = !wanted;
        return before != after;
    }

    /** Does what the policy says about a refusal; true if the request goes on. */
    private boolean refused(NaivePiece piece, String errno) {
        NaiveListener listener = piece.listener();
        String answer = guest.onVeto;
        if (answer.equals("all-private") && (!sharing || !wanted || isPinned())) {
            answer = "rollback";
        }
        if (answer.equals("detach")) {
            calls.discard(listener, listener.section);
            guest.listeners.remove(listener);
            listener.close();
            detached.add(listener.name);
            return true;
        }
        result.putIfAbsent("listener", listener.name);
        result.putIfAbsent("errno", errno);
        switch (answer) {
            case "rollback" -> {
                takeBack(0, 0);
                giveBack(0, 0, "rolled-back");
            }
            case "halt" -> {
                guest.halted = true;
                result.put("outcome", "halted");
            }
            case "retry" -> result.put("outcome", "retry");
            case "keep" -> commit("diverged", pageByPage ? runs.subList(0, piece.run() + 1) : runs);
            case "undo-listeners" -> {
                takeBack(0, 0);
                commit("listeners-undone", runs);
            }
            case "all-private" -> makePrivate();
            case "partial" -> {
                shrink(piece);
                return !pageByPage || endWithPartial();
            }
            default -> throw new IllegalStateException(answer);
        }
        result.put("calls", calls.told());
        return false;
    }

    private boolean isPinned() {
        return parts.stream().anyMatch(part -> part.anyPage(page -> part.region().pins[page] > 0));
    }

    /** Discards what was populated from a page of a run on, in reverse. */
    private void takeBack(int run, int page) {
        for (int i = gained.size() - 1; i >= 0; i--) {
            gained.get(i).since(run, page).ifPresent(piece -> calls.discard(piece.listener(), piece.range()));
        }
        cut(gained, run, page);
    }

    /** Populates what was discarded from a page of a run on, in reverse; the outcome, unless somebody refuses. */
    private void giveBack(int run, int page, String outcome) {
        result.put("outcome", outcome);
        for (int i = lost.size() - 1; i >= 0; i--) {
            Optional<NaivePiece> piece = lost.get(i).since(run, page);
            if (piece.isEmpty() || outOfStep.contains(piece.get().listener())) {
                continue;
            }
            if (calls.populate(piece.get().listener(), piece.get().range()).isPresent()) {
                outOfStep.add(piece.get().listener());
                result.put("outcome", "diverged");
                result.put("pages", 0);
            }
        }
        cut(lost, run, page);
    }

    private static void cut(List<NaivePiece> pieces, int run, int page) {
        List<NaivePiece> rest = new ArrayList<>();
        pieces.forEach(piece -> piece.before(run, page).ifPresent(rest::add));
        pieces.clear();
        pieces.addAll(rest);
    }

    /** Gives up all from the block of the refused piece on. */
    private void shrink(NaivePiece refused) {
        NaiveRange run = runs.get(refused.run());
        int block = source.apply(run.region()).blockPages();
        int end = refused.range().first() / block * block;
        takeBack(refused.run(), end);
        String outcome = "diverged".equals(result.get("outcome")) ? "diverged" : "partial";
        giveBack(refused.run(), end, outcome);
        runs = new ArrayList<>(runs.subList(0, refused.run() + 1));
        runs.remove(refused.run());
        if (end > run.first()) {
            runs.add(new NaiveRange(run.region(), run.first(), end));
        }
    }

    private boolean endWithPartial() {
        commit(result.get("outcome").toString(), runs);
        return false;
    }

    /** Everybody drops all of the range, and what of it is shared becomes private. */
    private void makePrivate() {
        for (int i = guest.listeners.size() - 1; i >= 0; i--) {
            NaiveListener listener = guest.listeners.get(i);
            for (int part = parts.size() - 1; part >= 0 && listener.watchesShared; part--) {
                NaiveRange range = parts.get(part);
                int first = Math.max(range.first(), listener.section.first());
                int end = Math.min(range.end(), listener.section.end());
                if (range.region() == listener.section.region() && first < end) {
                    calls.discard(listener, new NaiveRange(range.region(), first, end));
                }
            }
        }
        giveBack(0, 0, "all-private");
        List<NaiveRange> shared = new ArrayList<>();
        parts.forEach(
                part -> shared.addAll(part.runsOf(page -> part.region().shared.says()[page])));
        NaiveChange back = new NaiveChange(guest, source, true, false, parts, result);
        for (NaiveListener listener : guest.listeners) {
            if (!listener.watchesShared) {
                for (NaivePiece piece : back.piecesFor(listener, 0, back.runs.size())) {
                    if (calls.populate(listener, piece.range()).isPresent()) {
                        break;
                    }
                }
            }
        }
        back.commit("all-private", shared);
    }

    /** The pages change; what of their memory is given back is stale where it is still mapped. */
    private void commit(String outcome, List<NaiveRange> changed) {
        for (NaiveRange run : changed) {
            set(run, wanted);
            for (NaiveListener listener : guest.listeners) {
                if (!gains(listener) && !run.region().inPlace) {
                    listener.outlive(run);
                }
            }
        }
        finish(outcome, pagesOf(changed));
    }

    private void set(NaiveRange run, boolean value) {
        for (int page = run.first(); page < run.end(); page++) {
            source.apply(run.region()).says()[page] = value;
        }
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
