package io.flipbook.replay;

import io.flipbook.journal.Retention;
import io.flipbook.replay.scenario.UnsignedNumber;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The words of {@code --keep}: a size in bytes, or days as {@code 30d}. */
final class KeepOption implements ITypeConverter<Retention> {
    private static final Pattern DAYS = Pattern.compile("(\\d{1,5})d");

    @Override
    public Retention convert(String text) {
        Matcher days = DAYS.matcher(text);
        if (days.matches()) {
            return Retention.ofDays(Integer.parseInt(days.group(1)));
        }
        try {
            long sizeBytes = UnsignedNumber.parse(text);
            return sizeBytes < 0 ? Retention.ALL : Retention.ofBytes(sizeBytes);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("expected a size, as 10G, or days, as 30d, but was '" + text + "'");
        }
    }
}
