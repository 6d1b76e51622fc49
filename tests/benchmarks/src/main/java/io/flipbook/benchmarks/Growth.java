package io.flipbook.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;

/** How costs grow with the work: each point is a median over trials that run in turn, and a multiple of one thing. */
final class Growth {
    /** What is enough for a median of conversions, however many pages they change. */
    private static final Pace CONVERSIONS = new Pace(8, 1 << 12, 1 << 14);

    private static final List<Long> PAGES = List.of(1L, 8L, 64L, 512L, 4096L, 1L << 15, 1L << 18);
    private static final List<Long> REGIONS = List.of(1L, 4L, 16L, 64L, 256L, 1024L);
    private static final List<Long> LISTENERS = List.of(1L, 2L, 4L, 8L, 16L, 32L, 64L);
    private static final List<Long> GIBIBYTES = List.of(1L, 8L, 64L, 512L, 4096L, 1L << 14);
    private static final List<Long> RECORDS = List.of(1L << 16, 1L << 18, 1L << 20, 1L << 22);
    private static final long PAGE_BYTES = 4096;

    private final String directory;
    private final Effort effort;

    Growth(String directory, Effort effort) {
        this.directory = directory;
        this.effort = effort;
    }

    /** Draws a picture for each, and prints the numbers as a table. */
    void draw(Path pictures) throws IOException {
        Files.createDirectories(pictures);
        GuestShape usual = GuestShape.USUAL;
        List<GrowthCurve> curves = List.of(
                conversions("pages", "pages in a request", PAGES, pages -> usual.requestBytes(pages * PAGE_BYTES)),
                conversions("regions", "regions", REGIONS, regions -> usual.regions((int) regions)),
                conversions("listeners", "listeners", LISTENERS, listeners -> usual.listeners((int) listeners)),
                conversions("guest", "GiB of the guest", GIBIBYTES, gibibytes -> usual.sizeBytes(gibibytes << 30)),
                conversionsBehind(),
                replays());
        System.out.println(Machine.describe());
        System.out.println("Medians of " + effort.trials() + " trials in turn; " + Machine.fileSystem(directory) + '.');
        for (GrowthCurve curve : curves) {
            curve.draw(pictures);
            System.out.println();
            System.out.print(curve.toTable());
        }
    }

    private GrowthCurve conversions(String name, String of, List<Long> sizes, LongFunction<GuestShape> shapeOf) {
        Contest contest = new Contest(directory, effort).add(TunedAppends.NAME, CONVERSIONS, new TunedAppends());
        for (long size : sizes) {
            contest.add(Long.toString(size), CONVERSIONS, Conversions.journaled(shapeOf.apply(size)));
        }
        contest.run();
        GrowthCurve curve = new GrowthCurve(name, "a conversion, by " + of, of, "x tuned append");
        sizes.forEach(size -> curve.add(size, contest.ratio(Long.toString(size), TunedAppends.NAME)));
        return curve;
    }

    /** A conversion in a journal that has so many records. */
    private GrowthCurve conversionsBehind() {
        Contest contest = new Contest(directory, effort).add(TunedAppends.NAME, CONVERSIONS, new TunedAppends());
        for (long records : RECORDS) {
            Pace behind = new Pace(CONVERSIONS.group(), CONVERSIONS.groups(), (int) (records / 2));
            contest.add(Long.toString(records), behind, Conversions.journaled());
        }
        contest.run();
        GrowthCurve curve = new GrowthCurve(
                "records", "a conversion, by records in the journal", "records in the journal", "x tuned append");
        RECORDS.forEach(records -> curve.add(records, contest.ratio(Long.toString(records), TunedAppends.NAME)));
        return curve;
    }

    /** Linear, as it must be: each record is read. */
    private GrowthCurve replays() {
        Contest contest = new Contest(directory, effort);
        for (long records : RECORDS) {
            contest.add(Long.toString(records), new Pace(1, 1, 0), new Replays(effort.of((int) (records / 2))));
        }
        contest.run();
        GrowthCurve curve = new GrowthCurve(
                "replay", "a replay, by records in the journal", "records in the journal", "x the shortest one");
        String shortest = Long.toString(RECORDS.get(0));
        RECORDS.forEach(records -> curve.add(records, contest.ratio(Long.toString(records), shortest)));
        return curve;
    }

    private static final class Replays implements Contestant {
        private final int conversions;
        private Path journal;

        Replays(int conversions) {
            this.conversions = conversions;
        }

        @Override
        public void open(Place place) {
            journal = place.path().resolve("journal");
            ReplaySpeed.write(journal, conversions);
        }

        @Override
        public void run(int operations) {
            for (int i = 0; i < operations; i++) {
                ReplaySpeed.replay(journal);
            }
        }

        @Override
        public void close() {}
    }
}
