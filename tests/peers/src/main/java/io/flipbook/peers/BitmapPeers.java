package io.flipbook.peers;

import io.flipbook.benchmarks.BitmapChanges;
import io.flipbook.benchmarks.BitmapWork;
import io.flipbook.benchmarks.Contest;
import io.flipbook.benchmarks.Contestant;
import io.flipbook.benchmarks.Effort;
import io.flipbook.benchmarks.Goal;
import io.flipbook.benchmarks.Measurement;
import io.flipbook.benchmarks.RangeChanges;
import io.flipbook.benchmarks.Row;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** Roaring, which keeps no digest and no summary above its containers. */
public final class BitmapPeers implements Measurement {
    @Override
    public List<Row> measure(String directory, Effort effort) {
        List<Row> rows = new ArrayList<>();
        rows.add(row("1 page", 1, directory, effort));
        rows.add(row("2 MiB", BitmapWork.PAGES_OF_2_MIB, directory, effort));
        rows.add(row("1 GiB", BitmapWork.PAGES_OF_1_GIB, directory, effort));
        return rows;
    }

    private static Row row(String what, long pages, String directory, Effort effort) {
        Contest contest = new Contest(directory, effort)
                .add("bitmap", BitmapChanges.PACE, BitmapChanges.of(pages))
                .add("Roaring", BitmapChanges.PACE, roaring(pages))
                .run();
        return new Row("Roaring, " + what + ", x bitmap", Goal.NONE, contest.ratio("Roaring", "bitmap"));
    }

    private static Contestant roaring(long pages) {
        RoaringBitmap bits = new RoaringBitmap();
        return new RangeChanges(pages, (from, to, value) -> {
            if (value) {
                bits.add(from, to);
            } else {
                bits.remove(from, to);
            }
        });
    }
}
