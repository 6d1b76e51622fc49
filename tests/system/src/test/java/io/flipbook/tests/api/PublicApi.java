package io.flipbook.tests.api;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a module offers to those who embed it: all that is public or protected, a signature a line. */
final class PublicApi {
    /** The modules that others are meant to compile against. */
    static final List<String> MODULES = List.of("journal", "engine", "tests/junit5");

    private static final int SHOWN = Modifier.PUBLIC | Modifier.PROTECTED;
    private static final int TOLD = SHOWN | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;

    private PublicApi() {}

    static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        return root;
    }

    static List<Path> sourcesOf(String module) throws IOException {
        try (Stream<Path> files = Files.walk(root().resolve(module).resolve("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    /** The types that are public, and in them what is, in the order of the alphabet. */
    static List<String> of(String module) throws IOException {
        Path sources = root().resolve(module).resolve("src/main/java");
        List<String> lines = new ArrayList<>();
        for (Path source : sourcesOf(module)) {
            String name =
                    sources.relativize(source).toString().replace('/', '.').replaceFirst("\\.java$", "");
            if (!name.endsWith("package-info")) {
                addType(load(name), lines);
            }
        }
        return lines;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicApi.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static void addType(Class<?> type, List<String> lines) {
        if ((type.getModifiers() & SHOWN) == 0) {
            return;
        }
        lines.add(headerOf(type));
        TreeSet<String> members = new TreeSet<>();
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isShown(constructor.getModifiers(), constructor.isSynthetic())) {
                members.add("new" + parametersOf(constructor));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isShown(method.getModifiers(), method.isSynthetic())) {
                String kind = method.isDefault() ? "default " : "";
                members.add(kind + told(method.getModifiers()) + nameOf(method.getGenericReturnType()) + " "
                        + method.getName() + parametersOf(method));
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (isShown(field.getModifiers(), field.isSynthetic())) {
                members.add(told(field.getModifiers()) + nameOf(field.getGenericType()) + " " + field.getName());
            }
        }
        members.forEach(member -> lines.add("    " + member));
        Arrays.stream(type.getDeclaredClasses())
                .sorted((a, b) -> a.getName().compareTo(b.getName()))
                .forEach(nested -> addType(nested, lines));
    }

    private static String headerOf(Class<?> type) {
        String kind = type.isRecord() ? "record" : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
        StringBuilder header =
                new StringBuilder(told(type.getModifiers() & ~(type.isInterface() ? Modifier.ABSTRACT : 0)));
        header.append(kind).append(' ').append(type.getName());
        if (type.isRecord()) {
            header.append(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getGenericType)
                    .map(PublicApi::nameOf)
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        if (type.getGenericSuperclass() != null
                && type.getSuperclass() != Object.class
                && !type.isRecord()
                && !type.isEnum()) {
            header.append(" extends ").append(nameOf(type.getGenericSuperclass()));
        }
        if (type.getInterfaces().length > 0) {
            header.append(Arrays.stream(type.getGenericInterfaces())
                    .map(PublicApi::nameOf)
                    .collect(Collectors.joining(", ", " implements ", "")));
        }
        return header.toString();
    }

    private static boolean isShown(int modifiers, boolean synthetic) {
        return (modifiers & SHOWN) != 0 && !synthetic;
    }

    private static String told(int modifiers) {
        String text = Modifier.toString(modifiers & TOLD);
        return text.isEmpty() ? "" : text + " ";
    }

    private static String parametersOf(Executable executable) {
        return Arrays.stream(executable.getGenericParameterTypes())
                .map(PublicApi::nameOf)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String nameOf(Type type) {
        return type.getTypeName().replaceAll("java\\.(lang|util|nio\\.file|util\\.function)\\.(?=[A-Z])", "");
    }
}
