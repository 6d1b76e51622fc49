package io.flipbook.benchmarks;

import java.util.List;

/**
 * Measures what some rows of the table say. Those of other modules are found as services.
 *
 * <p>Each runs in a virtual machine of its own, so that none is slowed by what the compiler learned from another.
 */
public interface Measurement {
    /** Measures, with files in a directory. */
    List<Row> measure(String directory, Effort effort);
}
