/* What is looked at: the frame, the place, and how the two axes are drawn. Who shows it is told of changes. */

const view = {
    frame: Math.max(0, frameCount - 1),
    region: regions.length === 0 ? -1 : 0,
    row: -1,
    xMode: "record",
    yMode: "even",
    paint: "state",
    x: [0, 1],
    y: regions.map(() => [0, 1]),
};

const watchers = [];

function onChange(watcher) {
    watchers.push(watcher);
}

/** Changes the view; "axes" says that more than the frame and the place has changed. */
function change(changes, axes = false) {
    Object.assign(view, changes);
    watchers.forEach((watcher) => watcher(axes));
}

function showFrame(frame) {
    change({frame: Math.min(frameCount - 1, Math.max(0, frame))});
}

/** Shows a place, and brings it into the picture where the zoom has left it out. */
function showPlace(frame, region, row) {
    const from = xEdges()[frame];
    const isOutside = from < view.x[0] || from >= view.x[1];
    const edges = region < 0 ? null : yEdges(regions[region]);
    const y = region < 0 ? null : view.y[region];
    const isAbove = edges !== null && (edges[row] < y[0] || edges[row] >= y[1]);
    if (isAbove) {
        view.y[region] = [0, 1];
    }
    change({frame, region: region < 0 ? view.region : region, row, x: isOutside ? [0, 1] : view.x},
        isOutside || isAbove);
}

/** Where frames begin on the time axis, and where the last one ends, from 0 to 1. */
function xEdges() {
    const frames = report.frames;
    const edges = [];
    const tail = report.totalNs / 80; // Else the last frame, which lasts no time, would not show.
    for (let frame = 0; frame < frameCount; frame++) {
        edges.push(view.xMode === "time"
            ? frames.sinceNs[frame] / (report.totalNs + tail)
            : (frames.firstSequence[frame] - report.firstSequence) / report.records);
    }
    edges.push(1);
    return edges;
}

/** Where rows begin on the address axis, and where the last one ends, from 0 to 1. */
function yEdges(region) {
    const edges = [];
    for (let row = 0; row < region.rows; row++) {
        edges.push(view.yMode === "scale" ? Number(region.offsets[row]) / Number(region.size) : row / region.rows);
    }
    edges.push(1);
    return edges;
}

/** Which of the stretches between edges holds a place. */
function stretchAt(edges, place) {
    let from = 0;
    let to = edges.length - 1;
    while (to - from > 1) {
        const middle = (from + to) >> 1;
        if (edges[middle] <= place) {
            from = middle;
        } else {
            to = middle;
        }
    }
    return from;
}

/** A window that many times as wide, about a place in it, within 0 to 1. */
function zoomed([from, to], factor, about, least) {
    const width = Math.min(1, Math.max(least, (to - from) * factor));
    const middle = about >= from && about <= to ? about : (from + to) / 2;
    const share = to === from ? 0.5 : (middle - from) / (to - from);
    const start = Math.min(1 - width, Math.max(0, middle - width * share));
    return [start, start + width];
}

function zoomTime(factor) {
    const edges = xEdges();
    const about = (edges[view.frame] + edges[view.frame + 1]) / 2;
    change({x: zoomed(view.x, factor, about, view.xMode === "time" ? 1e-5 : Math.min(1, 4 / frameCount))}, true);
}

function zoomAddress(factor) {
    regions.forEach((region, i) => {
        const edges = yEdges(region);
        const isHere = i === view.region && view.row >= 0;
        const about = isHere ? (edges[view.row] + edges[view.row + 1]) / 2 : -1;
        view.y[i] = zoomed(view.y[i], factor, about, view.yMode === "scale" ? 1e-6 : Math.min(1, 4 / region.rows));
    });
    change({}, true);
}

function showAll() {
    view.y = regions.map(() => [0, 1]);
    change({x: [0, 1]}, true);
}

/** To scale, what was touched may be too little to be seen: then places that were touched share the room. */
function chooseAxes() {
    const untouched = (region) => region.totals.reduce((sum, total, row) =>
        total === 0 ? sum + Number(region.ends[row] - region.offsets[row]) : sum, 0);
    const isSparse = regions.some((region) => untouched(region) > 0.5 * Number(region.size));
    view.yMode = isSparse || regions.length === 0 ? "even" : "scale";
}
