package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A second reading of the scenario language, written from its text alone and in the most obvious way.
 *
 * <p>It has no journal, no bitmaps, no runs that it keeps: a boolean a page, and loops. It is for comparing, so it must
 * stay simple enough to be believed; it refuses regions of more than 2^23 pages with an IllegalArgumentException.
 */
public final class NaiveModel implements ScenarioRunner {
    @Override
    public List<String> run(String text) throws ScriptRejected {
        NaiveScript script = NaiveScript.parse(text);
        if (script.error().isPresent()) {
            throw script.error().get();
        }
        NaiveGuest guest = new NaiveGuest();
        List<String> results = new ArrayList<>();
        for (Statement statement : script.statements()) {
            results.add(JsonLine.write(result(guest, statement)));
        }
        return results;
    }

    private static Map<String, Object> result(NaiveGuest guest, Statement statement) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("line", statement.line());
        result.put("op", statement.op());
        try {
            result.put("outcome", "ok");
            execute(guest, statement, result);
        } catch (Rejection rejection) {
            rejection.describe(result);
        }
        return result;
    }

    private static void execute(NaiveGuest guest, Statement statement, Map<String, Object> result) {
        switch (statement.op()) {
            case "region" -> region(guest, statement);
            case "remove-region" -> removeRegion(guest, statement);
            case "policy" -> policy(guest, statement);
            case "listener" -> listener(guest, statement, result);
            case "unlisten" -> unlisten(guest, statement, result);
            case "to-shared" -> share(guest, statement, true, result);
            case "to-private" -> share(guest, statement, false, result);
            case "plug" -> plug(guest, statement, true, result);
            case "unplug" -> plug(guest, statement, false, result);
            case "unplug-all" -> unplugAll(guest, statement, result);
            case "map" -> map(guest, statement);
            case "unmap" -> unmap(guest, statement);
            case "convert" -> convert(guest, statement, result);
            case "pin" -> pin(guest, statement);
            case "unpin" -> unpin(guest, statement);
            case "discard" -> discard(guest, statement);
            case "restart" -> restart(guest, result);
            case "state" -> state(guest, statement, result);
            case "populated" -> populated(guest, statement, result);
            case "mappings" -> result.put("entries", mapping(guest, statement).entries());
            case "mapped" -> mapping(guest, statement).describe(result);
            case "dma" -> dma(guest, statement, result);
            case "source-add" -> addSource(guest, statement, result);
            case "source-remove" -> removeSource(guest, statement, result);
            case "source-populate" -> changeSource(guest, statement, true, result);
            case "source-discard" -> changeSource(guest, statement, false, result);
            default -> throw new IllegalStateException(statement.op());
        }
    }

    private static void region(NaiveGuest guest, Statement statement) {
        Rejection.when(guest.regions.containsKey(statement.word(0)), "duplicate");
        guest.regions.put(statement.word(0), new NaiveRegion(statement));
    }

    private static void removeRegion(NaiveGuest guest, Statement statement) {
        guest.rejectWhenHalted();
        NaiveRegion region = guest.region(statement.word(0));
        boolean mapped = guest.maps.stream().anyMatch(map -> map.region() == region);
        boolean watched = guest.listeners.stream().anyMatch(listener -> listener.section.region() == region);
        boolean pinned = Arrays.stream(region.pins).anyMatch(count -> count > 0);
        Rejection.when(mapped || watched || pinned, "busy");
        guest.regions.remove(region.name);
    }

    private static void policy(NaiveGuest guest, Statement statement) {
        if (statement.option("profile").isPresent()) {
            guest.likeQemu = statement.option("profile").get().equals("qemu-10.1");
            guest.mixed = guest.likeQemu ? "per-page" : "segments";
            guest.onVeto = guest.likeQemu ? "keep" : "rollback";
        }
        guest.mixed = statement.option("mixed").orElse(guest.mixed);
        guest.onVeto = statement.option("on-veto").orElse(guest.onVeto);
    }

    private static void listener(NaiveGuest guest, Statement statement, Map<String, Object> result) {
        guest.rejectWhenHalted();
        Rejection.when(guest.listener(statement.word(0)).isPresent(), "duplicate");
        NaiveRegion region = guest.region(statement.word(1));
        NaiveRange section = region.whole();
        if (statement.words().size() == 4) {
            section = NaiveGuest.range(region, statement.number(2), statement.number(3), region.pageBytes);
        }
        NaiveListener listener = new NaiveListener(statement, section, guest.containers);
        Rejection.when(!listener.possible, "bad-listener");
        NaiveCalls calls = new NaiveCalls();
        Optional<String> errno = NaiveGuest.replay(listener, calls);
        result.put("calls", calls.told());
        if (errno.isPresent()) {
            result.put("outcome", "rolled-back");
            result.put("listener", listener.name);
            result.put("errno", errno.get());
        } else {
            result.put("outcome", "committed");
            guest.listeners.add(listener);
        }
    }

    private static void unlisten(NaiveGuest guest, Statement statement, Map<String, Object> result) {
        Optional<NaiveListener> listener = guest.listener(statement.word(0));
        Rejection.when(listener.isEmpty(), "unknown-listener");
        NaiveCalls calls = new NaiveCalls();
        calls.discard(listener.get(), listener.get().section);
        guest.listeners.remove(listener.get());
        listener.get().close();
        result.put("outcome", "committed");
        result.put("calls", calls.told());
    }

    private static void share(NaiveGuest guest, Statement statement, boolean wanted, Map<String, Object> result) {
        guest.rejectWhenHalted();
        NaiveChange.share(guest, wanted, List.of(guest.pageRange(statement)), result);
    }

    private static void plug(NaiveGuest guest, Statement statement, boolean wanted, Map<String, Object> result) {
        guest.rejectWhenHalted();
        NaiveRegion region = guest.region(statement.word(0));
        Rejection.when(!region.pluggable, "not-pluggable");
        NaiveRange range = NaiveGuest.range(region, statement.number(1), statement.number(2), region.blockBytes);
        NaiveChange.plug(guest, wanted, range, result);
    }

    private static void unplugAll(NaiveGuest guest, Statement statement, Map<String, Object> result) {
        guest.rejectWhenHalted();
        NaiveRegion region = guest.region(statement.word(0));
        Rejection.when(!region.pluggable, "not-pluggable");
        NaiveChange.unplugAll(guest, region, result);
    }

    private static void map(NaiveGuest guest, Statement statement) {
        guest.rejectWhenHalted();
        BigInteger gpa = statement.number(0);
        BigInteger size = statement.number(1);
        NaiveRegion region = guest.region(statement.word(2));
        NaiveGuest.range(region, statement.number(3), size, region.pageBytes);
        Rejection.when(!NaiveRegion.multiple(gpa, region.pageBytes), "misaligned");
        Rejection.when(gpa.add(size).compareTo(Number64.END) > 0, "out-of-range");
        NaiveMap map = new NaiveMap(gpa, size, region, statement.number(3));
        Rejection.when(guest.maps.stream().anyMatch(map::overlaps), "overlap");
        guest.maps.add(map);
    }

    private static void unmap(NaiveGuest guest, Statement statement) {
        guest.rejectWhenHalted();
        boolean removed = guest.maps.removeIf(map -> map.gpa().equals(statement.number(0)));
        Rejection.when(!removed, "unmapped");
    }

    private static void convert(NaiveGuest guest, Statement statement, Map<String, Object> result) {
        guest.rejectWhenHalted();
        BigInteger gpa = statement.number(0);
        BigInteger size = statement.number(1);
        boolean wanted = statement.word(2).equals("shared");
        BigInteger unit = BigInteger.valueOf(4096);
        Rejection.when(size.signum() == 0, "zero-size");
        Rejection.when(!NaiveRegion.multiple(gpa, unit) || !NaiveRegion.multiple(size, unit), "misaligned");
        Rejection.when(gpa.add(size).compareTo(Number64.END) > 0, "out-of-range");
        boolean cutOff = guest.likeQemu && guest.goesOnBehindItsFirstMap(gpa, size);
        List<NaiveRange> parts = guest.mappedParts(gpa, size, !wanted && !cutOff);
        if (cutOff) {
            NaiveChange.cutOff(guest, wanted, parts, result);
        } else {
            NaiveChange.share(guest, wanted, parts, result);
        }
    }

    private static NaiveRange pinRange(NaiveGuest guest, Statement statement) {
        guest.rejectWhenHalted();
        Rejection.when(!guest.region(statement.word(0)).inPlace, "not-in-place");
        return guest.pageRange(statement);
    }

    private static void pin(NaiveGuest guest, Statement statement) {
        NaiveRange range = pinRange(guest, statement);
        Rejection.when(range.anyPage(page -> !range.region().populated(page)), "not-populated");
        for (int page = range.first(); page < range.end(); page++) {
            range.region().pins[page]++;
        }
    }

    private static void unpin(NaiveGuest guest, Statement statement) {
        NaiveRange range = pinRange(guest, statement);
        Rejection.when(range.anyPage(page -> range.region().pins[page] == 0), "not-pinned");
        for (int page = range.first(); page < range.end(); page++) {
            range.region().pins[page]--;
        }
    }

    private static void discard(NaiveGuest guest, Statement statement) {
        String kind = statement.word(1);
        int holds = guest.discardHolds.getOrDefault(kind, 0);
        if (statement.word(0).equals("release")) {
            Rejection.when(holds == 0, "not-held");
            guest.discardHolds.put(kind, holds - 1);
            return;
        }
        List<String> excluding = switch (kind) {
            case "disable" -> List.of("require", "coordinated-require");
            case "uncoordinated-disable" -> List.of("require");
            case "require" -> List.of("disable", "uncoordinated-disable");
            default -> List.of("disable");
        };
        for (String other : excluding) {
            Rejection.when(guest.discardHolds.getOrDefault(other, 0) > 0, "busy");
        }
        guest.discardHolds.put(kind, holds + 1);
    }

    private static void restart(NaiveGuest guest, Map<String, Object> result) {
        guest.halted = false;
        guest.discardHolds.clear();
        guest.regions.values().forEach(region -> Arrays.fill(region.pins, 0));
        guest.containers.clear();
        NaiveCalls calls = new NaiveCalls();
        List<Object> lost = new ArrayList<>();
        for (Iterator<NaiveListener> each = guest.listeners.iterator(); each.hasNext(); ) {
            NaiveListener listener = each.next();
            if (NaiveGuest.replay(listener, calls).isPresent()) {
                lost.add(listener.name);
                each.remove();
            }
        }
        result.put("calls", calls.told());
        if (!lost.isEmpty()) {
            result.put("lost", lost);
        }
    }

    private static void addSource(NaiveGuest guest, Statement statement, Map<String, Object> result) {
        guest.rejectWhenHalted();
        NaiveRegion region = guest.region(statement.word(0));
        NaiveSource source = region.add(statement.word(1), statement.numberOption("block"));
        if (statement.option("initial").orElse("discarded").equals("discarded")) {
            NaiveChange.source(guest, source, false, region.whole(), result);
        }
    }

    private static void removeSource(NaiveGuest guest, Statement statement, Map<String, Object> result) {
        guest.rejectWhenHalted();
        NaiveRegion region = guest.region(statement.word(0));
        NaiveSource source = region.added(statement.word(1));
        result.put("outcome", "committed");
        result.put("pages", 0);
        result.put("calls", List.of());
        if (!source.saysYesToAll()) {
            result.keySet().removeAll(List.of("pages", "calls"));
            NaiveChange.source(guest, source, true, region.whole(), result);
        }
        if (result.get("outcome").equals("committed")) {
            region.added.remove(source);
        }
    }

    private static void changeSource(
            NaiveGuest guest, Statement statement, boolean wanted, Map<String, Object> result) {
        guest.rejectWhenHalted();
        NaiveRegion region = guest.region(statement.word(0));
        NaiveSource source = region.added(statement.word(1));
        NaiveRange range = NaiveGuest.range(region, statement.number(2), statement.number(3), source.blockBytes());
        NaiveChange.source(guest, source, wanted, range, result);
    }

    private static void state(NaiveGuest guest, Statement statement, Map<String, Object> result) {
        NaiveRegion region = guest.region(statement.word(0));
        result.put("shared", region.hexRuns(page -> region.shared.says()[page]));
        if (region.pluggable) {
            result.put("plugged", region.hexRuns(page -> region.plugged.says()[page]));
        }
        List<Object> sources = new ArrayList<>();
        for (NaiveSource source : region.added) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", source.name());
            one.put("populated", region.hexRuns(page -> source.says()[page]));
            sources.add(one);
        }
        if (!sources.isEmpty()) {
            result.put("sources", sources);
        }
    }

    private static void populated(NaiveGuest guest, Statement statement, Map<String, Object> result) {
        NaiveRange range = guest.pageRange(statement);
        result.put("populated", !range.anyPage(page -> !range.region().populated(page)));
    }

    private static NaiveListener mapping(NaiveGuest guest, Statement statement) {
        Optional<NaiveListener> listener = guest.listener(statement.word(0));
        Rejection.when(listener.isEmpty() || !listener.get().maps, "unknown-listener");
        return listener.orElseThrow();
    }

    private static void dma(NaiveGuest guest, Statement statement, Map<String, Object> result) {
        NaiveListener listener = mapping(guest, statement);
        NaiveRegion region = listener.section.region();
        NaiveRange range = NaiveGuest.range(region, statement.number(1), statement.number(2), region.pageBytes);
        List<Object> access = new ArrayList<>();
        for (int page = range.first(); page < range.end(); ) {
            int first = page;
            String kind = listener.access(first);
            while (page < range.end() && listener.access(page).equals(kind)) {
                page++;
            }
            access.add(List.of(kind, region.hexOffset(first), region.hexOffset(page - first)));
        }
        result.put("access", access);
    }
}
