package io.flipbook.replay;

import io.flipbook.engine.GuestMemory;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.query.Bisection;
import io.flipbook.replay.query.StateAt;
import io.flipbook.replay.terminal.Terminal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks a command of the user's about states. What it prints goes to standard error. */
final class StateQuestion implements Bisection.Question, AutoCloseable {
    private static final int YES = 0;
    private static final int NO = 1;
    private static final int CANNOT_SAY = 125;

    private final String command;
    private final Terminal terminal;
    private final ScratchDirectory scratch = new ScratchDirectory();

    StateQuestion(String command, Terminal terminal) {
        this.command = command;
        this.terminal = terminal;
    }

    @Override
    public Bisection.Answer ask(StateAt at, GuestMemory guest) {
        Path file = scratch.path().resolve("state-" + at.sequence() + ".json");
        scratch.during(() -> write(file, at, guest));
        int code = run(file);
        scratch.during(() -> delete(file));
        switch (code) {
            case YES:
                return Bisection.Answer.YES;
            case NO:
                return Bisection.Answer.NO;
            case CANNOT_SAY:
                return Bisection.Answer.CANNOT_SAY;
            default:
                throw CommandFailure.unreadable("the command of --run ended with code " + code + " at sequence "
                        + at.sequence() + "; 0 is yes, 1 no, 125 cannot say");
        }
    }

    @Override
    public void close() {
        scratch.close();
    }

    private static void write(Path file, StateAt at, GuestMemory guest) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                JsonOut json = new JsonOut(out)) {
            StateJson.write(json, at, guest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int run(Path file) {
        // As git runs an editor: whatever the command is, the path stands behind it.
        ProcessBuilder shell =
                new ProcessBuilder("sh", "-c", command + " \"$@\"", "sh", file.toString()).redirectErrorStream(true);
        try {
            Process process = shell.start();
            process.getOutputStream().close();
            process.getInputStream().transferTo(terminal.err());
            return process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.unreadable("interrupted while the command of --run was running");
        }
    }
}
