/**
 * An index on the side of a long journal: places in it from which it can be read on, each with the state there, and
 * what is between two of them. A question is answered from it as it is without, and sooner.
 */
package io.flipbook.replay.index;
