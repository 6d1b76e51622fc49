package io.flipbook.replay;

import io.flipbook.replay.history.RecordFields;
import java.util.Iterator;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The types of records that {@code --type} takes: one or more, separated by blanks or commas. What is no type after the
 * first ends them, so that a directory may follow.
 */
final class TypeNames implements Iterable<String>, IParameterConsumer {
    @Override
    public Iterator<String> iterator() {
        return RecordFields.typeNames().iterator();
    }

    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
        List<String> types = option.getValue();
        if (arguments.isEmpty()) {
            throw new ParameterException(command.commandLine(), "Missing a type for option '--type'");
        }
        do {
            for (String type : arguments.pop().split(",")) {
                if (!RecordFields.typeNames().contains(type)) {
                    throw new ParameterException(
                            command.commandLine(),
                            "there is no type of record '" + type + "'; there are "
                                    + String.join(", ", RecordFields.typeNames()));
                }
                types.add(type);
            }
        } while (!arguments.isEmpty() && areTypes(arguments.peek()));
    }

    private static boolean areTypes(String argument) {
        return RecordFields.typeNames().containsAll(List.of(argument.split(",")));
    }
}
