/* The picture of a region: addresses downwards by time to the right. */

const pictureHeight = regions.length > 1 ? 240 : 340;
const dragPixels = 6;
const manyCrosses = 400;

/** Makes a canvas as sharp as the screen; returns its context, in CSS pixels. */
function sized(canvas, width, height) {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return context;
}

function cross(context, x, y, size) {
    for (const [colour, width] of [[colours.ground, 4], [colours.refused, 2]]) {
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.beginPath();
        context.moveTo(x - size, y - size);
        context.lineTo(x + size, y + size);
        context.moveTo(x + size, y - size);
        context.lineTo(x - size, y + size);
        context.stroke();
    }
}

/** Steps of 1, 2 or 5 times a power of ten, at most so many. */
function roundStep(width, most) {
    const power = 10 ** Math.floor(Math.log10(width / most));
    return [1, 2, 5, 10].map((times) => times * power).find((step) => width / step <= most) ?? power * 10;
}

class Picture {
    constructor(region) {
        this.region = region;
        this.canvas = element("canvas", {
            class: "picture", tabindex: "0", role: "application", "aria-roledescription": "picture",
            "aria-label": `Region ${shown(region.name)}: addresses by time`,
        });
        this.base = document.createElement("canvas");
        this.drag = null;
        this.canvas.addEventListener("pointerdown", (event) => this.press(event));
        this.canvas.addEventListener("pointermove", (event) => this.move(event));
        this.canvas.addEventListener("pointerup", (event) => this.release(event));
        this.canvas.addEventListener("pointercancel", () => this.cancel());
        this.canvas.addEventListener("focus", () => change({region: region.index}));
    }

    /** Draws all that does not depend on the frame and the place. */
    layOut() {
        const width = Math.max(200, this.canvas.parentElement.clientWidth);
        this.context = sized(this.canvas, width, pictureHeight);
        this.canvas.style.height = `${pictureHeight}px`;
        this.baseContext = sized(this.base, width, pictureHeight);
        const context = this.baseContext;
        context.font = "11px ui-monospace, monospace";
        const labels = this.addressTicks();
        const widest = Math.max(...labels.map(([, text]) => context.measureText(text).width));
        this.box = {left: Math.ceil(widest) + 14, top: 8, right: width - 14, bottom: pictureHeight - 38};
        this.xEdges = xEdges();
        this.yEdges = yEdges(this.region);
        context.fillStyle = colours.ground;
        context.fillRect(0, 0, width, pictureHeight);
        this.drawCells(context);
        this.drawRefusals(context);
        this.drawAxes(context, labels);
        this.show();
    }

    x(place) {
        const [from, to] = view.x;
        return this.box.left + (place - from) / (to - from) * (this.box.right - this.box.left);
    }

    y(place) {
        const [from, to] = view.y[this.region.index];
        return this.box.top + (place - from) / (to - from) * (this.box.bottom - this.box.top);
    }

    clipped(context, draw) {
        const {left, top, right, bottom} = this.box;
        context.save();
        context.beginPath();
        context.rect(left, top, right - left, bottom - top);
        context.clip();
        draw();
        context.restore();
    }

    /** The largest pieces first: what is too thin for the screen is drawn over what is beside it, and seen. */
    drawCells(context) {
        const pieces = [];
        for (let row = 0; row < this.region.rows; row++) {
            const top = Math.round(this.y(this.yEdges[row]));
            const bottom = Math.max(top + 1, Math.round(this.y(this.yEdges[row + 1])));
            if (bottom >= this.box.top && top <= this.box.bottom) {
                this.addPieces(pieces, row, top, bottom - top);
            }
        }
        pieces.sort((a, b) => b.width * b.height - a.width * a.height);
        this.clipped(context, () => pieces.forEach(({shade, left, top, width, height}) => {
            context.fillStyle = colourOf(this.region, shade);
            context.fillRect(left, top, width, height);
        }));
    }

