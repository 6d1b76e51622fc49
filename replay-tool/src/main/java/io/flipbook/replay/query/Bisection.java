package io.flipbook.replay.query;

import io.flipbook.engine.GuestMemory;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Looks for a record at which an answer turns from no to yes, by asking about the state in the middle of what is left.
 * Which state exactly is asked about is one of those that are kept, so that most questions cost no pass over the
 * history.
 */
public final class Bisection {
    /** What is said of a state. */
    public enum Answer {
        YES,
        NO,
        CANNOT_SAY
    }

    /** Answers. */
    @FunctionalInterface
    public interface Question {
        Answer ask(StateAt at, GuestMemory guest);
    }

    /**
     * What was found.
     *
     * @param no the last record of which the answer is known to be no; 0 if there is none
     * @param yes the first record of which it is known to be yes; 0 if there is none
     * @param isKnown whether nothing between the two was left that could not be judged
     * @param asked how often was asked
     */
    public record Found(long no, long yes, boolean isKnown, int asked) {}

    private final Checkpoints checkpoints;
    private final Question question;
    private final Map<Long, Answer> answers = new TreeMap<>();

    /** Reads a history by {@code reader}; {@code here} says which record that has handed on last. */
    public Bisection(Beginning beginning, Checkpoints.HistoryReader reader, Supplier<StateAt> here, Question question) {
        this(new Checkpoints(beginning, reader, here), question);
    }

    Bisection(Checkpoints checkpoints, Question question) {
        this.checkpoints = checkpoints;
        this.question = question;
    }

    /** Looks between two records, these included. */
    public Found find(long first, long last) {
        checkpoints.load(first, last);
        Answer atLast = ask(last);
        if (atLast != Answer.YES) {
            return new Found(atLast == Answer.NO ? last : 0, 0, atLast == Answer.NO, answers.size());
        }
        if (first == last || ask(first) == Answer.YES) {
            return new Found(0, first, true, answers.size());
        }
        boolean isFirstNo = ask(first) == Answer.NO;
        long no = first;
        long yes = last;
        boolean isKnown = true;
        while (yes - no > 1 && isKnown) {
            long judged = judgedBetween(no, yes);
            if (judged == 0) {
                isKnown = false;
            } else if (ask(judged) == Answer.YES) {
                yes = judged;
            } else {
                no = judged;
            }
        }
        isFirstNo |= no != first;
        return new Found(isFirstNo ? no : 0, yes, isKnown && isFirstNo, answers.size());
    }

    /**
     * A record between two of which there is an answer: near the middle where one can be had, be it that the states are
     * too large to keep more than one, or that many cannot be judged; 0 if none was found.
     */
    private long judgedBetween(long no, long yes) {
        long middle = no + (yes - no) / 2;
        long reach = Checkpoints.MAX_COUNT / 2 - 1;
        long quarter = (yes - no) / 4;
        long judged = judged(no + quarter, yes - quarter, middle);
        if (judged == 0) {
            checkpoints.load(no + 1, yes - 1);
            judged = judged(no + quarter, yes - quarter, middle);
        }
        if (judged == 0) {
            checkpoints.load(Math.max(no + 1, middle - reach), Math.min(yes - 1, middle + reach));
            judged = judged(no + quarter, yes - quarter, middle);
        }
        if (judged == 0) {
            checkpoints.load(middle, middle);
            judged = judged(no, yes, middle);
        }
        if (judged == 0) {
            checkpoints.load(no + 1, yes - 1);
            judged = judged(no, yes, middle);
        }
        return judged;
    }

    private long judged(long after, long before, long middle) {
        return checkpoints.between(after, before).stream()
                .sorted(Comparator.comparingLong(sequence -> Math.abs(sequence - middle)))
                .filter(sequence -> ask(sequence) != Answer.CANNOT_SAY)
                .findFirst()
                .orElse(0L);
    }

    private Answer ask(long sequence) {
        Answer known = answers.get(sequence);
        if (known == null) {
            try (GuestMemory guest = checkpoints.state(sequence)) {
                known = question.ask(checkpoints.at(sequence), guest);
            }
            answers.put(sequence, known);
        }
        return known;
    }
}
