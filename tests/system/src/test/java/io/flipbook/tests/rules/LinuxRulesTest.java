package io.flipbook.tests.rules;

import static io.flipbook.tests.rules.RuleGuest.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Outcome.Kind;
import io.flipbook.engine.Policy;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.Side;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of Linux. Those of VFIO type 1 and iommufd are in the engine's {@code IommuTest}. */
class LinuxRulesTest {
    private final RuleGuest guest = new RuleGuest();

    @AfterEach
    void close() {
        guest.close();
    }

    private RuleGuest mapped(long pages) {
        guest.region("ram", pages);
        guest.engine.map(0, pages * PAGE, "ram", 0);
        return guest;
    }

    /** KVM_SET_MEMORY_ATTRIBUTES ({@code kvm_vm_ioctl_set_mem_attributes}): EINVAL. */
    @Test
    void attributesOfNoBytesAreInvalid() {
        mapped(16);
        assertThat(guest.convert(true, 0, 0).reason()).isEqualTo(Rejection.ZERO_SIZE);
        assertThat(guest.convert(false, PAGE, 0).reason()).isEqualTo(Rejection.ZERO_SIZE);
    }

    /** The same: {@code attrs->address + attrs->size < attrs->address}; but a range may end at 2^64 here. */
    @Test
    void attributesOfARangeThatWrapsAreInvalid() {
        mapped(16);
        assertThat(guest.convert(true, -PAGE, 2 * PAGE).reason()).isEqualTo(Rejection.OUT_OF_RANGE);
        assertThat(guest.convert(true, PAGE, -PAGE).kind()).isNotEqualTo(Kind.REJECTED);
    }

    /** The same: {@code !PAGE_ALIGNED(attrs->address) || !PAGE_ALIGNED(attrs->size)}. */
    @Test
    void attributesOfAnythingUnalignedAreInvalid() {
        mapped(16);
        for (long[] range : new long[][] {{1, PAGE}, {0, 1}, {PAGE, PAGE + 1}, {PAGE / 2, PAGE / 2}}) {
            assertThat(guest.convert(true, range[0], range[1]).reason()).isEqualTo(Rejection.MISALIGNED);
        }
    }

    /** {@code kvm_vm_set_mem_attributes}: "Nothing to do if the entire range has the desired attributes". */
    @Test
    void whatIsInThatStateAlreadyIsSuccess() {
        mapped(16).plain("vfio", "ram");
        assertThat(guest.convert(false, 0, 4 * PAGE).kind()).isEqualTo(Kind.NOOP);
        guest.convert(true, 0, 4 * PAGE);
        assertThat(guest.convert(true, 0, 4 * PAGE).kind()).isEqualTo(Kind.NOOP);
        assertThat(guest.calls).isEmpty();
    }

    /** In-place conversion of a guest_memfd: EAGAIN and the offset of the page. */
    @Test
    void aReferencedPageFailsTheWholeRequestAndNothingIsConverted() {
        guest.inPlace("ram", 16).plain("vfio", "ram");
        guest.toShared("ram", 0, 16);
        guest.engine.pin(true, "ram", 5 * PAGE, PAGE);
        guest.engine.pin(true, "ram", 9 * PAGE, PAGE);
        Outcome outcome = guest.toPrivate("ram", 0, 16);
        assertThat(outcome.reason()).isEqualTo(Rejection.BUSY);
        assertThat(outcome.at()).isEqualTo(5 * PAGE);
        assertThat(guest.calls).isEmpty();
        assertThat(guest.shared("ram")).isEqualTo("0+16");
        guest.engine.pin(false, "ram", 5 * PAGE, PAGE);
        assertThat(guest.toPrivate("ram", 0, 9).kind()).isEqualTo(Kind.COMMITTED);
        assertThat(guest.toPrivate("ram", 0, 16).at()).isEqualTo(9 * PAGE);
    }

    /** The same: no answer to a refusal makes a referenced page private. */
    @Test
    void aReferencedPageStaysSharedWhateverTheAnswerToARefusalIs() {
        guest.inPlace("ram", 16);
        guest.toShared("ram", 0, 1);
        guest.engine.pin(true, "ram", 0, PAGE);
        guest.plain("vfio", "ram", 2).like(new Policy(Policy.Mixed.SEGMENTS, Policy.OnVeto.ALL_PRIVATE));
        assertThat(guest.toShared("ram", 0, 4).kind()).isEqualTo(Kind.ROLLED_BACK);
        assertThat(guest.shared("ram")).isEqualTo("0+1");
    }

    /** The order that keeps devices safe: who loses pages has dropped them before others have them. */
    @Test
    void whoLosesPagesIsToldBeforeWhoGainsThem() {
        guest.region("ram", 16).plain("shared", "ram");
        guest.engine.register(
                ListenerSpec.of("private", "ram", ListenerSpec.Kind.PLAIN).watching(Side.PRIVATE));
        guest.toShared("ram", 0, 4);
        assertThat(guest.calls).containsExactly("private discard 0+4", "shared populate 0+4");
        guest.toPrivate("ram", 0, 4);
        assertThat(guest.calls).containsExactly("shared discard 0+4", "private populate 0+4");
    }

    /** {@code test_ranges} of {@code private_mem_conversions_test.c}: there and back, all of it and nothing beside. */
    @ParameterizedTest
    @CsvSource({"0, 1", "0, 512", "1, 1", "1, 512", "512, 1"})
    void theSelftestsRangesAreConvertedThereAndBack(long page, long pages) {
        mapped(1536).plain("vfio", "ram");
        assertThat(guest.convert(true, page * PAGE, pages * PAGE).pages()).isEqualTo(pages);
        assertThat(guest.calls).containsExactly("vfio populate " + page + "+" + pages);
        assertThat(guest.shared("ram")).isEqualTo(page + "+" + pages);
        assertThat(guest.convert(false, page * PAGE, pages * PAGE).pages()).isEqualTo(pages);
        assertThat(guest.calls).containsExactly("vfio discard " + page + "+" + pages);
        assertThat(guest.shared("ram")).isEmpty();
    }

    /** The same test, {@code guest_test_explicit_conversion}: with every odd page of the range converted before. */
    @ParameterizedTest
    @CsvSource({"0, 1", "0, 512", "1, 1", "1, 512", "512, 1"})
    void theSelftestsRangesAreConvertedWithEveryOddPageConvertedBefore(long page, long pages) {
        mapped(1536).plain("vfio", "ram");
        long odd = 0;
        for (long i = page; i < page + pages; i++) {
            if (i % 2 == 1) {
                odd += guest.convert(true, i * PAGE, PAGE).pages();
            }
        }
        Outcome outcome = guest.convert(true, page * PAGE, pages * PAGE);
        assertThat(outcome.pages()).isEqualTo(pages - odd);
        assertThat(guest.calls).hasSize((int) (pages - odd)).allMatch(call -> call.endsWith("+1"));
        assertThat(guest.shared("ram")).isEqualTo(page + "+" + pages);
        assertThat(guest.convert(false, page * PAGE, pages * PAGE).pages()).isEqualTo(pages);
        assertThat(guest.calls).containsExactly("vfio discard " + page + "+" + pages);
    }
}
