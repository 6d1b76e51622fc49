package io.flipbook.replay.record;

import io.flipbook.replay.scenario.ScenarioParser;
import io.flipbook.replay.scenario.ScenarioSyntaxException;
import io.flipbook.replay.scenario.Statement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code --region NAME=SIZE@GPA[,key=value…]}, which is short for a region statement and a map statement. */
final class RegionOption {
    private static final Pattern FORM =
            Pattern.compile("([^=@,\\s#]+)=([^=@,\\s#]+)@([^=@,\\s#]+)((?:,[^@,\\s#]+=[^=@,\\s#]*)*)");

    private RegionOption() {}

    /** The two statements. */
    static List<Statement> parse(String option) throws RecordingException {
        Matcher form = FORM.matcher(option);
        if (!form.matches()) {
            throw bad(option, "NAME=SIZE@GPA[,key=value...] is expected");
        }
        String name = form.group(1);
        String size = form.group(2);
        String script = "region " + name + " " + size + form.group(4).replace(',', ' ') + "\nmap " + form.group(3) + " "
                + size + " " + name + " 0\n";
        try {
            return ScenarioParser.parse(option, script.getBytes(StandardCharsets.UTF_8));
        } catch (ScenarioSyntaxException e) {
            throw bad(option, e.reason());
        }
    }

    private static RecordingException bad(String option, String why) {
        return RecordingException.wronglyCalled("--region " + option + ": " + why);
    }
}
