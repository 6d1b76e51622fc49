package io.flipbook.replay.whatif;

import io.flipbook.engine.Outcome;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.device.Errno;
import java.util.Arrays;
import java.util.function.Predicate;

/** What a scenario is to show after one of its statements. Immutable; any thread. */
public interface Keep {
    /** Whether it shows after a statement of which {@code outcome} came, null where the engine says none. */
    boolean shows(Outcome outcome, InvariantCheck check);

    /**
     * Reads {@code outcome = KIND}, {@code reason = REASON}, {@code listener = NAME}, {@code errno = ERRNO} and
     * {@code check fails}, joined by {@code and}.
     *
     * @throws IllegalArgumentException if it is none, with a line for the user
     */
    static Keep parse(String text) {
        Keep all = null;
        for (String term : text.trim().split("\\s+and\\s+", -1)) {
            Keep before = all;
            Keep next = term(term.trim());
            all = before == null
                    ? next
                    : (outcome, check) -> before.shows(outcome, check) && next.shows(outcome, check);
        }
        return all;
    }

    private static Keep term(String term) {
        if (term.matches("check\\s+fails")) {
            return (outcome, check) -> !check.breaches().isEmpty();
        }
        String[] words = term.split("\\s*=\\s*", -1);
        if (words.length == 2) {
            String value = words[1];
            switch (words[0]) {
                case "outcome":
                    return of(outcome -> outcome.kind().toString().equals(value), value, Outcome.Kind.values());
                case "reason":
                    return of(outcome -> outcome.reason().toString().equals(value), value, Rejection.values());
                case "listener":
                    return of(outcome -> value.equals(outcome.listener())
                            || outcome.detached().contains(value));
                case "errno":
                    Errno errno = Errno.of(value);
                    return of(outcome -> outcome.errno().equals(errno)
                            || outcome.refusals().stream()
                                    .anyMatch(refusal -> refusal.errno().equals(errno)));
                default:
            }
        }
        throw new IllegalArgumentException("'" + term
                + "' is none of outcome = KIND, reason = REASON, listener = NAME, errno = ERRNO, check fails");
    }

    private static Keep of(Predicate<Outcome> predicate, String value, Object[] known) {
        if (Arrays.stream(known).noneMatch(each -> each.toString().equals(value))) {
            throw new IllegalArgumentException("'" + value + "' is none of "
                    + String.join(
                            ", ", Arrays.stream(known).map(Object::toString).toList()));
        }
        return of(predicate);
    }

    private static Keep of(Predicate<Outcome> predicate) {
        return (outcome, check) -> outcome != null && predicate.test(outcome);
    }
}
