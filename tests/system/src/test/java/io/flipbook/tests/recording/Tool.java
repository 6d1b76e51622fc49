package io.flipbook.tests.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.replay.Main;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line: in this process for its answer, or as a process of its own that can be killed. */
final class Tool {
    private Tool() {}

    /** What a command gave. */
    record Answer(int exitCode, String out, String err) {
        /** The text of a field of the JSON object that is the answer's last line. */
        String field(String name) {
            String line = out.lines().reduce((first, second) -> second).orElse("");
            String[] parts = line.split("\"" + name + "\":\"?", 2);
            assertThat(parts).as("%s in %s", name, line).hasSize(2);
            return parts[1].split("[\",}]", 2)[0];
        }
    }

    static Answer run(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(out, err, texts(arguments));
        return new Answer(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs a command that has to succeed without a finding. */
    static Answer runClean(Object... arguments) {
        Answer answer = run(arguments);
        assertThat(answer.exitCode()).as("%s", answer).isZero();
        return answer;
    }

    /** A command as a process of its own, with the flags of this one; what it prints on standard error is shown. */
    static ProcessBuilder process(Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.startsWith("-javaagent") && !flag.startsWith("-agentlib")) {
                command.add(flag);
            }
        }
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(texts(arguments)));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static String[] texts(Object... arguments) {
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        return texts;
    }
}
