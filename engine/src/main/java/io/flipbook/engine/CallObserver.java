package io.flipbook.engine;

/** Sees what is told to whom, after each call; for tests, scenarios and explanations. It must not call the engine. */
@FunctionalInterface
public interface CallObserver {
    /** An observer that looks away. */
    CallObserver NONE = (listener, call, offset, sizeBytes) -> {};

    /** What a listener was told, and how it took it. */
    enum Call {
        /** Memory became usable, and the listener took it. */
        POPULATE("populate"),
        /** Memory stops being usable; an undo of a populate too. */
        DISCARD("discard"),
        /** A populate that was refused. */
        VETO("veto");

        private final String text;

        Call(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Called on the engine's thread, after the listener's own call has returned.
     *
     * @param listener its name
     * @param offset from the start of the region, in bytes
     * @param sizeBytes more than 0
     */
    void onCall(String listener, Call call, long offset, long sizeBytes);
}
