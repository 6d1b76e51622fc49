package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioAgreementTest {
    private static final SeedRange SEEDS = new SeedRange(1, 60);

    static List<PlantedFault> faults() {
        return PlantedFault.all();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void findsAPlantedFaultAndMakesItSmall(PlantedFault fault) {
        ScenarioAgreement agreement = new ScenarioAgreement(fault.runner());
        AssertionError found = catchThrowableOfType(AssertionError.class, () -> agreement.check(SEEDS, 120));
        assertThat(found).as("a difference in %s", SEEDS).isNotNull();
        String small = smallScript(found);
        assertThat(small.lines()).as(found.getMessage()).hasSizeLessThanOrEqualTo(6);
        assertThat(agreement.disagreement(small)).isPresent();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void findsTheSameAgainWithTheSeedThatItNames(PlantedFault fault) {
        ScenarioAgreement agreement = new ScenarioAgreement(fault.runner());
        AssertionError found = catchThrowableOfType(AssertionError.class, () -> agreement.check(SEEDS, 120));
        String seed = found.getMessage().replaceFirst("(?s).*-D" + SeedRange.PROPERTY + "=(\\S+).*", "$1");
        assertThatThrownBy(() -> agreement.check(SeedRange.parse(seed), 120)).hasMessage(found.getMessage());
    }

    @Test
    void isContentWithAModelThatWritesItsJsonInAnotherOrder() {
        ScenarioRunner reordered = script -> new NaiveModel()
                .run(script).stream()
                        .map(line -> line.replaceFirst("^\\{(\"line\":\\d+),(\"op\":\"[^\"]*\"),", "{ $2 ,$1, "))
                        .toList();
        assertThatCode(() -> {
                    ScenarioAgreement agreement = new ScenarioAgreement(reordered);
                    agreement.check(SEEDS, 120);
                    agreement.checkBroken(SEEDS, 40);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void findsARunnerThatIsOneLineOffInScriptsThatDoNotParse() {
        ScenarioRunner runner = script -> {
            try {
                return new NaiveModel().run(script);
            } catch (ScriptRejected rejected) {
                throw new ScriptRejected(rejected.line() + 1, "one too late");
            }
        };
        AssertionError found =
                catchThrowableOfType(AssertionError.class, () -> new ScenarioAgreement(runner).checkBroken(SEEDS, 40));
        assertThat(smallScript(found).split("\n")).hasSize(1);
    }

    @Test
    void saysSoWhenADifferenceDoesNotComeBack() {
        AtomicInteger runs = new AtomicInteger();
        ScenarioRunner once = script -> runs.getAndIncrement() == 0 ? List.of() : new NaiveModel().run(script);
        assertThatThrownBy(() -> new ScenarioAgreement(once).check(SEEDS, 20))
                .hasMessageContaining("they agreed the second time");
    }

    private static String smallScript(AssertionError found) {
        String[] parts = found.getMessage().split("made small it is\n|(?m)^expected ");
        return parts[parts.length - 2];
    }
}