    addPieces(pieces, row, top, height) {
        let from = 0;
        while (from < frameCount) {
            const shade = shadeOf(this.region, row, from);
            let to = from + 1;
            while (to < frameCount && shadeOf(this.region, row, to) === shade) {
                to++;
            }
            const left = Math.round(this.x(this.xEdges[from]));
            const right = Math.max(left + 1, Math.round(this.x(this.xEdges[to])));
            if (shade >= 0 && right >= this.box.left && left <= this.box.right) {
                pieces.push({shade, left, top, width: right - left, height});
            }
            from = to;
        }
    }

    /** Crosses, no two of them nearer to each other than one can tell apart; of very many, fewer. */
    drawRefusals(context) {
        const places = [7, 20].map((distance) => this.refusedPlaces(distance));
        const [close, distant] = places;
        this.clipped(context, () => (close.length > manyCrosses ? distant : close).forEach(([x, y]) =>
            cross(context, x, y, 3.5)));
    }

    refusedPlaces(distance) {
        const places = new Map();
        for (let row = 0; row < this.region.rows; row++) {
            const y = this.y((this.yEdges[row] + this.yEdges[row + 1]) / 2);
            for (let frame = 0; frame < frameCount; frame++) {
                if (this.region.refused[row][frame] > 0) {
                    const x = this.x((this.xEdges[frame] + this.xEdges[frame + 1]) / 2);
                    const key = `${Math.round(x / distance)} ${Math.round(y / distance)}`;
                    if (!places.has(key)) {
                        places.set(key, [x, y]);
                    }
                }
            }
        }
        return [...places.values()];
    }

    /** Where labels stand on the address axis: at rows, or at round numbers. */
    addressTicks() {
        const [from, to] = view.y[this.region.index];
        const most = Math.floor((pictureHeight - 46) / 30);
        if (view.yMode === "even") {
            const rows = this.region.rows;
            const step = Math.max(1, Math.ceil((to - from) * rows / most));
            const ticks = [];
            for (let row = Math.ceil(from * rows - 1e-9); row < to * rows - 1e-9; row += step) {
                ticks.push([row / rows, hex(this.region.offsets[row])]);
            }
            return ticks;
        }
        const size = Number(this.region.size);
        const step = 2 ** Math.ceil(Math.log2(Math.max(Number(this.region.page), (to - from) * size / most)));
        const ticks = [];
        for (let offset = Math.ceil(from * size / step) * step; offset <= to * size; offset += step) {
            ticks.push([offset / size, hex(offset)]);
        }
        return ticks;
    }

    timeTicks() {
        const [from, to] = view.x;
        const most = Math.max(2, Math.floor((this.box.right - this.box.left) / 110));
        const isTime = view.xMode === "time";
        const total = isTime ? report.totalNs * (1 + 1 / 80) : report.records;
        const first = isTime ? 0 : report.firstSequence;
        const width = (to - from) * total;
        const step = isTime ? roundStep(width, most) : Math.max(1, roundStep(width, most));
        const ticks = [];
        for (let i = Math.ceil((first + from * total) / step); i * step <= first + to * total; i++) {
            const place = (i * step - first) / total;
            if (place >= from && (isTime || i * step <= report.lastSequence)) {
                ticks.push([place, isTime ? duration(i * step) : count(Math.round(i * step))]);
            }
        }
        return ticks;
    }

    drawAxes(context, addressTicks) {
        const {left, top, right, bottom} = this.box;
        context.strokeStyle = colours.grid;
        context.lineWidth = 1;
        context.strokeRect(left - 0.5, top - 0.5, right - left + 1, bottom - top + 1);
        context.fillStyle = colours.text;
        context.textAlign = "right";
        context.textBaseline = "middle";
        for (const [place, text] of addressTicks) {
            const y = this.y(place);
            context.fillText(text, left - 8, Math.max(top + 5, Math.min(bottom - 4, y)));
            context.fillRect(left - 5, Math.round(y), 4, 1);
        }
        context.textBaseline = "top";
        for (const [place, text] of this.timeTicks()) {
            const x = this.x(place);
            const half = context.measureText(text).width / 2;
            context.textAlign = "center";
            context.fillText(text, Math.max(left + half, Math.min(right - half, x)), bottom + 7);
            context.fillRect(Math.round(x), bottom + 1, 1, 4);
        }
        context.textAlign = "right";
        const clock = report.clock === "journal" ? "the journal's clock" : `the trace's clock (${report.clock})`;
        context.fillText(view.xMode === "time" ? `time, by ${clock}` : "record", right, bottom + 22);
    }

