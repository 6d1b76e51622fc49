package io.flipbook.peers;

import io.flipbook.benchmarks.Contestant;
import io.flipbook.benchmarks.Place;
import java.nio.ByteBuffer;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** Puts into RocksDB, each in its write-ahead log before it returns; not forced. */
final class RocksLog implements Contestant {
    private final int recordsInWrite;
    private final byte[] key = new byte[Long.BYTES];
    private final byte[] value = new byte[LogPeers.RECORD_BYTES];
    private Options options;
    private WriteOptions writing;
    private RocksDB database;
    private long written;

    RocksLog(int recordsInWrite) {
        this.recordsInWrite = recordsInWrite;
    }

    @Override
    public void open(Place place) {
        options = new Options().setCreateIfMissing(true);
        writing = new WriteOptions().setSync(false);
        try {
            database = RocksDB.open(options, place.path().toString());
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void run(int operations) {
        try {
            for (int i = 0; i < operations; i++) {
                if (recordsInWrite == 1) {
                    database.put(writing, nextKey(), value);
                    database.put(writing, nextKey(), value);
                } else {
                    try (WriteBatch both = new WriteBatch()) {
                        both.put(nextKey(), value);
                        both.put(nextKey(), value);
                        database.write(writing, both);
                    }
                }
            }
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] nextKey() {
        ByteBuffer.wrap(key).putLong(written++);
        return key;
    }

    @Override
    public void close() {
        database.close();
        writing.close();
        options.close();
    }
}
