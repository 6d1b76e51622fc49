package io.flipbook.tests.simulation;

import io.flipbook.engine.device.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One way in which a listener goes wrong, whatever it is asked. */
final class ListenerFault {
    static final ListenerFault REFUSAL = new ListenerFault("refuses", (self, inDiscard) -> {}, Errno.of("EIO"));
    private static final ListenerFault REMOVAL = new ListenerFault(
            "removes itself and throws",
            (self, inDiscard) -> {
                self.callBack(Reentry.ALL[0]);
                self.fail(new IllegalStateException("a listener's"), inDiscard);
            },
            Errno.NONE);

    private interface Deed {
        void by(Watcher self, boolean inDiscard);
    }

    private final String name;
    private final Deed deed;
    private final Errno answer;

    private ListenerFault(String name, Deed deed, Errno answer) {
        this.name = name;
        this.deed = deed;
        this.answer = answer;
    }

    /** All of them: what it throws, what it answers, how long it takes, and every call that it must not make. */
    static List<ListenerFault> all() {
        List<ListenerFault> all = new ArrayList<>();
        for (Throwable thrown : List.of(
                new IllegalStateException("a listener's"),
                new NullPointerException(),
                new AssertionError("a listener's"),
                new StackOverflowError(),
                new OutOfMemoryError("made up"),
                new IOException("checked"))) {
            all.add(new ListenerFault(
                    "throws " + thrown, (self, inDiscard) -> self.fail(thrown, inDiscard), Errno.NONE));
        }
        all.add(REFUSAL);
        all.add(new ListenerFault("does not answer", (self, inDiscard) -> {}, null));
        all.add(new ListenerFault("takes an hour", (self, inDiscard) -> self.takeLong(), Errno.NONE));
        for (int i = 0; i < Reentry.ALL.length; i++) {
            Reentry call = Reentry.ALL[i];
            all.add(new ListenerFault("calls back " + i, (self, inDiscard) -> self.callBack(call), Errno.NONE));
        }
        all.add(REMOVAL);
        return all;
    }

    /** One that is loud and one that is not. */
    static List<ListenerFault> some() {
        return List.of(REMOVAL, REFUSAL);
    }

    Errno onPopulate(Watcher self) {
        deed.by(self, false);
        return answer;
    }

    void onDiscard(Watcher self) {
        deed.by(self, true);
    }

    @Override
    public String toString() {
        return name;
    }
}
