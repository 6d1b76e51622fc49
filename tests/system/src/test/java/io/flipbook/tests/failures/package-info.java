/** From a journal to the record and the listener that failed, by the commands that docs/POSTMORTEM.md shows. */
package io.flipbook.tests.failures;
