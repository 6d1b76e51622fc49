package io.flipbook.replay.whatif;

import io.flipbook.replay.scenario.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Makes a scenario as small as it can and still shows what is looked for: delta debugging over the statements, the
 * largest pieces first, then over what each of them says; again, until nothing helps.
 *
 * <p>Several candidates are tried at a time, and the first of them in their order counts, so that the result depends on
 * neither threads nor speed. The thread that asks decides; others only try.
 */
public final class Minimizer implements AutoCloseable {
    private static final int MAX_FOR_PAIRS = 40;

    private final Trial trial;
    private final int threads;
    private final BooleanSupplier isStopped;
    private final IntConsumer progress;
    private final ExecutorService workers;
    private List<Statement> best;
    private long tried;

    /**
     * A minimizer.
     *
     * @param isStopped whether the best so far is good enough
     * @param progress is told how many statements are left
     */
    public Minimizer(
            List<Statement> scenario, Trial trial, int threads, BooleanSupplier isStopped, IntConsumer progress) {
        this.trial = trial;
        this.threads = threads;
        this.isStopped = isStopped;
        this.progress = progress;
        best = List.copyOf(scenario);
        workers = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "minimizer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Whether the scenario shows it at all; what stands behind the place where it does is dropped. */
    public boolean shows() {
        return firstThatShows(List.of(best)) == 0;
    }

    /** Makes it smaller until nothing helps, or until it is stopped; returns the best. */
    public List<Statement> minimize() {
        List<Statement> before;
        do {
            before = best;
            dropPieces();
            moveCloser();
            simplify();
            dropPairs();
        } while (!best.equals(before) && !isStopped.getAsBoolean());
        return best;
    }

    /** How many candidates were tried. */
    public long tried() {
        return tried;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }

    /** From the end, as later statements depend on earlier ones. */
    private void dropPieces() {
        for (int piece = Math.max(1, best.size() / 2); piece >= 1 && !isStopped.getAsBoolean(); piece /= 2) {
            boolean dropped;
            do {
                dropped = dropPieces(piece);
            } while (dropped && piece > 1 && !isStopped.getAsBoolean());
        }
    }

    private boolean dropPieces(int piece) {
        boolean dropped = false;
        int end = best.size();
        while (end > 0 && !isStopped.getAsBoolean()) {
            List<List<Statement>> candidates = new ArrayList<>();
            for (int i = 0; i < threads && end - i * piece > 0; i++) {
                candidates.add(without(Math.max(0, end - (i + 1) * piece), end - i * piece));
            }
            int found = firstThatShows(candidates);
            int passed = found < 0 ? candidates.size() : found + 1;
            end = Math.min(end - passed * piece, best.size());
            dropped |= found >= 0;
        }
        return dropped;
    }

    private List<Statement> without(int from, int to) {
        List<Statement> rest = new ArrayList<>(best.subList(0, from));
        rest.addAll(best.subList(to, best.size()));
        return rest;
    }

    /** Statements that are needed only because of each other, such as a policy and the one that takes it back. */
    private void dropPairs() {
        for (int i = best.size() - 1; i > 0 && best.size() <= MAX_FOR_PAIRS; i--) {
            List<List<Statement>> candidates = new ArrayList<>();
            for (int j = Math.min(i, best.size()) - 1; j >= 0 && i < best.size(); j--) {
                List<Statement> rest = without(i, i + 1);
                rest.remove(j);
                candidates.add(rest);
            }
            firstThatShows(candidates);
        }
    }

    private void moveCloser() {
        for (int i = 0; i < new CloserNumbers(best).count() && !isStopped.getAsBoolean(); i++) {
            firstThatShows(new CloserNumbers(best).at(i));
        }
    }

    private void simplify() {
        for (int i = 0; i < best.size(); i++) {
            boolean simpler = true;
            while (simpler && i < best.size() && !isStopped.getAsBoolean()) {
                simpler = firstThatShows(simplerAt(i)) >= 0;
            }
        }
    }

    private List<List<Statement>> simplerAt(int index) {
        List<String> regions = best.stream()
                .filter(Statement.Region.class::isInstance)
                .map(region -> ((Statement.Region) region).name())
                .toList();
        List<List<Statement>> candidates = new ArrayList<>();
        for (Statement statement : SimplerStatements.of(best.get(index), regions)) {
            List<Statement> changed = new ArrayList<>(best);
            changed.set(index, statement);
            candidates.add(changed);
        }
        return candidates;
    }

    /** Takes the first of the candidates that shows it, up to where it does; its index, or -1. */
    private int firstThatShows(List<List<Statement>> candidates) {
        for (int from = 0; from < candidates.size() && !isStopped.getAsBoolean(); from += threads) {
            List<Future<Integer>> trials = new ArrayList<>();
            for (List<Statement> candidate : candidates.subList(from, Math.min(from + threads, candidates.size()))) {
                trials.add(workers.submit(() -> trial.showsAfter(candidate)));
            }
            tried += trials.size();
            for (int i = 0; i < trials.size(); i++) {
                int last = await(trials.get(i));
                if (last >= 0) {
                    best = List.copyOf(candidates.get(from + i).subList(0, last + 1));
                    progress.accept(best.size());
                    return from + i;
                }
            }
            progress.accept(best.size());
        }
        return -1;
    }

    private static int await(Future<Integer> trial) {
        try {
            return trial.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Trial.NOWHERE;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new IllegalStateException("a candidate could not be tried: " + e.getCause(), e.getCause());
        }
    }
}
