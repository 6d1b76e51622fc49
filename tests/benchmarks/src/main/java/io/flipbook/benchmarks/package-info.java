/**
 * Benchmarks of the hot path, each beside what bounds it, in one run.
 *
 * <p>Only ratios of one run mean anything: {@link io.flipbook.benchmarks.RatioTable} prints them and no times.
 */
package io.flipbook.benchmarks;
