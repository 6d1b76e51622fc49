package io.flipbook.engine;

/** Is shown the requests of a journal that were decided, in the order of their outcomes. */
@FunctionalInterface
public interface DecisionVisitor {
    /**
     * An outcome fits all that was before it, its digest too; the state is still that before it. What is shown is
     * valid inside this call only.
     *
     * @param request what was asked
     * @param outcome what became of it
     * @param runs which pages change by it
     */
    void onDecision(ConversionRequest request, Outcome outcome, ChangedRuns runs);
}
