package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncPolicyTest {
    @ParameterizedTest
    @ValueSource(strings = {"none", "each", "every=1", "every=1000", "every=1000000000", "every=50ms", "every=2s"})
    void readsWhatItWrites(String text) {
        SyncPolicy policy = SyncPolicy.parse(text);

        assertThat(policy).hasToString(text);
        assertThat(SyncPolicy.of(policy.kind(), policy.parameter()))
                .isEqualTo(policy)
                .hasSameHashCodeAs(policy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "never",
                "Each",
                "every",
                "every=",
                "every=0",
                "every=-1",
                "every=0ms",
                "every=3601s",
                "every=5m",
                "every=1000000001",
                "every=99999999999",
                "every=9999999999",
                "every=1000 ",
                "each "
            })
    void refusesWhatIsNoPolicy(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SyncPolicy.parse(text));
    }

    @Test
    void refusesNumbersOnRecordThatStandForNoPolicy() {
        long[][] numbers = {
            {0, 1}, {1, 1}, {2, 0}, {2, -1}, {3, 0}, {3, 3_600_001}, {3, Long.MIN_VALUE}, {4, 0}, {-1, 0}
        };
        for (long[] number : numbers) {
            assertThatIllegalArgumentException().isThrownBy(() -> SyncPolicy.of((int) number[0], number[1]));
        }
    }

    @Test
    void takesNoPeriodThatItCannotPutOnRecord() {
        assertThatIllegalArgumentException().isThrownBy(() -> SyncPolicy.every(Duration.ofNanos(1_500_000)));
        assertThatIllegalArgumentException().isThrownBy(() -> SyncPolicy.every(Duration.ofSeconds(Long.MAX_VALUE)));
        assertThat(SyncPolicy.every(Duration.ofMinutes(60))).hasToString("every=3600s");
    }

    @Test
    void saysWhatAPowerCutCanCost() {
        assertThat(SyncPolicy.NONE.powerCutCost()).contains("not written yet");
        assertThat(SyncPolicy.EACH.powerCutCost()).isEqualTo("nothing that was acknowledged");
        assertThat(SyncPolicy.everyRecords(1).powerCutCost()).isEqualTo("the last record");
        assertThat(SyncPolicy.parse("every=20").powerCutCost()).isEqualTo("the last 20 records");
        assertThat(SyncPolicy.parse("every=50ms").powerCutCost()).contains("last 50ms");
    }
}
