package io.flipbook.tests.simulation;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.Outcome;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * One thing that is asked of the engine.
 *
 * @param text what it is
 * @param call asks it; gives null where no outcome comes of it
 * @param expected what has to come of it, worked out after the call and before the effect
 * @param decidingType the type of the record with which it has happened
 * @param effect what it then changes in the reference; is given the sequence of that record
 */
record Action(
        String text,
        Function<ConversionEngine, Outcome> call,
        Supplier<Expected> expected,
        int decidingType,
        LongConsumer effect) {}
