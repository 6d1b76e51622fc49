package io.flipbook.benchmarks;

import java.io.IOException;

/** A request and an outcome with chain and checksums, in a file that is mapped by hand. */
final class MappedAppends implements Contestant {
    private MappedFile file;
    private RecordChain chain;

    @Override
    public void open(Place place) throws IOException {
        file = new MappedFile();
        file.map(place);
        chain = new RecordChain();
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            chain.writeRequest(i, file.buffer(), file.begin());
            file.end(RecordChain.RECORD_BYTES);
            chain.writeOutcome(i, file.buffer(), file.begin());
            file.end(RecordChain.RECORD_BYTES);
        }
    }

    @Override
    public void close() {
        file.unmap();
    }
}
