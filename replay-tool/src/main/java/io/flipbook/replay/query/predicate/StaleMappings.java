package io.flipbook.replay.query.predicate;

import io.flipbook.engine.GuestView;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.DmaDevice;

/** Fails while a listener of a kind that maps has a page mapped that is not there on its side. */
final class StaleMappings implements InvariantCheck {
    private boolean isStale;

    @Override
    public boolean fails(Moment moment) {
        if (moment.kind() == RecordDecoder.Kind.OUTCOME && !isStale) {
            // What no listener was told of, and changed nothing, made nothing stale.
            isStale = moment.request() != null && isStaleIn(moment);
        } else if (moment.kind() != RecordDecoder.Kind.REQUEST) {
            isStale = isStaleAnywhere(moment);
        }
        return isStale;
    }

    private static boolean isStaleIn(Moment moment) {
        boolean[] found = new boolean[1];
        moment.addresses().visitParts(moment.request(), (region, offset, sizeBytes) -> {
            for (ListenerSpec listener : moment.engine().guest().listeners()) {
                found[0] |=
                        listener.region().equals(region.name()) && isStale(moment, listener, region, offset, sizeBytes);
            }
        });
        return found[0];
    }

    private static boolean isStaleAnywhere(Moment moment) {
        GuestView guest = moment.engine().guest();
        for (ListenerSpec listener : guest.listeners()) {
            RegionSpec region = moment.addresses().region(listener.region());
            if (region != null && isStale(moment, listener, region, 0, region.sizeBytes())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isStale(
            Moment moment, ListenerSpec listener, RegionSpec region, long offset, long sizeBytes) {
        DmaDevice device = moment.engine().models().device(listener.name());
        if (device == null) {
            return false;
        }
        boolean[] found = new boolean[1];
        long from = Long.divideUnsigned(offset, region.pageBytes());
        long to = from + Long.divideUnsigned(sizeBytes, region.pageBytes());
        device.access(from, to, (access, start, end) -> found[0] |= access == DmaDevice.Access.STALE);
        return found[0];
    }
}
