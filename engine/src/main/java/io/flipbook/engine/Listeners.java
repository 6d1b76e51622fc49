package io.flipbook.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * The registered listeners in the order of their registration: all of them here, and those of each region with it, so
 * that a change costs as much as the listeners that it concerns. Looking for them allocates nothing.
 */
final class Listeners {
    private final List<LiveListener> all = new ArrayList<>();
    private final List<LiveListener> ofSeveral = new ArrayList<>();
    private long searches;

    /** Those of one region, which has this object from its beginning to its end. */
    static final class OfRegion {
        private final List<LiveListener> listeners = new ArrayList<>(0);
        /** The last search for the listeners of several regions that this was one of. */
        private long lastSearch;
    }

    /** All of them, to be read only. */
    List<LiveListener> all() {
        return Collections.unmodifiableList(all);
    }

    int count() {
        return all.size();
    }

    void add(LiveListener listener) {
        listener.region().listeners().listeners.add(listener);
        all.add(listener);
    }

    void removeIf(Predicate<LiveListener> gone) {
        for (LiveListener listener : all) {
            if (gone.test(listener)) {
                listener.region().listeners().listeners.remove(listener);
            }
        }
        all.removeIf(gone);
        ofSeveral.removeIf(gone);
    }

    /** Those of the regions of a change, until it is asked again or some are removed; to be read only. */
    List<LiveListener> of(Change change) {
        Region region = change.region(0);
        for (int part = 1; part < change.partCount(); part++) {
            if (change.region(part) != region) {
                return ofSeveral(change);
            }
        }
        return region.listeners().listeners;
    }

    /** Changes of several regions are few: one of two neighbours, or the whole guest. */
    private List<LiveListener> ofSeveral(Change change) {
        searches++;
        for (int part = 0; part < change.partCount(); part++) {
            change.region(part).listeners().lastSearch = searches;
        }
        ofSeveral.clear();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).region().listeners().lastSearch == searches) {
                ofSeveral.add(all.get(i));
            }
        }
        return ofSeveral;
    }
}
