package io.flipbook.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** A process that appends to a journal until it is killed, and says on its standard output what was acknowledged. */
final class ChildWriter implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private String lastLine;

    private ChildWriter(Process process) {
        this.process = process;
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    static ChildWriter start(Path directory) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--") || argument.startsWith("-Dchronicle"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ChildWriter.class.getName()));
        command.add(directory.toString());
        return new ChildWriter(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The next line: a sequence number that was acknowledged. */
    long nextAcknowledged() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the child has ended");
        }
        return Long.parseLong(line);
    }

    /** Whether it has ended by itself; if not, {@link #lastAcknowledged} has the next line. */
    boolean hasEnded() throws IOException {
        String line = output.readLine();
        lastLine = line == null ? lastLine : line;
        return line == null;
    }

    long lastAcknowledged() {
        return Long.parseLong(lastLine);
    }

    /** Its exit code, once it has ended by itself. */
    int exitCode() {
        return process.onExit().join().exitValue();
    }

    /** Kills it with SIGKILL, and returns the last sequence number that it has said. */
    long kill() throws IOException {
        close();
        long last = 0;
        StringBuilder line = new StringBuilder();
        for (int c = output.read(); c >= 0; c = output.read()) {
            if (c == '\n') {
                last = Long.parseLong(line.toString());
                line.setLength(0);
            } else {
                line.append((char) c);
            }
        }
        return last;
    }

    /** Waits for its end; whether it got so far as to append anything. */
    boolean hasEndedWithoutAWord() throws IOException {
        return output.readLine() == null;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        // Not Process.destroyForcibly(): that closes the pipe, and what was said last is lost.
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** Appends pairs, and says each sequence that is acknowledged. */
    public static void main(String[] arguments) {
        PrintStream output = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        Journal journal = Journal.open(JournalConfig.of(Path.of(arguments[0])).blockSizeBytes(1 << 20), record -> true);
        UnsafeBuffer payload = new UnsafeBuffer(new byte[4096]);
        payload.setMemory(0, 4096, (byte) 0x5a);
        int i = 0;
        while (true) {
            int length = i % 50 == 0 ? 4096 : 40;
            payload.putInt(0, i);
            journal.appendReserving(Journals.TYPE, 0, payload, 0, length, 48);
            journal.fill(Journals.OTHER_TYPE, 0, payload, 0, i % 7 == 0 ? 80 : 48);
            if (i++ % 16 == 0) {
                output.println(journal.lastSequence());
            }
        }
    }
}
