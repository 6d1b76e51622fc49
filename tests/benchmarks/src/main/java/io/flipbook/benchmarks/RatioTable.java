package io.flipbook.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks and prints how they compare, and no times.
 *
 * <p>All of them run in several rounds, a JVM each, so that what slows the machine for a while slows each of them in
 * some round and not one in all. A ratio is taken of medians within a round; shown are its median over the rounds, and
 * how far these lie apart. Takes the options of JMH.
 */
public final class RatioTable {
    private static final int ROUNDS = 3;

    /** What others are compared with, and the column's title. */
    private static final Map<String, String> COLUMNS = new LinkedHashMap<>();

    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        COLUMNS.put("AppendBenchmark.mappedFile", "x mapped file");
        COLUMNS.put("AppendBenchmark.tunedQueue", "x tuned append");
        COLUMNS.put("AppendBenchmark.plainQueue", "x plain append");
        COLUMNS.put("RingBenchmark.mappedFile", "x ring, mapped file");
        COLUMNS.put("BitmapBenchmark.fill", "x fill for 1 GiB");

        NAMES.put("AppendBenchmark.mappedFile", "48 bytes, file mapped by hand");
        NAMES.put("AppendBenchmark.tunedQueue", "48 bytes, tuned append to a queue");
        NAMES.put("AppendBenchmark.plainQueue", "48 bytes, plain append to a queue");
        NAMES.put("LayoutBenchmark.mappedFile", "request and outcome, file mapped by hand");
        NAMES.put("LayoutBenchmark.twoDocuments", "request and outcome, two documents");
        NAMES.put("LayoutBenchmark.reservedPlace", "request and outcome, reserved place");
        NAMES.put("LayoutBenchmark.outcomeWithNextRequest", "outcome, with the next request");
        NAMES.put("LayoutBenchmark.batches", "request and outcome, batches of 1024");
        NAMES.put("LayoutBenchmark.journalTwoDocuments", "journal, two documents");
        NAMES.put("LayoutBenchmark.journalReservedPlace", "journal, reserved place");
        NAMES.put("BitmapBenchmark.fill", "a bit for each page of 1 GiB, plain fill");
        NAMES.put("BitmapBenchmark.onePage", "bitmap with summary and digest, 1 page");
        NAMES.put("BitmapBenchmark.twoMebibytes", "bitmap with summary and digest, 2 MiB");
        NAMES.put("BitmapBenchmark.oneGibibyte", "bitmap with summary and digest, 1 GiB");
        NAMES.put("BitmapBenchmark.nextSharedPage", "next shared page in 16 TiB, almost empty");
        NAMES.put("ConversionBenchmark.unjournaled", "conversion of 2 MiB, no journal");
        NAMES.put("ConversionBenchmark.journaled", "conversion of 2 MiB, journaled");
        NAMES.put("RingBenchmark.mappedFile", "through the ring, file mapped by hand");
        NAMES.put("RingBenchmark.journaled", "through the ring, journaled");
    }

    private final List<Map<String, Double>> rounds = new ArrayList<>();

    private RatioTable() {}

    /** Runs what the options select, and prints the table on standard output; progress goes to standard error. */
    public static void main(String[] args) throws CommandLineOptionException, IOException, RunnerException {
        CommandLineOptions given = new CommandLineOptions(args);
        if (given.shouldHelp()) {
            given.showHelp();
            return;
        }
        Options options = new OptionsBuilder()
                .parent(given)
                .verbosity(given.verbosity().orElse(VerboseMode.SILENT))
                .shouldFailOnError(true)
                .build();
        RatioTable table = new RatioTable();
        for (int round = 1; round <= ROUNDS; round++) {
            System.err.println("round " + round + " of " + ROUNDS);
            table.add(new Runner(options).run());
        }
        table.print(directoryOf(given));
    }

    private void add(Collection<RunResult> results) {
        Map<String, Double> medians = new LinkedHashMap<>();
        for (RunResult result : results) {
            String method = result.getParams().getBenchmark();
            if (result.getParams().getMode() == Mode.AverageTime) {
                medians.put(method.substring(RatioTable.class.getPackageName().length() + 1), median(result));
            }
        }
        rounds.add(medians);
    }

    private void print(Path directory) throws IOException {
        System.out.printf(
                "%n%d cores, %s, %s; %s %s; %s. Medians of %d rounds, lowest to highest.%n%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                System.getProperty("java.vm.name"),
                Runtime.version(),
                Files.getFileStore(directory).type(),
                ROUNDS);
        String format = "%-42s" + "%24s".repeat(COLUMNS.size()) + "%n";
        List<Object> cells = new ArrayList<>(List.of(""));
        cells.addAll(COLUMNS.values());
        System.out.printf(format, cells.toArray());
        for (Map.Entry<String, String> row : NAMES.entrySet()) {
            if (rounds.get(0).containsKey(row.getKey())) {
                cells = new ArrayList<>(List.of(row.getValue()));
                for (String column : COLUMNS.keySet()) {
                    cells.add(ratio(row.getKey(), column));
                }
                System.out.printf(format, cells.toArray());
            }
        }
    }

    /** Nothing where the other was not run. */
    private String ratio(String benchmark, String to) {
        double[] ratios = rounds.stream()
                .filter(medians -> medians.containsKey(to))
                .mapToDouble(medians -> medians.get(benchmark) / medians.get(to))
                .sorted()
                .toArray();
        return ratios.length == 0 || benchmark.equals(to)
                ? "-"
                : String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", median(ratios), ratios[0], ratios[ratios.length - 1]);
    }

    private static double median(RunResult result) {
        return median(result.getBenchmarkResults().stream()
                .map(BenchmarkResult::getIterationResults)
                .flatMap(Collection::stream)
                .map(IterationResult::getPrimaryResult)
                .mapToDouble(iteration -> iteration.getScore())
                .sorted()
                .toArray());
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static Path directoryOf(Options options) {
        Collection<String> given = options.getParameter(Place.PARAMETER).orElse(List.of(""));
        return Place.parent(given.iterator().next());
    }
}
