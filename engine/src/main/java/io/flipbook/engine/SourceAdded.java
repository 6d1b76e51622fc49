package io.flipbook.engine;

/** A source was added to a region, saying yes to every page; what it takes away is a request of its own. */
public record SourceAdded(int regionId, String name, long blockBytes) implements LayoutRecord {
    @Override
    public int type() {
        return RecordTypes.SOURCE;
    }

    @Override
    public void encode(PayloadWriter out) {
        out.putLong(blockBytes).putInt(regionId).putText(name);
    }

    static SourceAdded decode(PayloadReader in) {
        long blockBytes = in.readLong("block");
        int regionId = in.readInt("region");
        return new SourceAdded(regionId, Names.check(in.readText("name")), blockBytes);
    }
}
