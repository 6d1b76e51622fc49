package io.flipbook.engine.watch;

/** What waits in front of an engine, for any thread to ask; a {@code ConversionRing} is one. */
public interface EntryGauge {
    /** Nothing is in front of the engine. */
    EntryGauge NONE = new EntryGauge() {
        @Override
        public long waiting() {
            return 0;
        }

        @Override
        public long capacity() {
            return 0;
        }

        @Override
        public long refused() {
            return 0;
        }
    };

    /** How many requests wait. */
    long waiting();

    /** How many can. */
    long capacity();

    /** How often somebody was told to come again, since all places were taken. */
    long refused();
}
