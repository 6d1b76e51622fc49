package io.flipbook.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * The flags without which a journal cannot be used in this virtual machine: Chronicle and Agrona reach into packages of
 * the JDK that it keeps to itself. Any thread may ask. A program that is started by {@code java -jar} can say the same
 * in the manifest of its jar, as {@code Add-Opens} and {@code Add-Exports}.
 */
public final class PlatformFlags {
    private static final String TO_ALL = "=ALL-UNNAMED";
    private static final String OPENED = "java.lang.reflect";
    private static final List<String> EXPORTED = List.of("sun.nio.ch", "jdk.internal.misc", "jdk.internal.ref");

    private PlatformFlags() {}

    /** All that are needed, whether they are there or not, each as {@code --option=value} for a command line. */
    public static List<String> needed() {
        return list(false);
    }

    /** Those of {@link #needed} that are not there; empty if all is well. */
    public static List<String> missing() {
        return list(true);
    }

    /**
     * Does nothing where all flags are there. An engine and a journal ask when they are opened.
     *
     * @throws IllegalStateException in one line, with the flags that are missing
     */
    public static void check() {
        if (!Found.MISSING.isEmpty()) {
            throw new IllegalStateException("this Java was started without " + String.join(" ", Found.MISSING)
                    + ", which journals need: add that to its options");
        }
    }

    /** They do not come later. */
    private static final class Found {
        private static final List<String> MISSING = missing();
    }

    private static List<String> list(boolean missingOnly) {
        Module jdk = Object.class.getModule();
        Module here = PlatformFlags.class.getModule();
        List<String> flags = new ArrayList<>();
        if (!missingOnly || !jdk.isOpen(OPENED, here)) {
            flags.add("--add-opens=java.base/" + OPENED + TO_ALL);
        }
        for (String exported : EXPORTED) {
            if (!missingOnly || !jdk.isExported(exported, here)) {
                flags.add("--add-exports=java.base/" + exported + TO_ALL);
            }
        }
        return flags;
    }
}
