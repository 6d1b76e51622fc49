package io.flipbook.replay.whatif;

import io.flipbook.engine.GuestView;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.RunVisitor;
import io.flipbook.engine.SourceSpec;
import io.flipbook.replay.scenario.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The statements that turn one state into another one of the same layout: a run of pages each. */
final class StateDifference {
    /** No page is smaller, and so counted no size is too large for a sign. */
    private static final int UNIT_SHIFT = 12;

    private final GuestView now;
    private final GuestView wanted;

    StateDifference(GuestView now, GuestView wanted) {
        this.now = now;
        this.wanted = wanted;
    }

    List<Statement> statements() {
        List<Statement> statements = new ArrayList<>();
        List<RegionSpec> regions = now.regions();
        for (RegionSpec region : wanted.regions()) {
            if (regions.contains(region)) {
                add(statements, region);
            }
        }
        return statements;
    }

    private void add(List<Statement> to, RegionSpec region) {
        String name = region.name();
        if (region.pluggable()) {
            List<long[]> is = runs(visitor -> now.visitPlugged(name, visitor));
            List<long[]> isToBe = runs(visitor -> wanted.visitPlugged(name, visitor));
            change(to, Statement.ChangeOp.UNPLUG, name, minus(is, isToBe));
            change(to, Statement.ChangeOp.PLUG, name, minus(isToBe, is));
        }
        List<long[]> is = runs(visitor -> now.visitShared(name, visitor));
        List<long[]> isToBe = runs(visitor -> wanted.visitShared(name, visitor));
        change(to, Statement.ChangeOp.TO_PRIVATE, name, minus(is, isToBe));
        change(to, Statement.ChangeOp.TO_SHARED, name, minus(isToBe, is));
        List<SourceSpec> sources = now.addedSources(name);
        for (SourceSpec source : wanted.addedSources(name)) {
            if (sources.contains(source)) {
                add(to, source);
            }
        }
    }

    private void add(List<Statement> to, SourceSpec source) {
        String region = source.region();
        List<long[]> is = runs(visitor -> now.visitSource(region, source.name(), visitor));
        List<long[]> isToBe = runs(visitor -> wanted.visitSource(region, source.name(), visitor));
        for (long[] run : minus(is, isToBe)) {
            to.add(RecordStatements.sourceChange(region, source.name(), false, start(run), size(run)));
        }
        for (long[] run : minus(isToBe, is)) {
            to.add(RecordStatements.sourceChange(region, source.name(), true, start(run), size(run)));
        }
    }

    private static void change(List<Statement> to, Statement.ChangeOp op, String region, List<long[]> runs) {
        for (long[] run : runs) {
            to.add(new Statement.Change(0, op, region, start(run), size(run), Statement.Initiator.GUEST));
        }
    }

    private static long start(long[] run) {
        return run[0] << UNIT_SHIFT;
    }

    private static long size(long[] run) {
        return run[1] - run[0] << UNIT_SHIFT;
    }

    private static List<long[]> runs(Consumer<RunVisitor> source) {
        List<long[]> runs = new ArrayList<>();
        source.accept((offset, sizeBytes) ->
                runs.add(new long[] {offset >>> UNIT_SHIFT, (offset >>> UNIT_SHIFT) + (sizeBytes >>> UNIT_SHIFT)}));
        return runs;
    }

    /** What is in the runs of one list and in none of the other's; both ascend and do not overlap. */
    private static List<long[]> minus(List<long[]> from, List<long[]> what) {
        List<long[]> rest = new ArrayList<>();
        int next = 0;
        for (long[] run : from) {
            long start = run[0];
            while (next < what.size() && what.get(next)[1] <= start) {
                next++;
            }
            for (int i = next; i < what.size() && what.get(i)[0] < run[1]; i++) {
                if (what.get(i)[0] > start) {
                    rest.add(new long[] {start, what.get(i)[0]});
                }
                start = Math.max(start, what.get(i)[1]);
            }
            if (start < run[1]) {
                rest.add(new long[] {start, run[1]});
            }
        }
        return rest;
    }
}
