package io.flipbook.journal;

import java.io.IOException;

/** The space of a file as it is, for tests that do something else in one of the calls. */
class PassedOnSpace implements FileSpace {
    private final FileSpace space;

    PassedOnSpace(FileSpace space) {
        this.space = space;
    }

    @Override
    public void extend(long endOffset) throws IOException {
        space.extend(endOffset);
    }

    @Override
    public boolean allocate(long offset, long lengthBytes) throws IOException {
        return space.allocate(offset, lengthBytes);
    }

    @Override
    public void release(long offset, long lengthBytes) {
        space.release(offset, lengthBytes);
    }

    @Override
    public void close() {
        space.close();
    }
}
