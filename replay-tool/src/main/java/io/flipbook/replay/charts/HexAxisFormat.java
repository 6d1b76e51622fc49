package io.flipbook.replay.charts;

import io.flipbook.replay.json.JsonOut;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;

/** Writes offsets on an axis as everywhere, in hexadecimal. */
final class HexAxisFormat extends NumberFormat {
    private static final long serialVersionUID = 1L;

    @Override
    public StringBuffer format(double number, StringBuffer to, FieldPosition position) {
        return to.append(JsonOut.hex((long) number));
    }

    @Override
    public StringBuffer format(long number, StringBuffer to, FieldPosition position) {
        return to.append(JsonOut.hex(number));
    }

    @Override
    public Number parse(String text, ParsePosition position) {
        throw new UnsupportedOperationException("an axis reads nothing");
    }
}
