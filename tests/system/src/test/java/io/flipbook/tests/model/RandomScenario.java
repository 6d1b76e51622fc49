package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Scripts that are nasty and that one seed fixes: small guests of every layout, ranges at the edges and at places used
 * before, refusals, changes of policy in mid-course, restarts, and a share of nonsense that parses.
 */
final class RandomScenario {
    /** Each statement as often as it stands here. */
    private static final List<String> OPS = List.of(
            ("to-shared to-shared to-shared to-shared to-shared to-shared to-shared to-private to-private to-private "
                            + "to-private to-private convert convert convert convert convert convert convert "
                            + "plug plug plug plug unplug unplug unplug-all listener listener listener listener "
                            + "unlisten map map unmap pin pin pin unpin unpin discard discard restart "
                            + "source-add source-add source-remove source-populate source-populate source-discard "
                            + "source-discard mapped dma dma "
                            + "state state populated populated mappings mappings policy policy policy region "
                            + "remove-region")
                    .split(" "));

    private static final List<String> ON_VETO = List.of(
            "rollback",
            "rollback",
            "rollback",
            "detach",
            "detach",
            "keep",
            "keep",
            "halt",
            "partial",
            "partial",
            "all-private",
            "all-private",
            "undo-listeners",
            "undo-listeners",
            "retry",
            "retry");

    private final Dice dice;
    private final RandomText text;
    private final List<RandomRegion> regions = new ArrayList<>();
    /** Names of those that were taken away, or were to be. */
    private final List<String> gone = new ArrayList<>();

    private final RandomMaps maps;
    private final List<String> listeners = new ArrayList<>();
    private final List<String> mapping = new ArrayList<>();
    private final RandomSources sources;
    private final RandomDevices devices;
    private String onVeto = "rollback";
    private int names;

    private RandomScenario(long seed) {
        dice = new Dice(seed);
        text = new RandomText(dice);
        maps = new RandomMaps(dice);
        sources = new RandomSources(dice, text);
        devices = new RandomDevices(dice, text);
    }

    /** A script that parses, of about so many statements. */
    static String script(long seed, int statements) {
        RandomScenario scenario = new RandomScenario(seed);
        scenario.begin();
        while (scenario.text.statements() < statements) {
            scenario.statement(scenario.dice.of(OPS));
        }
        scenario.end();
        return scenario.text.toString();
    }

    private void begin() {
        for (int i = dice.between(1, 3); i > 0; i--) {
            region();
            if (dice.percent(70)) {
                mapInPieces(regions.get(regions.size() - 1));
            }
        }
        for (int i = dice.between(0, 3); i > 0; i--) {
            listener();
        }
        regions.stream().filter(region -> region.blockPages > 0).forEach(region -> plug("plug", region));
    }

    private void end() {
        for (RandomRegion region : regions) {
            text.add("state", region.name);
        }
        for (String listener : mapping) {
            text.add("mapped", listener);
        }
    }

    private void statement(String op) {
        boolean plug = op.contains("plug") && regions.stream().allMatch(region -> region.blockPages == 0);
        boolean pin = op.contains("pin") && regions.stream().noneMatch(region -> region.inPlace);
        if ((plug || pin) && dice.percent(90)) {
            return;
        }
        switch (op) {
            case "region" -> region();
            case "remove-region" -> removeRegion();
            case "listener" -> listener();
            case "to-shared", "to-private" -> ranged(op, anyRegion());
            case "populated" -> ranged(op, anyRegion());
            case "plug", "unplug" -> plug(op, pluggable());
            case "unplug-all" -> text.add(op, regionName(pluggable()));
            case "pin" -> pin();
            case "unpin" -> unpin();
            case "map" -> map();
            case "unmap" -> unmap();
            case "convert" -> convert();
            case "discard" -> discard();
            case "policy" -> policy();
            case "state" -> text.add(op, regionName(anyRegion()));
            case "source-add", "source-remove", "source-populate", "source-discard" ->
                sources.statement(op, anyRegion());
            case "mapped" -> text.add(op, nameFrom(mapping));
            case "dma" -> dma();
            case "unlisten" -> text.add(op, nameFrom(listeners));
            case "mappings" -> text.add(op, nameFrom(dice.percent(85) ? mapping : listeners));
            default -> text.add(op);
        }
        if (onVeto.equals("halt") && dice.percent(8)) {
            text.add("restart");
            text.add("mappings", nameFrom(mapping));
        }
    }

    private void region() {
        if (!regions.isEmpty() && dice.percent(35)) {
            wrongRegion();
            return;
        }
        newRegion();
    }

