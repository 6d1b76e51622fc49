package io.flipbook.tests.failures;

import io.flipbook.tests.failures.GuestRegion.Buffer;
import io.flipbook.tests.model.Dice;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Plants failures in the histories of honest guests; one seed fixes each. */
final class FailureDice {
    private static final String LIMIT = "@limit@";
    private static final String CALL = "@call@";
    private static final List<String> UNDOING =
            List.of("on-veto=rollback", "mixed=per-page on-veto=rollback", "mixed=refuse", "on-veto=detach");
    private static final List<String> UNNOTICED =
            List.of("on-veto=keep", "profile=qemu-10.1", "on-veto=undo-listeners", "mixed=per-page on-veto=keep");
    private static final List<String> ANSWERS = List.of(
            "on-veto=rollback",
            "on-veto=detach",
            "on-veto=halt",
            "on-veto=keep",
            "on-veto=partial",
            "on-veto=all-private",
            "on-veto=undo-listeners",
            "on-veto=retry",
            "profile=qemu-10.1");

    private final Dice dice;
    private final boolean isPlanted;
    private final HonestGuest guest;

    /** A guest with some history; of every fifth one nothing is planted in it. */
    FailureDice(long seed, boolean isContiguous) {
        dice = new Dice(seed);
        isPlanted = seed % 5 != 0;
        guest = new HonestGuest(dice, dice.between(isContiguous ? 2 : 1, 4), isContiguous);
        guest.policy(dice.of(UNDOING), true);
        for (int i = dice.below(3); i >= 0; i--) {
            guest.plug();
        }
        guest.live(dice.between(5, 120));
    }

    /** A listener has no mapping left. */
    static Failure mappingLimit(long seed) {
        FailureDice failure = new FailureDice(seed, false);
        return failure.limit(failure.dice.of(ANSWERS));
    }

    /** A listener refuses, for want of mappings or for some other reason, and the conversion succeeds. */
    static Failure mapFailed(long seed) {
        FailureDice failure = new FailureDice(seed, false);
        String policy = failure.dice.of(UNNOTICED);
        return failure.dice.percent(25) ? failure.limit(policy) : failure.refusal(policy);
    }

    private Failure limit(String policy) {
        GuestRegion region = dice.of(guest.regions());
        boolean isContained = guest.regions().size() > 1 && dice.percent(40);
        String options = "kind=type1 limit=" + LIMIT + (isContained ? " container=box" : "");
        Device.Mappings mappings = new Device.Mappings();
        Device full = guest.device(region, 0, region.slots(), granule(region), false, mappings);
        guest.listen(full, options + " granule=" + full.granuleBytes);
        if (isContained) {
            GuestRegion other = dice.of(guest.regions().stream()
                    .filter(each -> !each.equals(region))
                    .toList());
            Device beside = guest.device(other, 0, other.slots(), other.pageBytes(), false, mappings);
            guest.listen(beside, options);
        }
        guest.live(dice.between(5, 120));
        guest.policy(policy, false);
        Buffer buffer = guest.anyBuffer(region, GuestRegion.PLANTED_SLOT);
        long needed = full.pieces(buffer);
        while (isPlanted && mappings.count() + needed <= mappings.peak()) {
            guest.share(guest.freeBuffer());
        }
        long least = mappings.peak();
        if (isPlanted) {
            guest.fill(LIMIT, "" + (least + dice.below((int) (mappings.count() + needed - least))));
            guest.request(buffer, true);
        } else {
            guest.share(buffer);
            guest.fill(LIMIT, "" + (mappings.peak() + dice.below(3)));
        }
        long sequence = guest.sequence();
        guest.windDown(dice.below(60));
        return answer(sequence, Set.of(full.name), "ENOSPC", buffer.pageGpa(0), false, false);
    }

    private Failure refusal(String policy) {
        GuestRegion region = dice.of(guest.regions());
        String kind = dice.of(List.of("plain", "type1", "iommufd", "type1 granule=" + 2 * region.pageBytes()));
        String errno = dice.of(List.of("ENOMEM", "EIO", "EFAULT", "ENOSPC"));
        boolean isPlain = kind.equals("plain");
        guest.stopRestarting();
        Device failing = guest.device(region, 0, region.slots(), region.pageBytes(), isPlain, new Device.Mappings());
        guest.listen(failing, "kind=" + kind + (isPlanted ? " veto=" + CALL + ":" + errno : ""));
        guest.live(dice.between(5, 120));
        guest.policy(policy, false);
        guest.live(dice.between(0, 60));
        Buffer buffer = guest.anyBuffer(region, GuestRegion.PLANTED_SLOT);
        guest.share(buffer);
        long sequence = guest.sequence();
        long call = failing.populates();
        guest.fill(CALL, "" + call);
        guest.live(dice.below(60));
        boolean isOver = dice.percent(30) && guest.buffersOf(failing) < call;
        if (isOver) {
            guest.say("restart", 2);
            guest.windDown(dice.below(20));
        }
        String page = buffer.pageGpa(dice.below((int) buffer.pages()));
        return answer(sequence, Set.of(failing.name), errno, page, isOver, isPlain);
    }

