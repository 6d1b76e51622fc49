/* What the report is made of. Everything in it came out of a journal: it is shown as text, and never as markup. */

const report = JSON.parse(document.getElementById("data").textContent);
const frameCount = report.frames.firstSequence.length;

/** The values of a row from its first frame on: "0*3 g" is 0, 0, 0, 16. Where there is no region: -1. */
function decodeRuns(text, firstFrame) {
    const values = new Int32Array(frameCount).fill(-1);
    let frame = firstFrame;
    for (const run of text === "" ? [] : text.split(" ")) {
        const [value, times] = run.split("*");
        const end = frame + Number(times ?? 1);
        values.fill(parseInt(value, 36), frame, end);
        frame = end;
    }
    return values;
}

function decodeRegion(region, index) {
    const decode = (rows) => rows.map((row) => decodeRuns(row, region.firstFrame));
    const offsets = region.offsets.map(BigInt);
    const size = BigInt(region.size);
    return {
        index,
        name: region.name,
        size,
        page: BigInt(region.page),
        pluggable: region.pluggable,
        firstFrame: region.firstFrame,
        rows: offsets.length,
        offsets,
        ends: offsets.map((offset, row) => offsets[row + 1] ?? size),
        sharedBytes: region.sharedBytes,
        pluggedBytes: region.pluggedBytes,
        shared: decode(region.shared),
        plugged: region.pluggable ? decode(region.plugged) : null,
        touched: decode(region.touched),
        refused: decode(region.refused),
        totals: region.totals,
        touches: region.touches,
    };
}

const regions = report.regions.map(decodeRegion);
const sharedShades = 16;

/** A request, by its number in the report. */
function notedRequest(number) {
    const words = report.words;
    const [sequence, outcomeSequence, frame, sinceNs, op, region, start, size, initiator, outcome, refusals, pages,
        tookNs] = report.noted[number];
    return {
        sequence, outcomeSequence, frame, sinceNs, pages, tookNs,
        op: words[op],
        region: words[region],
        start: BigInt(start),
        size: BigInt(size),
        initiator: words[initiator],
        outcome: words[outcome],
        refusals: words[refusals],
    };
}

/** What touched a row, in order: the requests, and what the row was like before and behind each. */
function touchesOf(region, row) {
    return region.touches[row].map(([number, sharedBefore, sharedAfter, pluggedBefore, pluggedAfter]) => ({
        request: notedRequest(number),
        sharedBefore, sharedAfter, pluggedBefore, pluggedAfter,
    }));
}

/** Where a region's offset is in the guest's addresses at the end; null where it is not mapped. */
function addressOf(region, offset) {
    for (const map of report.maps) {
        const into = offset - BigInt(map.offset);
        if (map.region === region.name && into >= 0n && into < BigInt(map.size)) {
            return BigInt(map.gpa) + into;
        }
    }
    return null;
}
