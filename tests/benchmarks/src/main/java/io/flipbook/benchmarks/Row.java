package io.flipbook.benchmarks;

/**
 * A line of the table.
 *
 * @param what is measured, and in which unit
 * @param goal what it should be
 * @param value what it is
 */
public record Row(String what, Goal goal, Spread value) {
    private static final String MARK = "row";
    private static final String BETWEEN = "\t";

    /** This as a line that {@link #parse} reads. */
    String toLine() {
        return String.join(
                BETWEEN,
                MARK,
                what,
                Double.toString(goal.bound()),
                Boolean.toString(goal.isMost()),
                goal.text(),
                Double.toString(value.low()),
                Double.toString(value.median()),
                Double.toString(value.high()));
    }

    /** The row that a line says; null for another line. */
    static Row parse(String line) {
        String[] parts = line.split(BETWEEN, -1);
        int part = 0;
        if (!parts[part++].equals(MARK)) {
            return null;
        }
        String what = parts[part++];
        Goal goal = new Goal(Double.parseDouble(parts[part++]), Boolean.parseBoolean(parts[part++]), parts[part++]);
        double low = Double.parseDouble(parts[part++]);
        double median = Double.parseDouble(parts[part++]);
        return new Row(what, goal, new Spread(low, median, Double.parseDouble(parts[part])));
    }
}
