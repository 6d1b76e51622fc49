package io.flipbook.benchmarks;

import java.util.List;

/**
 * What needs no library of another: a request and its outcome, of as many bytes as they have on record, written one
 * after the other to a queue as it is, to a file that is mapped by hand, and by {@code FileChannel.write}. What is
 * written survives the process and not a power cut, as with the journal's sync policy {@code none}.
 */
final class LogFloors implements Measurement {
    private static final Pace SOME = new Pace(8, 1 << 12, 1 << 13);

    @Override
    public List<Row> measure(String directory, Effort effort) {
        Contest contest = new Contest(directory, effort)
                .add("conversion", Pace.SHORT, Conversions.journaled())
                .add("queue", Pace.SHORT, new PlainAppends())
                .add("mapped", Pace.SHORT, new MappedAppends())
                .add("channel", SOME, new ChannelWrites())
                .run();
        return List.of(
                new Row("hand-mapped file, x conversion", Goal.NONE, contest.ratio("mapped", "conversion")),
                new Row("raw append to a queue, x conversion", Goal.NONE, contest.ratio("queue", "conversion")),
                new Row("FileChannel.write, x conversion", Goal.NONE, contest.ratio("channel", "conversion")));
    }
}
