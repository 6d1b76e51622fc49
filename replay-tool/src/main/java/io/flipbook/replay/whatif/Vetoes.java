package io.flipbook.replay.whatif;

import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.replay.scenario.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which populate calls the listeners of a history refused, by numbers as {@code veto=} counts them: from a listener's
 * registration on, and anew after each restart.
 *
 * <p>A statement comes before the calls that it is about, so a history is gone through twice: once to fill this, and
 * once to write.
 */
final class Vetoes {
    /** The most calls over all listeners: more are not told apart from calls that were taken. */
    private static final int MAX_CALLS = 1 << 20;

    private record Key(long listener, long session) {}

    private record Refused(Errno errno, TreeSet<Long> calls) {}

    private final Map<Key, Refused> refused = new HashMap<>();
    private int count;

    /**
     * Adds a call that was refused.
     *
     * @return what a scenario can say of it: the listener's one error; {@link Errno#NONE} if there were too many
     */
    Errno add(long listener, long session, long call, Errno errno) {
        Refused of = refused.computeIfAbsent(new Key(listener, session), key -> new Refused(errno, new TreeSet<>()));
        if (of.calls.contains(call)) {
            return of.errno;
        }
        if (of.calls.size() == ListenerSpec.MAX_VETOES || count == MAX_CALLS) {
            return Errno.NONE;
        }
        count++;
        of.calls.add(call);
        return of.errno;
    }

    /** The option of a listener's statement for a session; empty where it refused nothing. */
    Optional<Statement.Veto> of(long listener, long session) {
        Refused of = refused.get(new Key(listener, session));
        return of == null ? Optional.empty() : Optional.of(new Statement.Veto(List.copyOf(of.calls), of.errno.name()));
    }
}
