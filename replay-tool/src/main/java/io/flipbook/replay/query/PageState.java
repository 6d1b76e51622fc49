package io.flipbook.replay.query;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.Side;
import io.flipbook.engine.SourceSpec;
import io.flipbook.replay.query.predicate.AddressMap.Page;
import java.util.ArrayList;
import java.util.List;

/**
 * How a page is.
 *
 * @param isShared whether it is shared, or private
 * @param holdsBack the sources beside that which say that it is not there for devices, {@code plugged} first
 * @param isPinned whether somebody has a reference on it
 */
record PageState(boolean isShared, List<String> holdsBack, boolean isPinned) {
    /** How a page is in some state; null where there is no page. */
    static PageState of(GuestMemory guest, Page page) {
        if (page == null) {
            return null;
        }
        String region = page.region().name();
        List<String> holdsBack = new ArrayList<>();
        if (page.region().pluggable() && !isSet(guest, page, "plugged")) {
            holdsBack.add("plugged");
        }
        for (SourceSpec source : guest.addedSources(region)) {
            if (!isSet(guest, page, source.name())) {
                holdsBack.add(source.name());
            }
        }
        return new PageState(
                isSet(guest, page, "shared"), holdsBack, guest.isPinned(region, page.offset(), page.sizeBytes()));
    }

    /** Whether it is there for those who watch a side. */
    boolean isThereFor(Side side) {
        return holdsBack.isEmpty() && isShared == (side == Side.SHARED);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(isShared ? "shared" : "private");
        for (String source : holdsBack) {
            text.append(source.equals("plugged") ? ", unplugged" : ", held back by " + source);
        }
        return isPinned ? text.append(", pinned").toString() : text.toString();
    }

    private static boolean isSet(GuestMemory guest, Page page, String source) {
        boolean[] isSet = new boolean[1];
        guest.visitSource(page.region().name(), source, page.offset(), page.sizeBytes(), (offset, sizeBytes) -> {
            isSet[0] = true;
            return false;
        });
        return isSet[0];
    }
}
