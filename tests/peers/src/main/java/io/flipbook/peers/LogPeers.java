package io.flipbook.peers;

import io.flipbook.benchmarks.Contest;
import io.flipbook.benchmarks.Conversions;
import io.flipbook.benchmarks.Effort;
import io.flipbook.benchmarks.Goal;
import io.flipbook.benchmarks.Measurement;
import io.flipbook.benchmarks.Pace;
import io.flipbook.benchmarks.RingConversions;
import io.flipbook.benchmarks.Row;
import java.util.List;

/**
 * Logs of others that put the same bytes on record: a request, and then its outcome, 64 bytes each. All are set to
 * survive the process and not a power cut, as the journal is with its sync policy {@code none}. They keep records and
 * no state: no page is judged, told of or changed.
 */
public final class LogPeers implements Measurement {
    /** The bytes of a request or of an outcome on record. */
    static final int RECORD_BYTES = 64;

    private static final int THOUSAND = 1000;
    private static final Pace SOME = new Pace(8, 1 << 11, 1 << 13);
    private static final Pace FEW = new Pace(8, 1 << 7, 1 << 9);
    private static final Pace THOUSANDS = new Pace(THOUSAND, 8, 4 * THOUSAND);
    private static final Pace STREAM = Pace.whole(1 << 18);

    @Override
    public List<Row> measure(String directory, Effort effort) {
        Contest contest = new Contest(directory, effort)
                .add("conversion", Pace.SHORT, Conversions.journaled())
                .add("ring", STREAM, RingConversions.journaled())
                .add("RocksDB", SOME, new RocksLog(1))
                .add("RocksDB, one write", SOME, new RocksLog(2))
                .add("SQLite", FEW, new SqliteLog(1))
                .add("SQLite, 1000", THOUSANDS, new SqliteLog(2 * THOUSAND))
                .add("MVStore", FEW, new MvStoreLog(1))
                .add("MVStore, 1000", THOUSANDS, new MvStoreLog(2 * THOUSAND))
                .add("Aeron", STREAM, new AeronLog())
                .run();
        return List.of(
                row("RocksDB's log, x conversion", Goal.atLeast(10), contest, "RocksDB", "conversion"),
                row("  both records in one write", Goal.NONE, contest, "RocksDB, one write", "conversion"),
                row("SQLite, a transaction each, x conversion", Goal.atLeast(40), contest, "SQLite", "conversion"),
                row("  thousand a transaction", Goal.NONE, contest, "SQLite, 1000", "conversion"),
                row("H2 MVStore, a commit each, x conversion", Goal.NONE, contest, "MVStore", "conversion"),
                row("  thousand a commit, x conversion", Goal.NONE, contest, "MVStore, 1000", "conversion"),
                row("Aeron Archive, x conversion through the ring", Goal.atLeast(1), contest, "Aeron", "ring"));
    }

    private static Row row(String what, Goal goal, Contest contest, String of, String to) {
        return new Row(what, goal, contest.ratio(of, to));
    }
}
