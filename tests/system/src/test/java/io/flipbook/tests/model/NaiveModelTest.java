package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
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
        assertThat(scenarios()).hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "regions a 4K",
                "Region a 4K",
                "region a",
                "page=4K region a 4K",
                "region a 4K 4K",
                "region a/b 4K",
                "region a 4K page=4K page=4K",
                "region a 4K page=",
                "region a 4K veto=1:EIO",
                "region a 4K =",
                "region a 4K initial=Shared",
                "region a 1.5K",
                "region a 4k",
                "region a 0x",
                "region a 0X1000",
                "region a 0x1K",
                "region a -4096",
                "region a 18446744073709551616",
                "region a 16777216T",
                "region a 0x10000000000000000",
                "listener l a 0",
                "listener l a limit=5",
                "listener l a limit=5 kind=plain",
                "listener l a veto=0:EIO",
                "listener l a veto=:EIO",
                "listener l a veto=1,:EIO",
                "listener l a veto=1",
                "listener l a veto=1:IO",
                "listener l a veto=1:Eio",
                "policy rollback",
                "policy mixed=rollback",
                "convert 0 4K both",
                "discard acquire",
                "discard hold disable",
                "restart now",
                "state a=b",
                "unmap a"
            })
    void refusesALineThatDoesNotParseBeforeAnythingRuns(String line) {
        String script = "region a 4K\r\n\n# a comment\n" + line + "\nnonsense\n";
        ScriptRejected rejected = catchThrowableOfType(ScriptRejected.class, () -> new NaiveModel().run(script));
        assertThat(rejected).isNotNull();
        assertThat(rejected.line()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "region a 8192 page=4K",
                "\t region page=4K\ta  0x2000 \r",
                "region a 8K# and no space",
                "region plug-block=0004K memory=in-place initial=private a 08K"
            })
    void acceptsTheOddWaysToWriteARegion(String line) throws Exception {
        assertThat(new NaiveModel().run(line)).containsExactly("{\"line\":1,\"op\":\"region\",\"outcome\":\"ok\"}");
    }
}
