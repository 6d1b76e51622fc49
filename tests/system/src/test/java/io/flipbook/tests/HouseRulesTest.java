package io.flipbook.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds over all modules, whoever changes one of them. */
final class HouseRulesTest {
    private static final String JOURNAL = "io.flipbook.journal..";
    private static final String ENGINE = "io.flipbook.engine..";
    private static final String VERIFIER = "io.flipbook.verify..";
    private static final String REPLAY = "io.flipbook.replay..";
    private static final String EXTENSION = "io.flipbook.junit5..";
    private static final String JUNIT = "org.junit..";
    private static final String CHRONICLE = "net.openhft..";

    private static final int LINES_MAX = 400;
    private static final int COLUMNS_MAX = 120;

    /** Beside these only files whose names begin with a dot, and what a build makes. */
    private static final Set<String> TOP_LEVEL = Set.of(
            "journal",
            "engine",
            "replay-tool",
            "tests",
            "docs",
            "pom.xml",
            "README.md",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "SECURITY.md",
            "LICENSE",
            "target");

    private static final Set<String> UNREPEATABLE_CALLS = Set.of(
            "java.lang.Math.random",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.identityHashCode",
            "java.time.Instant.now",
            "java.util.UUID.randomUUID");

    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<*]+)</artifactId>");

    private static JavaClasses classes;
    private static Path root;

    @BeforeAll
    static void readTheClassesAndFindTheSources() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.flipbook");
        root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
    }

    @Test
    void theJournalKnowsNothingOfTheEngineOrTheTool() {
        holds(noClasses()
                .that()
                .resideInAPackage(JOURNAL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENGINE, REPLAY));
    }

    @Test
    void theEngineKnowsNothingOfTheTool() {
        holds(noClasses()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(REPLAY));
    }

    /** It reads clocks, which what it verifies may not. */
    @Test
    void onlyTheToolKnowsTheVerifier() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(JOURNAL, ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(VERIFIER));
    }

    @Test
    void theProductKnowsNothingOfTests() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(JOURNAL, ENGINE, REPLAY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(EXTENSION, JUNIT));
    }

    /** It can be used without the flags that Chronicle needs. */
    @Test
    void theExtensionOpensNoJournalThroughChronicle() {
        assertThat(classes.stream().filter(type -> type.getPackageName().equals("io.flipbook.junit5")))
                .isNotEmpty();
        holds(noClasses()
                .that()
                .resideInAPackage(EXTENSION)
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.flipbook\\.journal\\.(Journal|JournalConfig|JournalCopy)"));
    }

    @Test
    void onlyTheJournalUsesChronicle() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(ENGINE, VERIFIER, REPLAY, EXTENSION)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CHRONICLE));
    }

    @Test
    void theEngineReadsNoClockNoRandomNumberAndNoEnvironment() {
        holds(noClasses().that().resideInAPackage(ENGINE).should(ArchConditions.accessTargetWhere(isUnrepeatable())));
        holds(noClasses()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.(util|security).*\\.\\w*Random|java\\.time\\.Clock"));
    }

    @Test
    void theAnalyticsOfChronicleAreNotOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("net.openhft.chronicle.analytics.Analytics"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void noClassIsNamedForWhatItIsInsteadOfWhatItDoes() {
        holds(noClasses().should().haveNameMatching(".*(Impl|Utils?|Manager|Helper|Base)|.*[.$]Abstract\\w*"));
    }

    @Test
    void noSourceFileIsLongOrWide() throws IOException {
        List<String> breaches = new ArrayList<>();
        for (Path source : filesEndingWith(".java")) {
            List<String> lines = Files.readAllLines(source);
            if (lines.size() > LINES_MAX) {
                breaches.add(root.relativize(source) + " has " + lines.size() + " lines");
            }
            for (int i = 0; i < lines.size(); i++) {
                int columns = lines.get(i).codePointCount(0, lines.get(i).length());
                if (columns > COLUMNS_MAX) {
                    breaches.add(root.relativize(source) + ":" + (i + 1) + " has " + columns + " columns");
                }
            }
        }
        assertThat(breaches).isEmpty();
    }

    @Test
    void theRootHoldsOnlyWhatBelongsThere() throws IOException {
        // What is committed: somebody's log of a build is nobody's business.
        Process git = new ProcessBuilder("git", "ls-files")
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader files = git.inputReader()) {
            assertThat(files.lines().map(file -> file.split("/", 2)[0]).distinct())
                    .allMatch(name -> name.startsWith(".") || TOP_LEVEL.contains(name));
        }
    }

    @Test
    void everyDependencyAndPluginHasItsReasonOnRecord() throws IOException {
        StringBuilder decisions = new StringBuilder();
        for (Path record : filesEndingWith(".md")) {
            if (record.startsWith(root.resolve("docs/decisions"))) {
                decisions.append(Files.readString(record));
            }
        }
        List<String> artifacts = new ArrayList<>();
        for (Path pom : filesEndingWith("pom.xml")) {
            Matcher names = ARTIFACT.matcher(Files.readString(pom));
            while (names.find()) {
                artifacts.add(names.group(1));
            }
        }
        assertThat(artifacts)
                .contains("chronicle-queue")
                .allMatch(artifact -> artifact.startsWith("flipbook") || decisions.indexOf('`' + artifact + '`') >= 0);
    }

    /** A module may have no class that a rule speaks of. */
    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(classes);
    }

    private static DescribedPredicate<JavaAccess<?>> isUnrepeatable() {
        return DescribedPredicate.describe(
                "two runs may differ by",
                access -> UNREPEATABLE_CALLS.contains(access.getTargetOwner().getName()
                        + '.'
                        + access.getTarget().getName()));
    }

    private static List<Path> filesEndingWith(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !root.relativize(file).toString().matches("(.*/)?target/.*"))
                    .toList();
        }
    }
}
