package io.flipbook.replay.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class RecordFieldsTest {
    private static final Path SOURCE = Path.of("src/main/java/io/flipbook/replay/history/RecordFields.java");
    private static final Pattern FIELD =
            Pattern.compile("(?:text|count|hex|digest|flag|texts|counts|memoryType)\\(\\s*\"([a-z-]+)\"");

    /** What each sink begins a record with, or names itself, or what has one of two names. */
    private static final Set<String> ELSEWHERE = Set.of("sequence", "time", "type", "refusals", "gpa", "offset");

    @Test
    void eachFieldThatIsSaidHasItsNameInTheListAndNoOther() throws IOException {
        Set<String> said = new TreeSet<>(ELSEWHERE);
        Matcher field = FIELD.matcher(Files.readString(SOURCE));
        while (field.find()) {
            said.add(field.group(1));
        }
        assertThat(RecordFields.NAMES).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(said);
    }
}