    private RandomRegion newRegion() {
        RandomRegion region = new RandomRegion(dice, newName());
        regions.add(region);
        List<String> words = new ArrayList<>(List.of(region.name, text.number(region.size())));
        if (!region.page.equals(RandomMaps.K4) || dice.percent(20)) {
            words.add("page=" + text.number(region.page));
        }
        if (region.blockPages > 0) {
            words.add("plug-block=" + text.number(region.block()));
        }
        if (region.inPlace || dice.percent(20)) {
            words.add("memory=" + (region.inPlace ? "in-place" : "two-sided"));
        }
        if (dice.percent(40)) {
            words.add("initial=" + dice.of(List.of("shared", "shared", "private")));
        }
        text.shuffled("region", words);
        return region;
    }

    /** Often that of a region that is gone. */
    private String newName() {
        return !gone.isEmpty() && dice.percent(60)
                ? gone.remove(dice.below(gone.size()))
                : dice.of(List.of("ram", "r.", "R-", "_", "0")) + names++;
    }

    /** Often one that nothing refers to, as it is new; and often its name comes again at once. */
    private void removeRegion() {
        RandomRegion region = dice.percent(60) ? usedRegion() : anyRegion();
        text.add("remove-region", regionName(region));
        if (regions.size() > 1 && dice.percent(80)) {
            regions.remove(region);
            gone.add(region.name);
            if (dice.percent(40)) {
                newRegion();
            }
        }
    }

    private RandomRegion usedRegion() {
        RandomRegion region = newRegion();
        for (int i = dice.below(4); i > 0; i--) {
            ranged(dice.of(List.of("to-shared", "to-shared", "to-private")), region);
        }
        if (dice.percent(20)) {
            sources.statement("source-add", region);
        }
        if (region.blockPages > 0) {
            plug("plug", region);
        }
        return region;
    }

    private void wrongRegion() {
        String name = dice.percent(30) ? anyRegion().name : "bad" + names++;
        text.shuffled(
                "region",
                dice.of(List.of(
                        List.of(name, "0"),
                        List.of(name, "4095"),
                        List.of(name, "12K", "page=3K"),
                        List.of(name, "12K", "page=12K"),
                        List.of(name, "8K", "page=2K"),
                        List.of(name, "8K", "page=0"),
                        List.of(name, "8K", "plug-block=0"),
                        List.of(name, "64K", "plug-block=12K"),
                        List.of(name, "64K", "plug-block=2K"),
                        List.of(name, "64K", "page=64K", "plug-block=4K"),
                        List.of(name, "64K", "plug-block=128K"),
                        List.of(name, "96K", "page=64K"),
                        List.of(name, "17592186048512"),
                        List.of(name, "0xfffffffffffff000", "initial=shared"),
                        List.of(name, "0xffffffffffffffff"))));
    }

    private void listener() {
        String name = dice.percent(5) && !listeners.isEmpty() ? dice.of(listeners) : "dev" + names++;
        RandomRegion region = anyRegion();
        List<String> words = new ArrayList<>(List.of(name, regionName(region)));
        if (dice.percent(45)) {
            RandomRange section = region.range();
            words.add(text.number(section.offset()));
            words.add(text.number(section.size()));
        }
        if (dice.percent(45)) {
            words.add("veto=" + veto());
        }
        if (dice.percent(30)) {
            words.add("watch=" + dice.of(List.of("private", "private", "shared")));
        }
        if (dice.percent(50)) {
            devices.describe(region, words);
            mapping.add(name);
        } else if (dice.percent(15)) {
            words.add("kind=plain");
        }
        listeners.add(name);
        text.shuffled("listener", words);
    }

    private String veto() {
        List<String> calls = new ArrayList<>();
        for (int i = dice.between(1, 4); i > 0; i--) {
            calls.add(text.number(BigInteger.valueOf(dice.between(1, dice.of(List.of(2, 5, 12))))));
        }
        if (dice.percent(3)) {
            calls.add("0xffffffffffffffff");
        }
        return String.join(",", calls) + ":" + dice.of(List.of("EIO", "ENOMEM", "ENOSPC", "E2BIG"));
    }

    private void ranged(String op, RandomRegion region) {
        ranged(op, region, region.range());
    }

    private void ranged(String op, RandomRegion region, RandomRange range) {
        text.add(op, regionName(region), text.number(range.offset()), text.number(range.size()));
    }

    private void plug(String op, RandomRegion region) {
        ranged(op, region, region.blockRange());
    }

