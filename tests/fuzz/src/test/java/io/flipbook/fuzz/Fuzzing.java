package io.flipbook.fuzz;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lets a fuzzer look for inputs: {@code Fuzzing TARGET SECONDS CORPUS FOUND}. It begins with the target's directory
 * below CORPUS, and keeps in FOUND what takes branches that no other input took, and what breaks something.
 */
public final class Fuzzing {
    /** True while the fuzzer is at work. */
    static final String PROPERTY = "flipbook.fuzzing";

    private static final String FUZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final int MAX_INPUT_BYTES = 16 << 10;
    private static final int TIMEOUT_SECONDS = 20;

    private Fuzzing() {}

    /** Runs the fuzzer, which ends the process. */
    public static void main(String[] arguments)
            throws IOException, ClassNotFoundException, NoSuchMethodException, InvocationTargetException,
                    IllegalAccessException {
        String target = arguments[0];
        Path corpus = Path.of(arguments[2], target.toLowerCase(java.util.Locale.ROOT));
        Path found = Files.createDirectories(Path.of(arguments[3]));
        String[] options = {
            "--target_class=" + Fuzzing.class.getPackageName() + "." + target + "Target",
            "--instrumentation_includes=io.flipbook.journal.**:io.flipbook.engine.**:io.flipbook.replay.**",
            "--instrumentation_excludes=io.flipbook.journal.FileWindow:io.flipbook.journal.IndexCheck",
            "--trace=cov",
            "--reproducer_path=" + found,
            "-artifact_prefix=" + found + "/",
            "-max_total_time=" + arguments[1],
            "-max_len=" + MAX_INPUT_BYTES,
            "-timeout=" + TIMEOUT_SECONDS,
            "-print_final_stats=1",
            found.toString(),
            corpus.toString()
        };
        System.setProperty(PROPERTY, "true");
        // By its name, for it is there only where it is wanted.
        Class.forName(FUZZER).getMethod("main", String[].class).invoke(null, (Object) options);
    }
}
