package io.flipbook.verify;

import io.flipbook.journal.EpochClock;
import io.flipbook.journal.PlatformFlags;
import io.flipbook.verify.Trial.Answer;
import java.nio.ByteOrder;
import java.util.List;
import org.agrona.UnsafeApi;

/** What the virtual machine and the hardware have to be. */
final class MachineTrials {
    /** Journals reserve space and prepare pages in units of this. */
    private static final int PAGE_BYTES = 4096;

    private MachineTrials() {}

    static List<Trial> all() {
        return List.of(
                Trial.plain("flags", (directory, time) -> flags(PlatformFlags.missing())),
                Trial.ofJournals(
                        "memory-layout",
                        (directory, time) -> memoryLayout(ByteOrder.nativeOrder(), UnsafeApi.pageSize())),
                Trial.ofJournals("clock", (directory, time) -> clock(time)));
    }

    static Answer flags(List<String> missing) {
        return missing.isEmpty()
                ? Answer.kept("all are there")
                : Answer.broken("start Java with " + String.join(" ", missing));
    }

    static Answer memoryLayout(ByteOrder order, int pageBytes) {
        if (order != ByteOrder.LITTLE_ENDIAN) {
            return Answer.broken("this machine is " + order + "; journals are written by little-endian ones alone");
        }
        String text = "little endian, pages of " + pageBytes + " bytes";
        return pageBytes == PAGE_BYTES
                ? Answer.kept(text)
                : Answer.note(text + ": pages are not prepared ahead in one call, an append may take a fault more");
    }

    /** Journal time never goes back whatever the clock does: a record takes the time of the one before then. */
    private static Answer clock(Deadline time) {
        EpochClock clock = EpochClock.system();
        long lastNs = clock.timeNs();
        long lastMonotonicNs = System.nanoTime();
        long reads = 0;
        long stepsBack = 0;
        long longestBackNs = 0;
        do {
            long nowNs = clock.timeNs();
            long monotonicNs = System.nanoTime();
            if (monotonicNs < lastMonotonicNs) {
                return Answer.broken("the monotonic clock went back by " + (lastMonotonicNs - monotonicNs) + " ns");
            }
            if (nowNs < lastNs) {
                stepsBack++;
                longestBackNs = Math.max(longestBackNs, lastNs - nowNs);
            }
            lastNs = nowNs;
            lastMonotonicNs = monotonicNs;
            reads++;
        } while (!time.isOver());
        return stepsBack == 0
                ? Answer.kept("never went back in " + reads + " readings")
                : Answer.note("went back " + stepsBack + " times, by " + longestBackNs + " ns at the most; journal time"
                        + " stands still meanwhile");
    }
}
