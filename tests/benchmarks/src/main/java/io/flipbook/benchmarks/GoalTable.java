package io.flipbook.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints one table of all goals and of the peers, in ratios of one run, for each directory that is given: the system's
 * temporary one and {@code /dev/shm} if none is. Progress goes to standard error.
 *
 * <p>{@code --only=NAME} runs the measurements whose names begin so; {@code --trials=N} tells how often each contestant
 * runs; {@code --plots=DIRECTORY} draws how costs grow, instead of the table, with files in the first directory.
 */
public final class GoalTable {
    private static final String MEMORY = "/dev/shm";
    private static final String CHILD = "--child=";
    private static final String ONLY = "--only=";
    private static final String TRIALS = "--trials=";
    private static final String PLOTS = "--plots=";

    private final List<String> directories = new ArrayList<>();
    private Effort effort = Effort.FULL;
    private String only = "";
    private String child = "";
    private String plots = "";

    private GoalTable(String... args) {
        for (String arg : args) {
            if (arg.startsWith(CHILD)) {
                child = arg.substring(CHILD.length());
            } else if (arg.startsWith(ONLY)) {
                only = arg.substring(ONLY.length());
            } else if (arg.startsWith(TRIALS)) {
                effort = new Effort(Integer.parseInt(arg.substring(TRIALS.length())), effort.divisor());
            } else if (arg.startsWith(PLOTS)) {
                plots = arg.substring(PLOTS.length());
            } else {
                directories.add(arg);
            }
        }
        if (directories.isEmpty()) {
            directories.add(Place.parent("").toString());
            if (Files.isWritable(Path.of(MEMORY))) {
                directories.add(MEMORY);
            }
        }
    }

    /** Makes the table. */
    public static void main(String... args) throws IOException, InterruptedException {
        GoalTable table = new GoalTable(args);
        if (!table.plots.isEmpty()) {
            new Growth(table.directories.get(0), table.effort).draw(Path.of(table.plots));
        } else if (table.child.isEmpty()) {
            table.print();
        } else {
            table.measureOne();
        }
    }

    /** In a virtual machine of its own. */
    private void measureOne() {
        for (Measurement measurement : Measurements.all()) {
            if (nameOf(measurement).equals(child)) {
                measurement.measure(directories.get(0), effort).forEach(row -> System.out.println(row.toLine()));
            }
        }
        System.out.flush();
        System.exit(0); // what a peer leaves running ends here
    }

    private void print() throws IOException, InterruptedException {
        Map<String, List<Row>> rows = new LinkedHashMap<>();
        for (Measurement measurement : Measurements.all()) {
            String name = nameOf(measurement);
            if (name.startsWith(only)) {
                for (String directory : directories) {
                    System.err.println(name + " in " + directory);
                    for (Row row : run(name, directory)) {
                        rows.computeIfAbsent(row.what(), what -> new ArrayList<>())
                                .add(row);
                    }
                }
            }
        }
        System.out.println(Machine.describe());
        System.out.println("Medians of " + effort.trials() + " trials in turn, and quartiles.");
        System.out.println();
        print(rows.values());
    }

    private void print(Iterable<List<Row>> rows) {
        StringBuilder head = new StringBuilder("| what | goal |");
        StringBuilder rule = new StringBuilder("|---|---|");
        for (String directory : directories) {
            head.append(' ').append(Machine.fileSystem(directory)).append(" | |");
            rule.append("---|---|");
        }
        System.out.println(head);
        System.out.println(rule);
        for (List<Row> row : rows) {
            StringBuilder line = new StringBuilder("| ");
            line.append(row.get(0).what().replaceFirst("^ +", "… ")).append(" | ");
            line.append(row.get(0).goal().text()).append(" |");
            for (Row cell : row) {
                String verdict = cell.goal().judge(cell.value().median());
                line.append(' ')
                        .append(cell.value())
                        .append(" | ")
                        .append(verdict)
                        .append(" |");
            }
            System.out.println(line);
        }
    }

    private List<Row> run(String name, String directory) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), GoalTable.class.getName()));
        command.addAll(List.of(CHILD + name, TRIALS + effort.trials(), directory));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Row> rows = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Row row = Row.parse(line);
                if (row != null) {
                    rows.add(row);
                }
            }
        }
        if (process.waitFor() != 0 || rows.isEmpty()) {
            throw new IllegalStateException(name + " in " + directory + " has failed");
        }
        return rows;
    }

    private static String nameOf(Measurement measurement) {
        return measurement.getClass().getSimpleName();
    }
}
