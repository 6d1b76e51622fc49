/* Colours that the style sheet names, and which of them a cell has. Orange and blue are told apart by all eyes. */

let colours = {};

function readColours() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    const rgb = (name) => [1, 3, 5].map((at) => parseInt(read(name).slice(at, at + 2), 16));
    colours = {
        text: read("quiet"),
        grid: read("line"),
        ground: read("card"),
        cursor: read("accent"),
        refused: read("refused"),
        private: rgb("private"),
        unplugged: rgb("unplugged"),
        plugged: rgb("plugged"),
        someShared: rgb("some-shared"),
        allShared: rgb("all-shared"),
        quietest: rgb("quietest"),
        busiest: rgb("busiest"),
    };
}

function mixed(a, b, share) {
    return a.map((value, i) => Math.round(value + (b[i] - value) * share));
}

function css(rgb) {
    return `rgb(${rgb.join(" ")})`;
}

const mostTouched = Math.max(1, ...regions.map((region) =>
    region.touched.reduce((most, row) => row.reduce((a, b) => Math.max(a, b), most), 0)));

/** What a cell is like, as one number; -1 is no memory, not yet or no more. */
function stateOf(region, row, frame) {
    if (region.shared[row][frame] < 0) {
        return -1;
    }
    const plugged = region.plugged === null ? sharedShades : region.plugged[row][frame];
    return plugged * (sharedShades + 1) + region.shared[row][frame];
}

/** What decides the colour of a cell: cells side by side with equal shades are drawn in one piece. */
function shadeOf(region, row, frame) {
    return view.paint === "activity" ? region.touched[row][frame] : stateOf(region, row, frame);
}

function colourOf(region, shade) {
    if (view.paint === "activity") {
        const busy = mostTouched === 1 ? 1 : 0.25 + 0.75 * Math.log(shade) / Math.log(mostTouched);
        return css(mixed(colours.quietest, colours.busiest, shade === 0 ? 0 : busy));
    }
    const shared = shade % (sharedShades + 1);
    const plugged = Math.floor(shade / (sharedShades + 1));
    const base = region.plugged === null
        ? colours.private
        : mixed(colours.unplugged, colours.plugged, plugged === 0 ? 0 : 0.3 + 0.7 * plugged / sharedShades);
    if (shared === 0) {
        return css(base);
    }
    const there = plugged === 0 ? 0.35 : 1; // Shared and not plugged is not there for devices.
    return css(mixed(base, mixed(colours.someShared, colours.allShared, shared / sharedShades), there));
}
