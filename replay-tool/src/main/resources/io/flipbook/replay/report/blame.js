/* What touched the place that is looked at, and the commands that show the rest. */

const shownBefore = 5;
const shownBehind = 3;

function stateText(region, row, shared, plugged) {
    const pages = Number((region.ends[row] - region.offsets[row]) / region.page);
    const share = (part) => part === pages ? "" : ` ${count(part)} of ${counted(pages, "page", "pages")}`;
    const word = shared === 0 ? "private" : `shared${share(shared)}`;
    if (!region.pluggable) {
        return word;
    }
    return `${word}, ${plugged === 0 ? "unplugged" : `plugged${share(plugged)}`}`;
}

function placeText(region, row) {
    const offset = region.offsets[row];
    return `${shown(region.name)}:${hex(offset)}, ${bytes(region.ends[row] - offset)}`;
}

/** One request that touched a row. */
function touchLine(region, row, touch) {
    const {request} = touch;
    const before = stateText(region, row, touch.sharedBefore, touch.pluggedBefore);
    const behind = stateText(region, row, touch.sharedAfter, touch.pluggedAfter);
    const sequence = request.outcomeSequence || request.sequence;
    const isHere = request.frame === view.frame;
    const says = element("span", {class: request.refusals ? "went-wrong" : ""}, shown(request.outcome));
    const line = element("li", isHere ? {class: "here"} : {},
        element("button", {
            type: "button", class: "chip",
            "aria-label": `Show the frame of record ${sequence}`,
            onclick: () => showFrame(request.frame),
        }, `#${count(sequence)}`), " ",
        element("b", {}, shown(request.op)), ` ${shown(request.region)}${request.region ? ":" : ""}`,
        element("code", {}, hex(request.start)),
        ` ${bytes(request.size)} by ${shown(request.initiator)} \u2192 `, says);
    if (request.refusals) {
        line.append(element("div", {class: "went-wrong"}, `refused by ${shown(request.refusals)}`));
    }
    const details = [before === behind ? `stayed ${before}` : `${before} \u2192 ${behind}`, instant(request.sinceNs)];
    if (request.outcomeSequence) {
        details.push(`took ${duration(request.tookNs)}`);
    }
    line.append(element("div", {class: "quiet"}, details.join(" \u00b7 ")));
    return line;
}

function touchList(title, region, row, touches) {
    return touches.length === 0 ? [] : [
        element("h4", {}, title),
        element("ol", {class: "touches"}, ...touches.map((touch) => touchLine(region, row, touch))),
    ];
}

/** Where in a row the blame is asked for: where a request began that is shown, else at the row's beginning. */
function blamedPlace(region, row, touches) {
    const here = touches.filter((touch) => touch.request.frame <= view.frame).pop()?.request;
    let offset = region.offsets[row];
    if (here && here.region === region.name && here.start > offset && here.start < region.ends[row]) {
        offset = here.start - here.start % region.page;
    }
    return `${region.name}:${hex(offset)}`;
}

function rowCommands(region, row, touches) {
    const place = blamedPlace(region, row, touches);
    const last = report.frames.lastSequence[view.frame];
    const first = report.frames.firstSequence[view.frame];
    return [
        element("h4", {}, "All of it"),
        commandLine(command("blame", place), "every record that touched the page, and who holds it"),
        commandLine(command("blame", place, "--at", last), "the same as of this frame"),
        commandLine(command("dump", "--from", first, "--to", last), "the records of this frame"),
    ];
}

function showBlame() {
    const body = document.getElementById("blame-body");
    const region = regions[view.region];
    if (!region || view.row < 0) {
        body.replaceChildren(element("p", {class: "quiet"},
            "Click a place in a picture, or choose one with the arrow keys up and down."));
        return;
    }
    const row = view.row;
    const touches = touchesOf(region, row);
    const before = touches.filter((touch) => touch.request.frame < view.frame);
    const here = touches.filter((touch) => touch.request.frame === view.frame);
    const behind = touches.filter((touch) => touch.request.frame > view.frame);
    const inFrame = Math.max(0, region.touched[row][view.frame]);
    const address = addressOf(region, region.offsets[row]);
    const touched = `${counted(region.totals[row], "request", "requests")} touched it`
        + (touches.length < region.totals[row] ? `, of which the page has the ${touches.length} that say most` : "");
    const at = address === null ? "not mapped at the end" : `guest address ${hex(address)}`;
    body.replaceChildren(
        element("p", {class: "place"}, element("code", {}, placeText(region, row))),
        element("p", {class: "quiet"}, `${at}; ${touched}`),
        ...touchList(`In this frame: ${counted(inFrame, "request", "requests")}`, region, row, here.slice(0, 8)),
        ...touchList("Before", region, row, before.slice(-shownBefore).reverse()),
        ...touchList("Behind", region, row, behind.slice(0, shownBehind)),
        ...(touches.length === 0 ? [element("p", {}, "Nothing that is shown here touched it.")] : []),
        ...rowCommands(region, row, touches));
}