    /** Mostly after making sure that there is something to pin. */
    private void pin() {
        RandomRegion region = inPlace();
        RandomRange range = region.range();
        if (dice.percent(50)) {
            ranged("to-shared", region, range);
        }
        for (int i = dice.percent(10) ? dice.between(2, 5) : 1; i > 0; i--) {
            ranged("pin", region, range);
            region.pinned(range);
        }
        if (dice.percent(30)) {
            pinAndConvert(region);
        } else if (dice.percent(50)) {
            ranged(dice.of(List.of("to-private", "to-private", "unplug")), region, region.usedRange());
        }
    }

    /** Pins here and there in what is to become private as one request. */
    private void pinAndConvert(RandomRegion region) {
        RandomRange range = dice.percent(60) ? maps.whole() : maps.convertible();
        convert(range, "shared");
        for (int i = dice.between(1, 3); i > 0; i--) {
            RandomRange pages = region.range();
            ranged("pin", region, pages);
            region.pinned(pages);
        }
        convert(range, "private");
    }

    private void unpin() {
        RandomRegion region = inPlace();
        ranged("unpin", region, region.unpinned());
    }

    /** The whole region in one to three pieces; often they adjoin, in the order of the region or the opposite one. */
    private void mapInPieces(RandomRegion region) {
        List<RandomRange> pieces = new ArrayList<>();
        int first = 0;
        for (int left = Math.min(region.pages, dice.between(1, 3)); left > 0; left--) {
            int count = left == 1 ? region.pages - first : dice.between(1, region.pages - first - left + 1);
            pieces.add(RandomRange.ofUnits(region.page, first, count));
            first += count;
        }
        if (dice.percent(50)) {
            Collections.reverse(pieces);
        }
        boolean adjoining = dice.percent(60);
        BigInteger gpa = maps.freeFor(region.size(), region.page);
        for (RandomRange piece : pieces) {
            map(region, adjoining ? gpa : maps.freeFor(piece.size(), region.page), piece);
            gpa = gpa.add(piece.size()).mod(Number64.END);
        }
    }

    private void map() {
        RandomRegion region = anyRegion();
        RandomRange range = region.range();
        map(region, maps.freeFor(range.size(), region.page), range);
    }

    private void map(RandomRegion region, BigInteger gpa, RandomRange range) {
        maps.mapped(gpa, range.size(), region.page);
        text.add("map", text.number(gpa), text.number(range.size()), regionName(region), text.number(range.offset()));
    }

    private void unmap() {
        text.add("unmap", text.number(maps.unmapped()));
        if (dice.percent(60)) {
            map();
        }
    }

    private void convert() {
        convert(maps.convertible(), dice.of(List.of("shared", "shared", "private")));
    }

    private void convert(RandomRange range, String wanted) {
        text.add("convert", text.number(range.offset()), text.number(range.size()), wanted);
    }

    private void dma() {
        RandomRange range = anyRegion().range();
        text.add("dma", nameFrom(mapping), text.number(range.offset()), text.number(range.size()));
    }

    private void discard() {
        text.add(
                "discard",
                dice.percent(65) ? "acquire" : "release",
                dice.of(List.of("disable", "uncoordinated-disable", "require", "coordinated-require")));
    }

    private void policy() {
        List<String> words = new ArrayList<>();
        if (dice.percent(70)) {
            words.add("mixed=" + dice.of(List.of("segments", "per-page", "per-page", "refuse")));
        }
        if (dice.percent(70)) {
            onVeto = dice.of(ON_VETO);
            words.add("on-veto=" + onVeto);
        }
        if (dice.percent(15)) {
            words.add("profile=" + dice.of(List.of("flipbook", "qemu-10.1")));
        }
        text.shuffled("policy", words);
    }

    private RandomRegion anyRegion() {
        return dice.of(regions);
    }

    private RandomRegion pluggable() {
        return mostly(regions.stream().filter(region -> region.blockPages > 0).toList());
    }

    private RandomRegion inPlace() {
        return mostly(regions.stream().filter(region -> region.inPlace).toList());
    }

    private RandomRegion mostly(List<RandomRegion> fitting) {
        return fitting.isEmpty() || dice.percent(4) ? anyRegion() : dice.of(fitting);
    }

    private String regionName(RandomRegion region) {
        return dice.percent(1) ? "nosuch" : region.name;
    }

    private String nameFrom(List<String> names) {
        return names.isEmpty() || dice.percent(3) ? "nobody" : dice.of(names.subList(names.size() / 2, names.size()));
    }
}
