package io.flipbook.benchmarks;

/** What others are compared with: 48 bytes appended to a tuned queue. */
public final class TunedAppends implements Contestant {
    /** Its name in each contest. */
    public static final String NAME = "tuned append";

    private TunedQueue queue;
    private long appended;

    @Override
    public void open(Place place) {
        queue = new TunedQueue();
        queue.open(place);
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            AppendBenchmark.write(appended++, queue.begin(AppendBenchmark.LENGTH), 0);
            queue.end();
        }
    }

    @Override
    public void close() {
        queue.close();
    }
}
