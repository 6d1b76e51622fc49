package io.flipbook.replay.record;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.Observation.Verdict;
import io.flipbook.engine.Outcome;
import io.flipbook.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What came of a recording: counts, and the first few of whatever a person wants to look at. Does not grow. */
public final class RecordingSummary {
    /** How many damaged lines, findings and unfit slots are kept; all of them are counted. */
    static final int MAX_SHOWN = 5;

    /**
     * A line of the trace that somebody should look at.
     *
     * @param number  from 1
     * @param text    what is wrong, fit for a terminal
     * @param excerpt the line's start, fit for a terminal; empty where the text says it all
     */
    record Remark(long number, String text, String excerpt) {}

    private final String trace;
    private final Tally events = new Tally();
    private final Tally outcomes = new Tally();
    private final Tally rejections = new Tally();
    private final Tally refusals = new Tally();
    private final Tally observations = new Tally();
    private final Tally skipped = new Tally();
    private final Set<String> drivers = new TreeSet<>();
    private final List<Remark> damaged = new ArrayList<>();
    private final List<Remark> unfit = new ArrayList<>();
    private final List<Remark> findings = new ArrayList<>();
    private String lastDriver = "";
    private String layout = "";
    private long lines;
    private long pages;
    private long contradictions;
    private long findingCount;
    private long undecided;
    private long firstSequence;
    private long lastSequence;
    private long digest;
    private boolean stopped;

    /** Nothing yet of a trace of that name. */
    RecordingSummary(String trace) {
        this.trace = trace;
        for (Verdict verdict : Verdict.values()) {
            observations.add(verdict.toString(), 0);
        }
        for (Answer answer : List.of(Answer.NACK, Answer.BUSY, Answer.ERROR)) {
            refusals.add(answer.toString(), 0);
        }
    }

    void line() {
        lines++;
    }

    void event(String name) {
        events.add(name);
    }

    void driver(String name) {
        if (!name.equals(lastDriver)) {
            lastDriver = name;
            drivers.add(name);
        }
    }

    void outcome(Outcome outcome) {
        outcomes.add(outcome.kind().toString());
        pages += outcome.pages();
        if (outcome.kind() == Outcome.Kind.REJECTED) {
            rejections.add(outcome.reason().toString());
        }
    }

    void refusal(Answer answer) {
        refusals.add(answer.toString());
    }

    void observation(Verdict verdict) {
        observations.add(verdict.toString());
    }

    /** Counts a first conversion if it contradicts the initial state. */
    void contradiction(boolean contradicts) {
        contradictions += contradicts ? 1 : 0;
    }

    void skip(Skip why) {
        skipped.add(why.word());
    }

    void skip(Skip why, long line, String text) {
        skip(why);
        keep(unfit, new Remark(line, text, ""));
    }

    void damaged(long line, String reason, String excerpt) {
        skip(Skip.DAMAGED);
        keep(damaged, new Remark(line, reason, excerpt));
    }

    void damaged(long line, TraceEvent.Damaged event) {
        String name = event.name().isEmpty() ? "" : event.name() + ": ";
        damaged(line, name + event.reason(), event.excerpt());
    }

    void finding(long line, String text) {
        findingCount++;
        keep(findings, new Remark(line, text, ""));
    }

    private static void keep(List<Remark> remarks, Remark remark) {
        if (remarks.size() < MAX_SHOWN) {
            remarks.add(remark);
        }
    }

    void layout(String sentence) {
        layout = sentence;
    }

    void beginAt(long sequence) {
        firstSequence = sequence;
    }

    void finish(ConversionEngine engine, long newUndecided, boolean wasStopped) {
        lastSequence = engine.lastSequence();
        digest = engine.guest().digest();
        undecided = newUndecided;
        stopped = wasStopped;
    }

    /** Whether the trace and the engine disagree somewhere. */
    public boolean hasFindings() {
        return findingCount > 0;
    }

    String trace() {
        return trace;
    }

    /** How many lines were read. */
    long lines() {
        return lines;
    }

    Tally events() {
        return events;
    }

    /** The events that drove. */
    Set<String> drivers() {
        return drivers;
    }

    Tally outcomes() {
        return outcomes;
    }

    /** The rejected outcomes by reason. */
    Tally rejections() {
        return rejections;
    }

    /** The refused requests by answer. */
    Tally refusals() {
        return refusals;
    }

    Tally observations() {
        return observations;
    }

    Tally skipped() {
        return skipped;
    }

    List<Remark> damaged() {
        return damaged;
    }

    List<Remark> unfit() {
        return unfit;
    }

    List<Remark> findings() {
        return findings;
    }

    /** How many findings there are. */
    long findingCount() {
        return findingCount;
    }

    /** What the layout was taken from. */
    String layout() {
        return layout;
    }

    /** How many pages changed, each time counted. */
    long pages() {
        return pages;
    }

    /** First conversions of pages that were, as the initial state has it, as asked already. */
    long contradictions() {
        return contradictions;
    }

    /** Requests without an answer. */
    long undecided() {
        return undecided;
    }

    /** The sequence of the first record that the recording wrote, if it wrote any. */
    long firstSequence() {
        return firstSequence;
    }

    /** The sequence of the last one, before that which ends the session. */
    long lastSequence() {
        return lastSequence;
    }

    long digest() {
        return digest;
    }

    /** Whether it ended before the trace did. */
    boolean wasStopped() {
        return stopped;
    }
}
