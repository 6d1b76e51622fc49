package io.flipbook.junit5;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives parameters of type {@link History} the one that the nearest {@link FlipbookHistory} names. */
final class HistoryExtension implements ParameterResolver, AfterTestExecutionCallback {
    private static final Namespace NAMESPACE = Namespace.create(HistoryExtension.class);
    private static final Pattern INVOCATION = Pattern.compile("#(\\d+)\\]$");

    /** The histories that a test method has. */
    private static final class Given {
        private final List<History> histories = new ArrayList<>();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == History.class
                && resource(parameter, context).isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        String resource = resource(parameter, context).orElseThrow().value();
        ClassLoader loader = context.getRequiredTestClass().getClassLoader();
        History history = History.of(resource, loader, nameOf(context));
        if (context.getTestMethod().equals(Optional.of(parameter.getDeclaringExecutable()))) {
            given(context).histories.add(history);
        }
        return history;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            return;
        }
        for (History history : given(context).histories) {
            if (!history.wasReplayed()) {
                throw new IllegalStateException(
                        "the test never calls replay() of its history " + history + ", so it shows nothing");
            }
        }
    }

    private static Given given(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        Given given = store.get(context.getUniqueId(), Given.class);
        if (given == null) {
            given = new Given();
            store.put(context.getUniqueId(), given);
        }
        return given;
    }

    private static Optional<FlipbookHistory> resource(ParameterContext parameter, ExtensionContext context) {
        Optional<FlipbookHistory> nearest = parameter.findAnnotation(FlipbookHistory.class);
        Optional<ExtensionContext> around = Optional.of(context);
        while (nearest.isEmpty() && around.isPresent()) {
            nearest = AnnotationSupport.findAnnotation(around.get().getElement(), FlipbookHistory.class);
            around = around.get().getParent();
        }
        return nearest;
    }

    /** The class without its package, the method, and which of its invocations it is. */
    private static String nameOf(ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        String name = type.getName().substring(type.getPackageName().length());
        Matcher invocation = INVOCATION.matcher(context.getUniqueId());
        return name.replace('$', '.')
                + context.getTestMethod().map(method -> "." + method.getName()).orElse("")
                + (invocation.find() ? "-" + invocation.group(1) : "");
    }
}
