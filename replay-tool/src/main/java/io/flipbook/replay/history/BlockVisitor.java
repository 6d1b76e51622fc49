package io.flipbook.replay.history;

import io.flipbook.engine.GuestMemory;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;

/**
 * Follows the records of a history, and can do without some of them where it is known what they lead to. It has to come
 * to the same whether it is spared anything or not.
 */
public interface BlockVisitor extends RecordVisitor {
    /** Whether the records of the next block may be left out; asked when all before it were handed on or left out. */
    boolean canPassOver(Block block);

    /**
     * Goes on behind a mark: the records from the last one that was handed on to there are left out.
     *
     * @return whether it does; if not, it is as it was, and is given the records
     */
    boolean onMark(Mark mark);

    /** Of somebody who needs the state at the end, and nothing else. */
    static BlockVisitor of(GuestMemory guest) {
        return new BlockVisitor() {
            @Override
            public boolean canPassOver(Block block) {
                return true;
            }

            @Override
            public boolean onMark(Mark mark) {
                mark.restore(guest);
                return true;
            }

            @Override
            public boolean onRecord(RecordView record) {
                return guest.onRecord(record);
            }
        };
    }
}
