package io.flipbook.replay.query;

import io.flipbook.engine.CallObserver.Call;
import io.flipbook.engine.device.Errno;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.json.Times;
import io.flipbook.replay.query.predicate.AddressMap.Page;
import java.io.PrintWriter;
import java.util.List;

/** Who holds a page, who should and does not, and who did before it went. */
public final class PageHolders {
    private final StateAt at;
    private final Page page;
    private final PageState state;
    private final long touches;
    private final List<Holders.Holder> holders;
    private final PageListeners listeners;
    private final long firstDifference;

    PageHolders(
            StateAt at,
            Page page,
            PageState state,
            long touches,
            List<Holders.Holder> holders,
            PageListeners listeners,
            long firstDifference) {
        this.at = at;
        this.page = page;
        this.state = state;
        this.touches = touches;
        this.holders = holders;
        this.listeners = listeners;
        this.firstDifference = firstDifference;
    }

    /** Writes all of it as a line. */
    public void write(JsonOut json) {
        json.name("holders").beginArray();
        holders.forEach(holder -> write(json, holder));
        json.endArray().name("gone").beginArray();
        for (PageListeners.Gone gone : listeners.gone()) {
            json.begin().field("listener", gone.listener().name());
            json.field("sequence", gone.sequence()).field("cause", gone.cause());
            if (!gone.errno().equals(Errno.NONE)) {
                json.field("errno", gone.errno().name());
            }
            json.end();
        }
        json.endArray().field("sequence", at.sequence()).field("time", Times.iso(at.timeNs()));
        if (page != null) {
            json.field("region", page.region().name()).hexField("offset", page.offset());
        }
        json.field("state", Touch.text(state)).field("touches", touches);
        if (firstDifference != 0) {
            json.field("differs-from", firstDifference);
        }
    }

    /** Writes the same for people. */
    public void write(PrintWriter text) {
        String where = page == null ? "" : page.region().name() + ":" + JsonOut.hex(page.offset()) + " ";
        text.println();
        text.println(where + "after sequence " + at.sequence() + ": " + Touch.text(state) + "; touched by " + touches
                + (touches == 1 ? " record" : " records"));
        if (holders.isEmpty()) {
            text.println("nobody watches it");
        }
        holders.forEach(holder -> text.println("  " + describe(holder)));
        for (PageListeners.Gone gone : listeners.gone()) {
            String errno = gone.errno().equals(Errno.NONE) ? "" : " " + gone.errno();
            text.println("  " + gone.listener().name() + ": gone since sequence " + gone.sequence() + ", "
                    + gone.cause() + errno);
        }
        if (firstDifference != 0) {
            text.println("the history, played again, differs from sequence " + firstDifference
                    + " on, so who holds the page is uncertain; see `flipbook replay`");
        }
    }

    private void write(JsonOut json, Holders.Holder holder) {
        json.begin()
                .field("listener", holder.listener().name())
                .field("kind", holder.listener().kind().toString())
                .field("watch", holder.listener().side().toString())
                .field("holds", holds(holder));
        if (holder.told() != null) {
            json.field("told", holder.told()).field("since", holder.sequence());
        }
        json.field("in-step", isInStep(holder));
        if (holder.outOfStep() != null) {
            json.field("out-of-step-since", holder.outOfStep().since());
            if (holder.outOfStep().until() != 0) {
                json.field("out-of-step-until", holder.outOfStep().until());
            }
        }
        PageListeners.Refused refused = listeners.refusalBy(holder.listener().name());
        if (refused != null) {
            json.field("refused", refused.sequence())
                    .field("errno", refused.errno().name());
        }
        json.end();
    }

    private String describe(Holders.Holder holder) {
        StringBuilder text = new StringBuilder(
                holder.listener().name() + " (" + holder.listener().kind() + "): ");
        switch (holds(holder)) {
            case "yes":
                text.append("holds it");
                text.append(
                        Call.POPULATE.toString().equals(holder.told())
                                ? " since sequence " + holder.sequence()
                                : ", although " + told(holder));
                break;
            case "no":
                text.append("does not hold it");
                text.append(holder.told() == null ? ", was never told" : ", " + told(holder));
                break;
            default:
                text.append("may hold it or not, ").append(told(holder));
        }
        text.append(outOfStep(holder));
        PageListeners.Refused refused = listeners.refusalBy(holder.listener().name());
        if (refused != null) {
            text.append("; refused at ")
                    .append(refused.sequence())
                    .append(" with ")
                    .append(refused.errno());
        }
        return text.toString();
    }

    /** Who threw from a discard may have done it or not, unless its mappings say. */
    private String holds(Holders.Holder holder) {
        PageListeners.Refused refused = listeners.refusalBy(holder.listener().name());
        boolean isOpen = refused != null && refused.isOfDiscard() && holder.isMapped() == null;
        return isOpen ? "unsure" : holder.holds();
    }

    private static String told(Holders.Holder holder) {
        String what = holder.told().equals("veto") ? "refused a populate" : "told a " + holder.told();
        return what + " at sequence " + holder.sequence();
    }

    private String outOfStep(Holders.Holder holder) {
        Holders.OutOfStep last = holder.outOfStep();
        if (isInStep(holder)) {
            return last == null || last.until() == 0
                    ? ""
                    : "; was out of step from sequence " + last.since() + " to " + last.until();
        }
        String since = last == null ? "" : " since sequence " + last.since();
        if (holds(holder).equals("yes")) {
            return "; STALE" + since + ": it " + (isThere(holder) ? "has other memory by now" : "is not there");
        }
        return "; and it is there: out of step" + since;
    }

    /** Whether it holds the page, with the memory that it has now, if and only if that is there on its side. */
    private boolean isInStep(Holders.Holder holder) {
        String holds = holds(holder);
        boolean isStale = holds.equals("yes")
                && holder.outOfStep() != null
                && holder.outOfStep().until() == 0;
        return !isStale && !holds.equals(isThere(holder) ? "no" : "yes");
    }

    private boolean isThere(Holders.Holder holder) {
        return state != null && state.isThereFor(holder.listener().side());
    }
}
