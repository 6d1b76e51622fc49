package io.flipbook.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * The registered listeners in the order of their registration: all of them, and those of each region, so that a change
 * costs as much as the listeners that it concerns. Looking for them allocates nothing.
 */
final class Listeners {
    private final List<LiveListener> all = new ArrayList<>();
    private final List<LiveListener> none = new ArrayList<>();
    private final List<LiveListener> ofSeveral = new ArrayList<>();
    /** By the number of the region; null where it never had one. */
    private OfRegion[] byRegion = new OfRegion[0];

    private long searches;

    /** Those of one region. */
    private static final class OfRegion {
        private final List<LiveListener> listeners = new ArrayList<>();
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
        int region = listener.region().id();
        if (region >= byRegion.length) {
            byRegion = Arrays.copyOf(byRegion, Math.max(region + 1, byRegion.length * 2));
        }
        if (byRegion[region] == null) {
            byRegion[region] = new OfRegion();
        }
        byRegion[region].listeners.add(listener);
        all.add(listener);
    }

    void removeIf(Predicate<LiveListener> gone) {
        all.removeIf(gone);
        ofSeveral.removeIf(gone);
        for (OfRegion each : byRegion) {
            if (each != null) {
                each.listeners.removeIf(gone);
            }
        }
    }

    /** Those of the regions of a change, until it is asked again or some are removed; to be read only. */
    List<LiveListener> of(Change change) {
        Region region = change.region(0);
        for (int part = 1; part < change.partCount(); part++) {
            if (change.region(part) != region) {
                return ofSeveral(change);
            }
        }
        OfRegion found = ofRegion(region);
        return found == null ? none : found.listeners;
    }

    /** Changes of several regions are few: one of two neighbours, or the whole guest. */
    private List<LiveListener> ofSeveral(Change change) {
        searches++;
        for (int part = 0; part < change.partCount(); part++) {
            OfRegion found = ofRegion(change.region(part));
            if (found != null) {
                found.lastSearch = searches;
            }
        }
        ofSeveral.clear();
        for (int i = 0; i < all.size(); i++) {
            if (ofRegion(all.get(i).region()).lastSearch == searches) {
                ofSeveral.add(all.get(i));
            }
        }
        return ofSeveral;
    }

    private OfRegion ofRegion(Region region) {
        return region.id() < byRegion.length ? byRegion[region.id()] : null;
    }
}
