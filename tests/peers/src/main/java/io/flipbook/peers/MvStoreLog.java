package io.flipbook.peers;

import io.flipbook.benchmarks.Contestant;
import io.flipbook.benchmarks.Place;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** Entries of H2's MVStore; a commit writes them to its file and does not force it. */
final class MvStoreLog implements Contestant {
    private final int entriesInCommit;
    private final byte[] value = new byte[LogPeers.RECORD_BYTES];
    private MVStore store;
    private MVMap<Long, byte[]> log;
    private long entries;

    MvStoreLog(int entriesInCommit) {
        this.entriesInCommit = entriesInCommit;
    }

    @Override
    public void open(Place place) {
        store = new MVStore.Builder()
                .fileName(place.path().resolve("log.mv").toString())
                .autoCommitDisabled()
                .open();
        log = store.openMap("log");
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < 2 * operations; i++) {
            log.put(entries++, value);
            if (entries % entriesInCommit == 0) {
                store.commit();
            }
        }
    }

    @Override
    public void close() {
        store.closeImmediately();
    }
}
