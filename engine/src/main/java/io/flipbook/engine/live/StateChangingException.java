package io.flipbook.engine.live;

/**
 * A reader was not let in: of all its tries, each came in the middle of a change, for the writer's thread does not
 * run, or has failed in a change and stopped. Asking again may succeed.
 */
public final class StateChangingException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    StateChangingException(String region, int tries) {
        super("region " + region + " was being changed at each of " + tries + " tries to read it");
    }
}
