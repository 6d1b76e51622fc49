package io.flipbook.engine;

import io.flipbook.engine.memtype.TypeAttributes;
import io.flipbook.engine.memtype.TypeChange;
import java.util.Map;
import java.util.TreeMap;

/** What decides the memory types of a region's pages, kept by runs of pages that are alike. */
final class TypeRuns {
    /** Is shown runs. */
    @FunctionalInterface
    interface Visitor {
        /** The pages [from, to) have these attributes. */
        void onRun(long from, long to, TypeAttributes attributes);
    }

    private final long pageCount;

    /** The attributes from this page on, up to the next key. Two neighbours are never the same. */
    private final TreeMap<Long, TypeAttributes> attributesFrom = new TreeMap<>();

    TypeRuns(long pageCount) {
        this.pageCount = pageCount;
        attributesFrom.put(0L, TypeAttributes.DEFAULT);
    }

    /** How many places there are where pages differ from those before them. */
    int borders() {
        return attributesFrom.size() - 1;
    }

    TypeAttributes at(long page) {
        return attributesFrom.floorEntry(page).getValue();
    }

    /** Changes the pages [from, to); returns how many borders there are more. */
    int set(long from, long to, TypeChange change) {
        int before = borders();
        split(from);
        split(to);
        attributesFrom.subMap(from, to).replaceAll((page, attributes) -> attributes.with(change));
        Map.Entry<Long, TypeAttributes> last = attributesFrom.lowerEntry(from);
        var runs = attributesFrom.subMap(from, true, to, true).entrySet().iterator();
        while (runs.hasNext()) {
            Map.Entry<Long, TypeAttributes> run = runs.next();
            if (last != null && last.getValue().equals(run.getValue())) {
                runs.remove();
            } else {
                last = run;
            }
        }
        return borders() - before;
    }

    /** Shows the runs of which something was said that is not the default, ascending. */
    void visit(Visitor visitor) {
        attributesFrom.forEach((from, attributes) -> {
            if (!attributes.equals(TypeAttributes.DEFAULT)) {
                Long next = attributesFrom.higherKey(from);
                visitor.onRun(from, next == null ? pageCount : next, attributes);
            }
        });
    }

    private void split(long page) {
        if (page < pageCount) {
            attributesFrom.putIfAbsent(page, at(page));
        }
    }
}
