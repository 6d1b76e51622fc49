package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NaiveModelTest {
    static List<ScenarioFiles> scenarios() throws IOException {
        return ScenarioFiles.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void givesTheResultsThatAreExpected(ScenarioFiles scenario) throws Exception {
        List<String> actual = new NaiveModel().run(scenario.script());
        for (int i = 0; i < Math.min(actual.size(), scenario.expected().size()); i++) {
            assertThat(JsonLine.read(actual.get(i)))
                    .isEqualTo(JsonLine.read(scenario.expected().get(i)));
        }
        assertThat(actual).hasSameSizeAs(scenario.expected());
    }

    @Test
    void hasScenariosToBeHeldAgainst() throws IOException {
        assertThat(scenarios()).hasSizeGreaterThanOrEqualTo(52);
    }
}