    /** A request goes over two blocks, and the second one is not looked up. */
    static Failure numaBlocks(long seed) {
        return new FailureDice(seed, true).overTwoBlocks();
    }

    private Failure overTwoBlocks() {
        int first = dice.below(guest.regions().size() - 1);
        GuestRegion low = guest.regions().get(first);
        GuestRegion high = guest.regions().get(first + 1);
        int pages = dice.between(1, (int) low.slotPages() - 1);
        Buffer below = low.buffer(low.slots() - 1, low.slotPages() - pages, pages);
        Buffer above = high.buffer(0, 0, dice.between(1, (int) high.slotPages() - 1));
        for (Buffer side : List.of(below, above)) {
            if (side == above || dice.percent(60)) {
                GuestRegion region = side.region();
                Device device =
                        guest.device(region, 0, region.slots(), region.pageBytes(), true, new Device.Mappings());
                guest.listen(device, "kind=" + dice.of(List.of("plain", "type1", "iommufd")));
            }
        }
        guest.policy(dice.of(List.of("profile=qemu-10.1", "profile=qemu-10.1 on-veto=rollback")), false);
        boolean toShared = dice.percent(40);
        boolean wasBelow = !toShared && dice.percent(70);
        if (wasBelow) {
            guest.request(below, true);
        }
        guest.live(dice.between(5, 80));
        if (!toShared) {
            guest.request(above, true);
        }
        guest.live(dice.between(5, 80));
        if (isPlanted) {
            long size = below.sizeBytes() + above.sizeBytes();
            guest.say("convert " + below.gpa() + " " + size + (toShared ? " shared" : " private"), 2);
        } else {
            guest.request(below, !wasBelow);
            guest.request(above, toShared);
        }
        long sequence = guest.sequence();
        Set<String> left = watching(above);
        if (toShared || wasBelow) {
            left.addAll(watching(below));
        }
        guest.live(dice.below(60));
        boolean isOver = guest.isRestartedBehind(sequence);
        String page = above.pageGpa(dice.below((int) above.pages()));
        return answer(sequence, left, isPlanted ? "EINVAL" : "", page, isOver, false);
    }

    private Set<String> watching(Buffer buffer) {
        Set<String> names = new TreeSet<>();
        guest.devices().stream()
                .filter(device -> device.watches(buffer.region(), buffer.slot()))
                .forEach(device -> names.add(device.name));
        return names;
    }

    /** A part of a mapping is taken back, and version 1 of type 1 has no parts. */
    static Failure staleMapping(long seed) {
        return new FailureDice(seed, false).partOfMapping();
    }

    private Failure partOfMapping() {
        GuestRegion region = dice.of(guest.regions());
        long granulePages = 2L << dice.below(2);
        long granule = granulePages * region.pageBytes();
        boolean isSection = dice.percent(30);
        Device old = guest.device(
                region, isSection ? 1 : 0, region.slots() / (isSection ? 2 : 1), granule, false, new Device.Mappings());
        guest.listen(old, "kind=type1-v1 granule=" + granule);
        guest.live(dice.between(0, 80));
        Buffer buffer = region.buffer(GuestRegion.PLANTED_SLOT, 0, region.slotPages() - 1);
        guest.request(buffer, true);
        guest.live(dice.between(0, 80));
        long piece = granulePages * dice.below((int) (buffer.pages() / granulePages));
        int from = dice.below((int) granulePages);
        int pages = dice.between(1, (int) granulePages - Math.max(1, from));
        Buffer part = region.buffer(GuestRegion.PLANTED_SLOT, piece + from, pages);
        if (isPlanted) {
            guest.request(part, false);
        }
        long sequence = guest.sequence();
        guest.live(dice.below(80));
        // What the unmap of a beginning took with it is missing; what another one left is stale.
        String page = from == 0 ? buffer.pageGpa(piece + pages) : part.pageGpa(dice.below(pages));
        return answer(sequence, Set.of(old.name), "", page, guest.isRestartedBehind(sequence), false);
    }

    private long granule(GuestRegion region) {
        return region.pageBytes() << dice.below(3);
    }

    private Failure answer(
            long sequence, Set<String> listeners, String errno, String page, boolean isOver, boolean isPlain) {
        return new Failure(
                guest.script(), isPlanted ? sequence : 0, Set.copyOf(listeners), errno, page, isOver, isPlain);
    }
}
