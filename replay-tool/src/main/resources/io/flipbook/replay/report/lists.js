/* What stands around the pictures: numbers, findings, tables and commands. */

const severities = {bad: "Bad", warning: "Warning", note: "Note"};

function showHead() {
    const last = report.lastSequence;
    document.title = `Flipbook report: ${shown(report.directory)}`;
    document.getElementById("title").textContent = shown(report.directory);
    document.getElementById("subtitle").textContent =
        `Records ${count(report.firstSequence)} to ${count(last)}, ${report.firstTime} to ${report.lastTime}`
        + (report.writer ? `, written by ${shown(report.writer)}` : "")
        + (report.sync ? `, sync ${shown(report.sync)}` : "");
    const numbers = [
        ["Records", count(report.records)],
        ["Requests", count(report.requests)],
        ["Refusals", count(report.refusals)],
        ["Shared at the end", bytes(report.frames.sharedBytes[frameCount - 1] ?? 0)],
        ["Changed at least once", bytes(report.touchedBytes)],
        ["Took", duration(report.totalNs)],
    ];
    document.getElementById("numbers").append(...numbers.map(([name, value]) =>
        element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

function placeChip([sequence, frame, region, row]) {
    const text = `#${count(sequence)}`;
    if (frame < 0) {
        return element("span", {class: "quiet"}, text);
    }
    return element("button", {
        type: "button", class: "chip", "aria-label": `Show record ${sequence} in the pictures`,
        onclick: () => {
            showPlace(frame, region, row);
            document.getElementById("player").scrollIntoView({block: "start"});
            document.getElementById("slider").focus({preventScroll: true});
        },
    }, text);
}

function findingItem(finding) {
    const places = finding.places.filter(([sequence]) => sequence > 0).map(placeChip);
    const shownPlaces = finding.count > places.length && places.length > 12
        ? [...places.slice(0, 12), element("span", {class: "quiet"}, "\u2026"), ...places.slice(12)] : places;
    const times = finding.count > 1 ? element("b", {class: "times"}, `${count(finding.count)}\u00d7`) : "";
    return element("li", {class: finding.severity},
        element("p", {}, element("span", {class: "severity"}, severities[finding.severity]), " ",
            element("span", {class: "kind"}, shown(finding.kind)), " ", times, " ", shown(finding.text)),
        element("p", {class: "places"}, ...shownPlaces),
        finding.where ? commandLine(command("dump", "--where", finding.where)) : "");
}

function showFindings() {
    const list = document.getElementById("findings");
    list.append(...report.findings.map(findingItem));
    if (report.findings.length === 0) {
        list.append(element("li", {class: "fine"}, "Nothing: no refusal, no breach of an invariant, no damage, "
            + "every request has its outcome."));
    }
}

/** The row of a picture that holds a place; null where there is none. */
function rowOf(name, offset) {
    const region = regions.find((each) => each.name === name);
    if (!region) {
        return null;
    }
    const row = region.ends.findIndex((end) => BigInt(offset) < end);
    return [region.index, row];
}

function showFlipped() {
    const most = Math.max(...report.flipped.map((each) => each.flips));
    const rows = report.flipped.map((each) => {
        const place = `${shown(each.region)}:${each.offset}`;
        const found = rowOf(each.region, each.offset);
        const link = found === null ? element("code", {}, place) : element("button", {
            type: "button", class: "chip", "aria-label": `Show ${place} in the picture`,
            onclick: () => {
                showPlace(view.frame, ...found);
                document.getElementById("player").scrollIntoView({block: "start"});
            },
        }, place);
        const meter = element("meter", {min: "0", max: String(most), value: String(each.flips), "aria-hidden": "true"});
        return [link, bytes(each.size), count(each.flips), meter];
    });
    const says = report.flipsAreExact
        ? "How often each page changed." : "Upper bounds: several pages count as one here.";
    document.getElementById("flipped").append(rows.length === 0
        ? element("p", {class: "quiet"}, "No page changed.")
        : table("Most flipped pages", ["Place", "Pages there", "Flips", ""], rows, [1, 2]),
        element("p", {class: "quiet"}, rows.length === 0 ? "" : says));
}

function moreThanListed(name) {
    const left = report[`${name}Count`] - report[name].length;
    return left === 0 ? "" : element("p", {class: "quiet"}, `and ${count(left)} more`);
}

function showTables() {
    const outcomes = Object.entries(report.outcomes).sort(([, a], [, b]) => b - a);
    document.getElementById("outcomes").append(outcomes.length === 0
        ? element("p", {class: "quiet"}, "No request was decided.")
        : table("Outcomes", ["Outcome", "Requests"],
            outcomes.map(([outcome, times]) => [shown(outcome), count(times)]), [1]));
    const listeners = report.listeners.map((each) => [
        element("code", {}, shown(each.name)),
        `${shown(each.region)}${each.offset ? `:${each.offset}, ${bytes(each.size)}` : ""}`,
        shown(each.kind), shown(each.watch),
        each.mappings < 0 ? "" : count(each.mappings) + (each.limit ? ` of ${count(each.limit)}` : ""),
    ]);
    document.getElementById("listeners").append(listeners.length === 0
        ? element("p", {class: "quiet"}, "None is registered.")
        : table("Listeners", ["Listener", "Region", "Kind", "Watches", "Mappings"], listeners, [4]),
        moreThanListed("listeners"));
    const layout = report.allRegions.map((each) => [element("code", {}, shown(each.name)), bytes(each.size),
        bytes(each.page), shown(each.initially), BigInt(each.plugBlock) === 0n ? "" : bytes(each.plugBlock)]);
    const maps = report.maps.map((each) => [element("code", {}, each.gpa), bytes(each.size),
        element("code", {}, `${shown(each.region)}:${each.offset}`)]);
    document.getElementById("layout").append(
        element("p", {}, `Policy: ${shown(report.policy)}${report.halted ? "; halted" : ""}`),
        layout.length === 0 ? element("p", {class: "quiet"}, "No region is on record.")
            : table("Regions", ["Region", "Size", "Page", "At first", "Plug block"], layout, [1, 2, 4]),
        moreThanListed("allRegions"),
        maps.length === 0 ? "" : table("Maps", ["Guest address", "Size", "Place"], maps, [1]), moreThanListed("maps"));
}

function showCommands() {
    const part = () => {
        const edges = xEdges();
        const from = report.frames.firstSequence[stretchAt(edges, view.x[0])];
        const to = report.frames.lastSequence[Math.min(frameCount - 1, stretchAt(edges, view.x[1] - 1e-9))];
        return command("report", "--from", from, "--to", to, "--out", "part.html");
    };
    const body = document.getElementById("commands");
    const show = () => body.replaceChildren(
        commandLine(part(), "this page again, of what the pictures show now, in more detail"),
        commandLine(command("check"), "the invariants over the whole history, up to the first breach"),
        commandLine(command("state", "--at", report.frames.lastSequence[view.frame]), "the state at this frame"),
        commandLine(command("stats"), "rates, sizes, latency, mappings over time"),
        commandLine(command("scenario", "--to", report.frames.lastSequence[view.frame]),
            "the history up to this frame as a scenario, to run it again"),
        commandLine(command("verify"), "every file, record and snapshot of the journal"));
    show();
    return show;
}
