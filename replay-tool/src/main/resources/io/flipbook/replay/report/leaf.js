/* A leaf of the flip book: the memory of a region at the frame that is shown, in lines, lowest address first. */

const leafLineHeight = 22;
const leafGap = 4;

class Leaf {
    constructor(region) {
        this.region = region;
        this.lines = Math.min(6, Math.max(1, Math.ceil(region.rows / 48)));
        this.height = this.lines * (leafLineHeight + leafGap);
        this.canvas = element("canvas", {class: "leaf", role: "img"});
        this.canvas.addEventListener("click", (event) => this.choose(event));
        this.says = element("p", {class: "says"});
    }

    layOut() {
        this.width = Math.max(200, this.canvas.parentElement.clientWidth);
        this.context = sized(this.canvas, this.width, this.height);
        this.canvas.style.height = `${this.height}px`;
        this.show();
    }

    show() {
        const {region, context} = this;
        const edges = yEdges(region);
        context.fillStyle = colours.ground;
        context.fillRect(0, 0, this.width, this.height);
        let changed = 0;
        for (let row = 0; row < region.rows; row++) {
            const shade = shadeOf(region, row, view.frame);
            const isChanged = view.frame > region.firstFrame
                && stateOf(region, row, view.frame) !== stateOf(region, row, view.frame - 1);
            changed += isChanged ? 1 : 0;
            if (shade >= 0) {
                this.drawRow(edges, row, colourOf(region, shade), isChanged);
            }
        }
        if (view.region === region.index && view.row >= 0) {
            this.pieces(edges, view.row).forEach(([x, y, width]) => {
                context.strokeStyle = colours.cursor;
                context.lineWidth = 3;
                context.strokeRect(x + 0.5, y + 0.5, Math.max(3, width - 1), leafLineHeight - 1);
            });
        }
        this.canvas.setAttribute("aria-label",
            `Region ${shown(region.name)} at frame ${view.frame + 1}: ${changed} places differ from the frame before`);
        this.say(changed);
    }

    drawRow(edges, row, colour, isChanged) {
        const context = this.context;
        const isRefused = this.region.refused[row][view.frame] > 0;
        for (const [x, y, width] of this.pieces(edges, row)) {
            context.fillStyle = colour;
            context.fillRect(x, y, width > 8 ? width - 1 : width, leafLineHeight);
            if (isChanged) {
                context.fillStyle = colours.cursor;
                context.fillRect(x, y + leafLineHeight, Math.max(2, width - 1), 3);
            }
            if (isRefused) {
                cross(context, x + width / 2, y + leafLineHeight / 2, Math.min(5, 2 + width / 4));
            }
        }
    }

    /** Where a row is drawn: left, top and width of its piece in each line. */
    pieces(edges, row) {
        const from = edges[row] * this.lines;
        const to = edges[row + 1] * this.lines;
        const pieces = [];
        for (let line = Math.floor(from); line < Math.min(this.lines, to - 1e-9); line++) {
            const left = Math.max(from, line) - line;
            const right = Math.min(to, line + 1) - line;
            const x = Math.round(left * this.width);
            pieces.push([x, line * (leafLineHeight + leafGap), Math.max(1, Math.round(right * this.width) - x)]);
        }
        return pieces;
    }

    say(changed) {
        const {region} = this;
        const since = view.frame - region.firstFrame;
        if (since < 0 || region.shared[0][view.frame] < 0) {
            this.says.textContent = since < 0 ? "not there yet" : "not there";
            return;
        }
        const plugged = region.pluggable ? `, ${bytes(region.pluggedBytes[since])} plugged` : "";
        const places = changed === 0 ? "no place differs" : counted(changed, "place differs", "places differ");
        this.says.textContent = `${bytes(region.sharedBytes[since])} shared${plugged}, of ${bytes(region.size)}; `
            + `${places} from the frame before`;
    }

    choose(event) {
        const line = Math.min(this.lines - 1, Math.floor(event.offsetY / (leafLineHeight + leafGap)));
        const place = (line + Math.min(0.999999, event.offsetX / this.width)) / this.lines;
        change({region: this.region.index, row: stretchAt(yEdges(this.region), place)});
    }
}