    /** Draws the frame and the place over the rest. */
    show() {
        const context = this.context;
        const {left, top, right, bottom} = this.box;
        context.save();
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.drawImage(this.base, 0, 0);
        context.restore();
        this.clipped(context, () => {
            const from = this.x(this.xEdges[view.frame]);
            const to = Math.max(from + 2, this.x(this.xEdges[view.frame + 1]));
            context.strokeStyle = colours.ground;
            context.lineWidth = 4;
            context.strokeRect(from, top - 4, to - from, bottom - top + 8);
            context.strokeStyle = colours.cursor;
            context.lineWidth = 2;
            context.strokeRect(from, top - 4, to - from, bottom - top + 8);
            if (view.region === this.region.index && view.row >= 0) {
                const y = this.y(this.yEdges[view.row]);
                const height = Math.max(2, this.y(this.yEdges[view.row + 1]) - y);
                context.globalAlpha = 0.85;
                context.lineWidth = 1;
                context.strokeRect(left, y, right - left, height);
                context.globalAlpha = 1;
                context.lineWidth = 3;
                context.strokeRect(from - 1, y - 1, to - from + 2, height + 2);
            }
        });
        if (this.drag?.isWide) {
            const {fromX, fromY, toX, toY} = this.drag;
            context.fillStyle = colours.cursor;
            context.globalAlpha = 0.2;
            context.fillRect(fromX, fromY, toX - fromX, toY - fromY);
            context.globalAlpha = 1;
        }
    }

    /** The place on both axes, from 0 to 1, of a point. */
    placeOf(x, y) {
        const {left, top, right, bottom} = this.box;
        const share = (value, from, to) => Math.min(0.999999, Math.max(0, (value - from) / (to - from)));
        const [x0, x1] = view.x;
        const [y0, y1] = view.y[this.region.index];
        return [x0 + share(x, left, right) * (x1 - x0), y0 + share(y, top, bottom) * (y1 - y0)];
    }

    press(event) {
        if (event.button === 0) {
            const [x, y] = [event.offsetX, event.offsetY];
            this.drag = {fromX: x, fromY: y, toX: x, toY: y, isWide: false};
            this.canvas.setPointerCapture(event.pointerId);
        }
    }

    move(event) {
        if (this.drag) {
            const {fromX, fromY} = this.drag;
            this.drag.toX = event.offsetX;
            this.drag.toY = event.offsetY;
            this.drag.isWide ||= Math.hypot(event.offsetX - fromX, event.offsetY - fromY) > dragPixels;
            this.show();
        }
    }

    cancel() {
        this.drag = null;
        this.show();
    }

    release() {
        const drag = this.drag;
        this.drag = null;
        if (!drag) {
            return;
        }
        const [x0, y0] = this.placeOf(drag.fromX, drag.fromY);
        const [x1, y1] = this.placeOf(drag.toX, drag.toY);
        if (!drag.isWide) {
            change({
                frame: Math.min(frameCount - 1, stretchAt(this.xEdges, x0)),
                region: this.region.index,
                row: stretchAt(this.yEdges, y0),
            });
            return;
        }
        const ordered = (a, b) => [Math.min(a, b), Math.max(a, b)];
        const least = (range, width) => zoomed(range, 1, (range[0] + range[1]) / 2, width);
        view.y[this.region.index] = least(ordered(y0, y1), view.yMode === "scale" ? 1e-6 : 1 / this.region.rows);
        change({x: least(ordered(x0, x1), view.xMode === "time" ? 1e-5 : 1 / frameCount)}, true);
    }
}
