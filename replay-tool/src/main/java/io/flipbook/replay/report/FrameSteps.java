package io.flipbook.replay.report;

/**
 * Where the frames of a history begin: at even steps of the records and at even steps of the time, so that neither a
 * burst nor a long silence takes all of them. Of a short history each record is a frame.
 */
final class FrameSteps {
    private static final int STEPS = 160;
    private static final int SHORT = 3 * STEPS;

    private final long first;
    private final long records;
    private final long totalNs;
    private final long recordSteps;
    private long recordStep = -1;
    private long timeStep = -1;

    /** Of so many records from one on, which took so long. */
    FrameSteps(long first, long records, long totalNs) {
        this.first = first;
        this.records = records;
        this.totalNs = totalNs;
        recordSteps = records <= SHORT ? records : STEPS;
    }

    /** Whether a frame begins with the next record, at a time since the first one that is shown. */
    boolean begins(long sequence, long sinceNs) {
        long byRecord = (sequence - first) * recordSteps / records;
        long byTime = totalNs == 0 ? 0 : (long) ((double) sinceNs / totalNs * STEPS);
        boolean begins = byRecord != recordStep || byTime != timeStep;
        recordStep = byRecord;
        timeStep = byTime;
        return begins;
    }
}
