package io.flipbook.junit5;

import io.flipbook.engine.device.RegionListener;

/** Makes the listener that is tested. */
@FunctionalInterface
public interface ListenerMaker {
    /**
     * Asked on the thread of the replay at each registration of the listener on record, and at each restart, where a
     * process has died and nothing is mapped any more. If it gives the same object again, that is told one discard of
     * its whole section first.
     *
     * @param role what it is in the history; valid until the replay ends
     * @return never null
     */
    RegionListener make(Role role);
}
