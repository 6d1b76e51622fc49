package io.flipbook.engine.events;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.journal.SessionRecord;
import java.util.ArrayList;
import java.util.List;

/** What a handler was told, as text. */
final class Told implements EventHandler {
    private static final long PAGE = 4096;

    final List<String> events = new ArrayList<>();

    @Override
    public void onChange(CommittedEvent event) {
        StringBuilder text = new StringBuilder(event.sequence() + " of " + event.requestSequence() + " "
                + event.outcome().kind() + (event.populates() ? " +" : " -"));
        event.visitRuns((region, offset, sizeBytes) -> text.append(' ')
                .append(region.name())
                .append(':')
                .append(offset / PAGE)
                .append(':')
                .append((offset + sizeBytes) / PAGE));
        events.add(text.toString());
    }

    @Override
    public void onUnchanged(CommittedEvent event) {
        events.add(event.sequence() + " of " + event.requestSequence() + " "
                + event.outcome().kind());
    }

    @Override
    public void onLayout(long sequence, long timeNs, LayoutRecord layout) {
        events.add(sequence + " " + layout.getClass().getSimpleName());
    }

    @Override
    public void onSession(long sequence, long timeNs, SessionRecord session) {
        events.add(sequence + " session " + session.type());
    }

    List<String> take() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }
}
