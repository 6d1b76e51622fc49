package io.flipbook.junit5;

import io.flipbook.engine.EngineConfig;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.scenario.Statement;
import io.flipbook.replay.scenario.StatementText;
import io.flipbook.replay.trace.Excerpt;
import io.flipbook.replay.whatif.ScenarioExport;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Leaves a history, as it is on record, as a scenario. */
final class ScenarioFile {
    private final HistorySource source;
    private final Workspace workspace;
    private HistoryPlayer player;

    ScenarioFile(HistorySource source, Workspace workspace) {
        this.source = source;
        this.workspace = workspace;
    }

    /** Writes it up to a record; the file appears when it is complete. */
    Path write(long to) throws IOException {
        Path file = workspace.lasting(".flip");
        Path made = Files.createTempFile(file.getParent(), "made", ".flip");
        try (BufferedWriter out = Files.newBufferedWriter(made);
                PrintWriter text = new PrintWriter(out);
                ScenarioExport finding =
                        ScenarioExport.finding(() -> player.engine().guest(), 0)) {
            play(finding, to);
            try (ScenarioExport saying = finding.saying(() -> player.engine().guest(), new TextSink(text))) {
                play(saying, to);
            }
        }
        return Files.move(made, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private void play(ScenarioExport follower, long to) {
        HistoryPlayer.Differences ignored = (sequence, recorded, replayed) -> {};
        try (HistoryPlayer opened = new HistoryPlayer(EngineConfig.transientOne(), ignored).followedBy(follower)) {
            player = opened;
            source.read(to, opened::play);
            opened.finish();
            follower.onEnd();
        }
    }

    private record TextSink(PrintWriter text) implements ScenarioExport.Sink {
        @Override
        public void onStatement(Statement statement) {
            text.print(StatementText.of(statement) + "\n");
        }

        @Override
        public void onComment(String comment) {
            text.print("# " + Excerpt.escape(comment) + "\n");
        }
    }
}
