package io.flipbook.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the journals of scripts are kept: that of a single one in the directory itself, those of several each in a
 * directory inside, called as the script without its ending. No two get the same one.
 */
final class ScriptDirectories {
    private static final String ENDING = ".flip";

    private final Path directory;
    private final List<String> scripts;

    ScriptDirectories(Path directory, List<String> scripts) {
        this.directory = directory;
        this.scripts = scripts;
    }

    /** The directories, in the order of the scripts, each of which is missing or empty. */
    List<Path> prepare() throws IOException {
        List<Path> directories = directories();
        if (holdsJournal(directory)) {
            throw taken(directory, "holds a journal already");
        }
        for (Path each : directories) {
            if (holdsJournal(each)) {
                throw taken(each, "holds a journal already");
            } else if (Files.exists(each) && !isEmpty(each)) {
                throw taken(each, "is not an empty directory");
            }
        }
        return directories;
    }

    private List<Path> directories() {
        if (scripts.size() == 1) {
            return List.of(directory);
        }
        List<Path> directories = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String script : scripts) {
            String name = nameOf(script);
            String unique = name;
            for (int count = 2; !names.add(unique); count++) {
                unique = name + "-" + count;
            }
            directories.add(directory.resolve(unique));
        }
        return directories;
    }

    private static String nameOf(String script) {
        String name =
                String.valueOf(Path.of(script).toAbsolutePath().normalize().getFileName());
        return name.endsWith(ENDING) && name.length() > ENDING.length()
                ? name.substring(0, name.length() - ENDING.length())
                : name;
    }

    private static CommandFailure taken(Path directory, String why) {
        return CommandFailure.usage(directory + " " + why + "; give one that is missing or empty");
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private static boolean holdsJournal(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .anyMatch(name -> name.endsWith(".cq4") || name.endsWith(".cq4t") || name.startsWith("flipbook."));
        }
    }
}
