package io.flipbook.replay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnsignedNumberTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "00, 0",
        "007, 7",
        "4096, 4096",
        "4K, 4096",
        "2M, 2097152",
        "1G, 1073741824",
        "1T, 1099511627776",
        "0K, 0",
        "0x0, 0",
        "0x1F, 31",
        "0x1f, 31",
        "0x00000000000000000000001, 1",
        "18446744073709551615, 18446744073709551615",
        "0018446744073709551615, 18446744073709551615",
        "0xffffffffffffffff, 18446744073709551615",
        "9223372036854775808, 9223372036854775808",
        "17179869183G, 18446744072635809792",
        "16777215T, 18446742974197923840",
    })
    void readsANumber(String text, String value) {
        assertThat(Long.toUnsignedString(UnsignedNumber.parse(text))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "18446744073709551616", "18446744073709551620", "99999999999999999999999999", "0x10000000000000000",
                "17179869184G", "16777216T", "18446744073709551615K", "18014398509481984K"
            })
    void refusesANumberOver64Bits(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UnsignedNumber.parse(text))
                .withMessage("'" + text + "' is over 2^64 - 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "K",
                "0x",
                "0X1",
                "0x1K",
                "0xg",
                "4k",
                "4KK",
                "4KB",
                "+1",
                "-1",
                "1.5G",
                "1_000",
                "x",
                " 1",
                "1 ",
                "\u0661",
                "0b1",
                "1e3",
                "999999999999999999999x"
            })
    void refusesWhatIsNoNumber(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UnsignedNumber.parse(text))
                .withMessage("'" + text + "' is no number");
    }
}
