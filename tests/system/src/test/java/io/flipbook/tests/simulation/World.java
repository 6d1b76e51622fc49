package io.flipbook.tests.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** What a run has around the engine: chance, a clock, faults that are due, and what has happened so far. */
final class World {
    /** What happens at an append that fails. */
    enum LogFault {
        /** There is no space: it throws, nothing is there, and the log goes on. */
        IS_FULL,
        /** It throws, and nothing is there. */
        FAILS,
        /** The record is there, and it throws all the same. */
        FAILS_AFTER_WRITING,
        /** The process ends, and nothing is there. */
        KILLS,
        /** The record is there, and the process ends before anybody is told. */
        KILLS_AFTER_WRITING
    }

    private static final long START_NS = 1_700_049_600_000_000_000L;

    final Transcript transcript = new Transcript();
    final List<String> violations = new ArrayList<>();
    /** Kinds of things that have happened in this run. */
    final Set<String> met = new TreeSet<>();

    private final long seed;
    private SplittableRandom dice;
    private boolean faulty;
    private boolean dead;
    private LogFault fault;
    private int appendsUntilFault;
    private long nowNs = START_NS;

    World(long seed) {
        this.seed = seed;
        beginStep(-1, false);
    }

    /** Each step has dice of its own, so that dropping one leaves what the others do. */
    void beginStep(int step, boolean withFaults) {
        dice = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + step);
        faulty = withFaults;
        drawLogFault(10);
    }

    /** Nothing goes wrong any more in this step. */
    void beKind() {
        faulty = false;
        fault = null;
    }

    /** Lets one of the next appends fail, once in so many times. */
    void drawLogFault(int onceIn) {
        fault = null;
        if (faulty && dice.nextInt(onceIn) == 0) {
            fault = LogFault.values()[dice.nextInt(LogFault.values().length)];
            appendsUntilFault = dice.nextInt(3);
        }
    }

    /** The fault of this append; null if it succeeds. Where space was reserved for it, the log cannot be full. */
    LogFault nextAppend(boolean hasSpace) {
        if (fault == null || hasSpace && fault == LogFault.IS_FULL || appendsUntilFault-- > 0) {
            return null;
        }
        LogFault due = fault;
        fault = null;
        transcript.say("    the log " + due);
        met.add(due.name());
        return due;
    }

    int roll(int sides) {
        return dice.nextInt(sides);
    }

    /** Whether something goes wrong that does so once in {@code sides} times. */
    boolean strikes(int sides) {
        return faulty && dice.nextInt(sides) == 0;
    }

    /** The clock: mostly it goes on a little, sometimes it is set back or forward, by up to ten years. */
    long readClock() {
        int kind = dice.nextInt(40);
        long stepNs = kind == 0
                ? -dice.nextLong(TimeUnit.DAYS.toNanos(3650))
                : kind == 1 ? dice.nextLong(TimeUnit.DAYS.toNanos(30)) : dice.nextLong(1_000_000);
        nowNs = Math.max(0, nowNs + stepNs);
        return nowNs;
    }

    /** Time that a slow listener takes. */
    void passHour() {
        nowNs += TimeUnit.HOURS.toNanos(1);
    }

    void kill() {
        transcript.say("    killed");
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    void bringToLife() {
        dead = false;
    }

    /** What may be thrown where it would be taken for a listener's fault is said here. */
    void violated(String what) {
        violations.add(what);
    }
}
