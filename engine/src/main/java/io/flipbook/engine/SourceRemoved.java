package io.flipbook.engine;

/** A source that says yes to every page was taken from a region; what it held back was a request before. */
public record SourceRemoved(int regionId, String name) implements LayoutRecord {
    @Override
    public int type() {
        return RecordTypes.UNSOURCE;
    }

    @Override
    public void encode(PayloadWriter out) {
        out.putInt(regionId).putText(name);
    }

    static SourceRemoved decode(PayloadReader in) {
        int regionId = in.readInt("region");
        return new SourceRemoved(regionId, Names.check(in.readText("name")));
    }
}
