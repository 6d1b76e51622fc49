/**
 * Answers about a history: who touched a page and who holds it, from which record on something is so, and how two
 * states differ. Everything is found in passes over the records, in memory that does not grow with their number.
 */
package io.flipbook.replay.query;
