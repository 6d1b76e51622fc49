package io.flipbook.tests.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What embedders call is explained. The compiler's doclint finds what is public or protected and has no comment, its
 * own or inherited; that comments which are there name what there is, the build checks for itself.
 */
final class JavadocTest {
    static List<String> modules() {
        return PublicApi.MODULES;
    }

    @ParameterizedTest
    @MethodSource("modules")
    void nothingPublicIsWithoutAComment(String module) throws IOException {
        List<Path> sources = PublicApi.sourcesOf(module);
        assertThat(sources).hasSizeGreaterThan(10);
        assertThat(gaps(sources)).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsForAndFollowsRules() throws IOException {
        for (String module : PublicApi.MODULES) {
            List<Path> sources = PublicApi.sourcesOf(module);
            assertThat(sources.stream().map(Path::getParent).distinct())
                    .allSatisfy(directory -> assertThat(directory.resolve("package-info.java"))
                            .content()
                            .contains("<b>Threads", "<b>Errors", "<b>Critical path", "<b>Priorities"));
        }
    }

    private static List<String> gaps(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-Xmaxwarns", "100000", "-Xmaxerrs", "100000", "-Xdoclint:missing/protected");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(found, Locale.ENGLISH, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, found, options, null, files.getJavaFileObjectsFromPaths(sources));
            task.analyze();
        }
        // What has no tag for each parameter is no gap: a sentence may say it better.
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR
                        || diagnostic.getMessage(Locale.ENGLISH).matches(".*(no comment|not provide a comment).*"))
                .map(Diagnostic::toString)
                .distinct()
                .toList();
    }
}
