/* Numbers, times and commands as text, and elements that hold text. */

const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/** A number of bytes, in the unit in which it is short. */
function bytes(value) {
    let size = Number(value);
    let unit = 0;
    while (unit < byteUnits.length - 1 && size >= 1024) {
        size /= 1024;
        unit++;
    }
    return `${Number(size.toFixed(size < 100 ? 2 : 1))} ${byteUnits[unit]}`;
}

function hex(value) {
    return "0x" + BigInt(value).toString(16);
}

/** An integer with a thin space between thousands. */
function count(value) {
    return String(value).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

function counted(value, one, many) {
    return `${count(value)} ${value === 1 ? one : many}`;
}

/** A duration. */
function duration(ns) {
    const units = [[1e9, "s"], [1e6, "ms"], [1e3, "\u00b5s"]];
    for (const [size, unit] of units) {
        if (Math.abs(ns) >= size) {
            return `${Number((ns / size).toPrecision(4))} ${unit}`;
        }
    }
    return `${ns} ns`;
}

/** When something was, by the clock of the history. */
function instant(sinceNs) {
    const ns = BigInt(report.firstNs) + BigInt(sinceNs);
    if (!report.isDated) {
        return `${(Number(ns) / 1e9).toFixed(6)} s since boot`;
    }
    const second = new Date(Number(ns / 1000000000n) * 1000).toISOString().slice(0, 19);
    return `${second}.${String(ns % 1000000000n).padStart(9, "0")}Z`;
}

/** A text from outside as it may be shown: what does not print, or turns the direction of text, is written out. */
function shown(text) {
    return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
}

/** As a shell has to be told it. */
function quoted(argument) {
    if (/^[A-Za-z0-9_.\/:,=@+-]+$/.test(argument)) {
        return argument;
    }
    if (!/[\p{C}\p{Zl}\p{Zp}]/u.test(argument)) {
        return `'${argument.replaceAll("'", "'\\''")}'`;
    }
    const escaped = argument.replace(/['\\]/g, "\\$&").replace(
        /[\p{C}\p{Zl}\p{Zp}]/gu, (c) => "\\U" + c.codePointAt(0).toString(16).padStart(8, "0"));
    return `$'${escaped}'`;
}

/** A command on this journal. */
function command(name, ...options) {
    const directory = report.directory.startsWith("-") ? "./" + report.directory : report.directory;
    return ["flipbook", name, directory, ...options.map(String)].map(quoted).join(" ");
}

/** An element with attributes and children; a child that is a string becomes text. */
function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (key.startsWith("on")) {
            made.addEventListener(key.slice(2), value);
        } else {
            made.setAttribute(key, value);
        }
    }
    made.append(...children);
    return made;
}

/** A command to copy. */
function commandLine(text, says) {
    const code = element("code", {tabindex: "0"}, text);
    const copy = element("button", {type: "button", class: "copy", "aria-label": `Copy: ${text}`}, "Copy");
    copy.addEventListener("click", async () => {
        try {
            await navigator.clipboard.writeText(text);
            copy.textContent = "Copied";
        } catch {
            getSelection().selectAllChildren(code); // Where the clipboard is out of reach, it is one key away.
        }
    });
    return element("div", {class: "command"}, says ? element("p", {class: "quiet"}, says) : "",
        element("div", {class: "line"}, code, copy));
}

/** A table with a head; rows are lists of strings or elements. */
function table(label, heads, rows, numeric = []) {
    const cell = (name, value, column) => {
        const made = element(name, numeric.includes(column) ? {class: "number"} : {}, value);
        if (name === "th") {
            made.scope = "col";
        }
        return made;
    };
    return element("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": label},
        element("table", {},
            element("thead", {}, element("tr", {}, ...heads.map((head, i) => cell("th", head, i)))),
            element("tbody", {}, ...rows.map((row) =>
                element("tr", {}, ...row.map((value, i) => cell("td", value, i)))))));
}
