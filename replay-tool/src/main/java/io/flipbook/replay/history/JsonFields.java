package io.flipbook.replay.history;

import io.flipbook.engine.Outcome;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.json.Times;
import java.util.List;

/** Writes records as JSON, an object a line: what {@link StepReader} reads. */
public final class JsonFields implements FieldSink {
    private final JsonOut json;

    public JsonFields(JsonOut json) {
        this.json = json;
    }

    @Override
    public FieldSink begin(long sequence, long timeNs, String type) {
        json.begin()
                .field("sequence", sequence)
                .field("time", Times.iso(timeNs))
                .field("type", type);
        return this;
    }

    @Override
    public FieldSink text(String name, String value) {
        json.field(name, value);
        return this;
    }

    @Override
    public FieldSink count(String name, long value) {
        json.unsignedField(name, value);
        return this;
    }

    @Override
    public FieldSink hex(String name, long value) {
        json.hexField(name, value);
        return this;
    }

    @Override
    public FieldSink digest(String name, long value) {
        json.field(name, JsonOut.digest(value));
        return this;
    }

    @Override
    public FieldSink flag(String name, boolean value) {
        json.field(name, value);
        return this;
    }

    @Override
    public FieldSink texts(String name, List<String> values) {
        json.name(name).beginArray();
        values.forEach(json::value);
        json.endArray();
        return this;
    }

    @Override
    public FieldSink counts(String name, long[] values) {
        json.name(name).beginArray();
        for (long value : values) {
            json.unsignedValue(value);
        }
        json.endArray();
        return this;
    }

    @Override
    public FieldSink refusals(List<Outcome.Refusal> refusals) {
        json.name("refusals").beginArray();
        for (Outcome.Refusal refusal : refusals) {
            json.begin().field("listener", refusal.listener()).field("call", refusal.call());
            json.field("errno", refusal.errno().name());
            if (refusal.threw()) {
                json.field("threw", true);
            }
            json.end();
        }
        json.endArray();
        return this;
    }

    @Override
    public void end() {
        json.endLine();
    }
}
