package io.flipbook.replay.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.replay.scenario.UnsignedNumber;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HumanSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1, 1 B",
        "1023, 1023 B",
        "4K, 4 KiB",
        "1536, 1.5 KiB",
        "2M, 2 MiB",
        "1025K, 1.0 MiB",
        "16T, 16 TiB",
        "0xffffffffffffffff, 16.0 EiB",
        "0x8000000000000000, 8 EiB"
    })
    void writesSizesInUnitsForPeople(String sizeBytes, String text) {
        assertThat(HumanSize.of(UnsignedNumber.parse(sizeBytes))).isEqualTo(text);
    }
}
