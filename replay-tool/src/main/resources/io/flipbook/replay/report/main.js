/* Puts the page together and listens to keys. */

const byId = (id) => document.getElementById(id);
const speeds = [2, 5, 10, 25];
let timer = 0;
let speed = 10;

function isPlaying() {
    return timer !== 0;
}

function play(start) {
    clearInterval(timer);
    timer = 0;
    if (start && frameCount > 1) {
        if (view.frame === frameCount - 1) {
            showFrame(0);
        }
        timer = setInterval(() => {
            showFrame(view.frame + 1);
            if (view.frame === frameCount - 1) {
                play(false);
            }
        }, 1000 / speed);
    }
    byId("play").setAttribute("aria-pressed", String(isPlaying()));
    byId("play").setAttribute("aria-label", isPlaying() ? "Pause" : "Play");
    byId("blame").setAttribute("aria-live", isPlaying() ? "off" : "polite");
}

function step(frames) {
    play(false);
    showFrame(view.frame + frames);
}

function moveRow(rows) {
    const region = regions[view.region];
    if (region) {
        const row = view.row < 0 ? 0 : Math.min(region.rows - 1, Math.max(0, view.row + rows));
        showPlace(view.frame, view.region, row);
    }
}

function momentText() {
    const frames = report.frames;
    const [first, last] = [frames.firstSequence[view.frame], frames.lastSequence[view.frame]];
    const records = first === last ? `record ${count(last)}` : `records ${count(first)} to ${count(last)}`;
    return `Frame ${count(view.frame + 1)} of ${count(frameCount)}: ${records}, `
        + `${duration(frames.sinceNs[view.frame])} after the first request (${instant(frames.sinceNs[view.frame])}); `
        + `${bytes(frames.sharedBytes[view.frame])} shared at its end`;
}

function showMoment() {
    const slider = byId("slider");
    const text = momentText();
    slider.value = String(view.frame);
    slider.setAttribute("aria-valuetext", text);
    byId("moment").textContent = text;
}

function showLegend() {
    const items = view.paint === "activity"
        ? [["quietest", "no request"], ["busiest", `most requests in a cell (${count(mostTouched)})`]]
        : [
            ...(regions.some((region) => !region.pluggable) ? [["private", "private"]] : []),
            ...(regions.some((region) => region.pluggable)
                ? [["unplugged", "not plugged"], ["plugged", "plugged, private"]] : []),
            ["someShared", "little of it shared"], ["allShared", "all of it shared"],
        ];
    byId("legend").replaceChildren(...items.map(([name, text]) => {
        const swatch = element("span", {class: "swatch", "aria-hidden": "true"});
        swatch.style.background = css(colours[name]);
        return element("li", {}, swatch, text);
    }),
    element("li", {}, element("span", {class: "mark-refused", "aria-hidden": "true"}, "\u2715"), "somebody refused"),
    element("li", {}, element("span", {class: "mark-changed", "aria-hidden": "true"}),
        "differs from the frame before"));
}

function setTheme(theme) {
    document.documentElement.dataset.theme = theme;
    const isDark = theme === "dark";
    byId("theme").textContent = isDark ? "Light" : "Dark";
    byId("theme").setAttribute("aria-label", isDark ? "Show in light colours" : "Show in dark colours");
    readColours();
    showLegend();
    change({}, true);
}

function followTheme() {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    let isChosen = false;
    dark.addEventListener("change", () => isChosen || setTheme(dark.matches ? "dark" : "light"));
    byId("theme").addEventListener("click", () => {
        isChosen = true;
        setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    });
    setTheme(dark.matches ? "dark" : "light");
}

const keys = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    ArrowUp: () => moveRow(-1),
    ArrowDown: () => moveRow(1),
    Home: () => step(-frameCount),
    End: () => step(frameCount),
    " ": () => play(!isPlaying()),
    "+": () => { zoomTime(0.5); zoomAddress(0.5); },
    "=": () => { zoomTime(0.5); zoomAddress(0.5); },
    "-": () => { zoomTime(2); zoomAddress(2); },
    "0": () => showAll(),
};

function onKey(event) {
    const target = event.target;
    const isTaken = target.matches("select, summary, .scroll, code")
        || (event.key === " " && target.matches("button"));
    if (isTaken || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) {
        return;
    }
    event.preventDefault();
    keys[event.key]();
}

function addPictures() {
    const shows = [];
    for (const region of regions) {
        const leaf = new Leaf(region);
        const picture = new Picture(region);
        byId("pictures").append(element("figure", {},
            element("figcaption", {},
                element("b", {}, shown(region.name)), ` ${bytes(region.size)} in pages of ${bytes(region.page)}`),
            leaf.says,
            element("div", {class: "holder"}, leaf.canvas),
            element("div", {class: "holder"}, picture.canvas)));
        shows.push(leaf, picture);
    }
    if (regions.length === 0) {
        byId("pictures").append(element("p", {class: "quiet"}, "No region is on record: there is nothing to draw."));
    }
    onChange((axes) => shows.forEach((each) => axes ? each.layOut() : each.show()));
    let width = 0;
    new ResizeObserver(() => {
        const now = byId("pictures").clientWidth;
        if (now !== width) {
            width = now;
            change({}, true);
        }
    }).observe(byId("pictures"));
}

function addControls() {
    byId("slider").max = String(Math.max(0, frameCount - 1));
    byId("slider").addEventListener("input", () => {
        play(false);
        showFrame(Number(byId("slider").value));
    });
    const click = (id, act) => byId(id).addEventListener("click", act);
    click("to-start", keys.Home);
    click("back", keys.ArrowLeft);
    click("play", keys[" "]);
    click("forward", keys.ArrowRight);
    click("to-end", keys.End);
    click("time-in", () => zoomTime(0.5));
    click("time-out", () => zoomTime(2));
    click("address-in", () => zoomAddress(0.5));
    click("address-out", () => zoomAddress(2));
    click("zoom-reset", showAll);
    byId("speed").append(...speeds.map((each) =>
        element("option", {value: String(each)}, `${each} frames/s`)));
    byId("speed").value = String(speed);
    byId("speed").addEventListener("change", () => {
        speed = Number(byId("speed").value);
        play(isPlaying());
    });
    for (const [id, name] of [["x-mode", "xMode"], ["y-mode", "yMode"], ["paint", "paint"]]) {
        byId(id).value = view[name];
        byId(id).addEventListener("change", () => {
            view.x = name === "xMode" ? [0, 1] : view.x;
            view.y = name === "yMode" ? regions.map(() => [0, 1]) : view.y;
            change({[name]: byId(id).value}, true);
            showLegend();
        });
    }
    byId("x-mode").disabled = report.totalNs === 0;
    document.addEventListener("keydown", onKey);
}

chooseAxes();
showHead();
showFindings();
showFlipped();
showTables();
addControls();
addPictures();
onChange(showMoment);
onChange(showBlame);
onChange(showCommands());
followTheme();
