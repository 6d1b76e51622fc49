/**
 * The scenario language: a `.flip` script into statements.
 *
 * <p>Nothing here runs anything. A script is hostile until parsed: its length, its lines, its names and its lists are
 * bounded, and the one thing that crosses the border for a bad one is a
 * {@link io.flipbook.replay.scenario.ScenarioSyntaxException} that names the first bad line. All is immutable or
 * stateless, so any thread may use it.
 */
package io.flipbook.replay.scenario;
