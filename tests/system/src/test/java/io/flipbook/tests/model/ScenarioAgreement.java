package io.flipbook.tests.model;

import java.util.Optional;
import java.util.function.Function;

/**
 * Holds a system under test against the model, on scripts that are made from seeds, and shrinks the first on which the
 * two differ.
 *
 * <pre>{@code
 * new ScenarioAgreement(script -> runThroughEngineAndJournal(script))
 *         .check(new SeedRange(1, 300).orAsAskedFor(), 120);
 * }</pre>
 *
 * <p>Results are compared as JSON, line by line. Of a script that does not parse only the line number is compared.
 * Anything that the system under test throws, other than {@link ScriptRejected}, is a difference.
 */
public final class ScenarioAgreement {
    private static final int MOST_TRIES = 1500;

    private final ScenarioRunner model;
    private final ScenarioRunner underTest;

    /**
     * Compares with the {@link NaiveModel}.
     *
     * @param underTest the system under test
     */
    public ScenarioAgreement(ScenarioRunner underTest) {
        this.model = new NaiveModel();
        this.underTest = underTest;
    }

    /**
     * Runs a script for each seed.
     *
     * @param seeds the seeds
     * @param statements about how many statements each script has
     * @throws AssertionError at the first difference, with the seed and a script that was made small
     */
    public void check(SeedRange seeds, int statements) {
        seeds.seeds().forEach(seed -> check(seed, statements, "", each -> RandomScenario.script(each, statements)));
    }

    /**
     * Runs, for each seed, a script in which one line mostly does not parse.
     *
     * @param seeds the seeds
     * @param statements about how many statements each script has
     * @throws AssertionError at the first difference, as {@link #check(SeedRange, int)} does
     */
    public void checkBroken(SeedRange seeds, int statements) {
        seeds.seeds()
                .forEach(seed -> check(seed, statements, "broken ", each -> BrokenScenario.script(each, statements)));
    }

    private void check(long seed, int statements, String kind, Function<Long, String> scripts) {
        String script = scripts.apply(seed);
        Optional<Disagreement> found = disagreement(script);
        if (found.isPresent()) {
            throw new AssertionError(
                    "%sscript of seed %d with %d statements: the model and the system under test differ%n"
                                    .formatted(kind, seed, statements)
                            + "run just this one with -D" + SeedRange.PROPERTY + "=" + seed + "\n"
                            + found.get() + "\n" + shrunk(script));
        }
    }

    private String shrunk(String script) {
        if (disagreement(script).isEmpty()) {
            return "they agreed the second time, so it is not made small:\n" + script;
        }
        String small = Shrinker.shrink(script, each -> disagreement(each).isPresent(), MOST_TRIES);
        return "made small it is\n" + small
                + disagreement(small).map(Disagreement::toString).orElse("and they agree");
    }

    /** The first difference, if there is one. */
    Optional<Disagreement> disagreement(String script) {
        return Disagreement.on(script, model, underTest);
    }
}
