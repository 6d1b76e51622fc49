package io.flipbook.engine;

/**
 * The names that numbers on record stand for. Both throw IllegalArgumentException for a number that stands for none.
 */
interface RecordedNames {
    String nameOf(int regionId);

    String listenerNameOf(int listenerId);
}
