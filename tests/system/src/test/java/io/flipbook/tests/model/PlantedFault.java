package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The model with one fault, made by changing what it is given or what it gives.
 *
 * @param name what is wrong
 * @param runner the faulty model
 */
record PlantedFault(String name, ScenarioRunner runner) {

    static List<PlantedFault> all() {
        return List.of(
                new PlantedFault("undo goes forward", onResults(PlantedFault::undoneForward)),
                new PlantedFault("mixed=refuse is ignored", onScript("mixed=refuse", found -> "mixed=segments")),
                new PlantedFault("mixed=per-page is ignored", onScript("mixed=per-page", found -> "mixed=segments")),
                new PlantedFault("pins are one page off", onScript("(?m)^(pin \\S+ )(\\S+)", PlantedFault::nextPage)),
                new PlantedFault("the limit is one too high", onScript("limit=(\\S+)", PlantedFault::oneMore)),
                new PlantedFault("keep rolls back", onScript("on-veto=keep", found -> "on-veto=rollback")),
                new PlantedFault("detach keeps", onScript("on-veto=detach", found -> "on-veto=keep")),
                new PlantedFault("initial is forgotten", onScript("initial=shared", found -> "initial=private")),
                new PlantedFault("unplug-all tells no part", onResults(PlantedFault::silentUnplugAll)),
                new PlantedFault("sums wrap at 2^64", onResults(PlantedFault::wrappedSums)),
                new PlantedFault(
                        "the last result is lost",
                        onResults(results -> results.subList(0, Math.max(0, results.size() - 1)))),
                new PlantedFault("restart throws", script -> {
                    if (script.contains("restart")) {
                        throw new IllegalStateException("no restart");
                    }
                    return new NaiveModel().run(script);
                }));
    }

    private static ScenarioRunner onScript(String pattern, Function<MatchResult, String> change) {
        return script ->
                new NaiveModel().run(Pattern.compile(pattern).matcher(script).replaceAll(change));
    }

    private static ScenarioRunner onResults(UnaryOperator<List<Map<String, Object>>> change) {
        return script -> {
            List<Map<String, Object>> results = new ArrayList<>();
            for (String line : new NaiveModel().run(script)) {
                results.add(JsonLine.read(line));
            }
            return change.apply(results).stream().map(JsonLine::write).toList();
        };
    }

    private static String nextPage(MatchResult pin) {
        return pin.group(1)
                + Number64.read(pin.group(2))
                        .map(offset -> offset.add(BigInteger.valueOf(4096))
                                .mod(Number64.END)
                                .toString())
                        .orElse(pin.group(2));
    }

    private static String oneMore(MatchResult limit) {
        return "limit="
                + Number64.read(limit.group(1))
                        .map(most -> most.add(BigInteger.ONE).toString())
                        .orElse(limit.group(1));
    }

    private static List<Map<String, Object>> undoneForward(List<Map<String, Object>> results) {
        for (Map<String, Object> result : results) {
            if ("rolled-back".equals(result.get("outcome"))) {
                List<Object> calls = new ArrayList<>((List<?>) result.get("calls"));
                int veto = 0;
                while (!((List<?>) calls.get(veto)).get(1).equals("veto")) {
                    veto++;
                }
                Collections.reverse(calls.subList(veto + 1, calls.size()));
                result.put("calls", calls);
            }
        }
        return results;
    }

    private static List<Map<String, Object>> silentUnplugAll(List<Map<String, Object>> results) {
        for (Map<String, Object> result : results) {
            if ("unplug-all".equals(result.get("op")) && result.containsKey("calls")) {
                result.put("calls", List.of());
            }
        }
        return results;
    }

    /** A range that passes 2^64 looks as if it ended where nothing is mapped. */
    private static List<Map<String, Object>> wrappedSums(List<Map<String, Object>> results) {
        for (Map<String, Object> result : results) {
            if ("convert".equals(result.get("op")) && "out-of-range".equals(result.get("reason"))) {
                result.put("reason", "unmapped");
            }
        }
        return results;
    }

    @Override
    public String toString() {
        return name;
    }
}
