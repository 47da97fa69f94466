// SPDX-License-Identifier: MIT
// One exchange, drawn as a time line and written octet by octet.
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {}))
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

function draw(name, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

const milliseconds = (ms) => (ms < 10 ? ms.toFixed(2) : ms < 1000 ? ms.toFixed(1) : (ms / 1000).toFixed(2) + " s")
  + (ms < 1000 ? " ms" : "");

// What an arrow is called: the first line of what it carries, and how many status lines more.
function labelOf(entry) {
  if (entry.kind === "note") return entry.note;
  if (entry.octets === undefined) return entry.kind;
  const lines = entry.octets.split(/\\r\\n|\\n/).filter(Boolean);
  const more = lines.slice(1).filter((line) => /^HTTP\/\d/.test(line)).map((line) => line.split(" ")[1]);
  const first = lines[0] || entry.octets;
  return (first.length > 44 ? first.slice(0, 43) + "…" : first) + (more.length ? ` + ${more.join(", ")}` : "");
}

function classOf(entry) {
  if (entry.kind === "closed" || entry.kind === "reset") return "broken";
  const status = /^HTTP\/\d\.\d (\d)/.exec(entry.octets || "");
  return !status ? "" : status[1] === "1" ? "interim" : "final";
}

// Life lines left to right as the octets travel: client, target, origin.
function lifelines(run) {
  const names = { server: ["interim as client", "target"], client: ["target", "interim as origin"],
    gateway: ["interim as client", "target", "interim as origin"] };
  return names[run.role] || names.gateway;
}

const MAX_ARROWS = 40;
const GAP_MS = 100; // a wait that a reader should see

function timeLine(run, test) {
  const names = lifelines(run);
  const entries = test.transcript.filter((entry) => entry.kind !== "opened").slice(0, MAX_ARROWS);
  const width = names.length === 2 ? 620 : 1000;
  const column = (index) => 80 + index * ((width - 160) / (names.length - 1));
  const target = names.indexOf("target");
  const svg = draw("svg", { width, role: "img" });
  let y = 40;
  let before = 0;
  const arrows = [];
  for (const entry of entries) {
    if (entry.ms - before > GAP_MS) {
      arrows.push(draw("text", { x: 4, y: y + 12, class: "soft" }, `⋮ ${milliseconds(entry.ms - before)} of silence`));
      y += 20;
    }
    before = entry.ms;
    const side = entry.side === "client" ? 0 : names.length - 1;
    const ours = isOurs(entry);
    const [from, to] = ours ? [column(side), column(target)] : [column(target), column(side)];
    const tip = to > from ? -7 : 7;
    if (entry.kind === "note") {
      arrows.push(draw("text", { x: column(side) + (side ? -8 : 8), y: y + 12, class: "soft",
        "text-anchor": side ? "end" : "start" }, labelOf(entry)));
    } else {
      arrows.push(draw("path", { class: classOf(entry),
        d: `M${from} ${y + 14} L${to} ${y + 14} M${to + tip} ${y + 10} L${to} ${y + 14} L${to + tip} ${y + 18}` }));
      arrows.push(draw("text", { x: (from + to) / 2, y: y + 10, "text-anchor": "middle" },
        (entry.lane > 1 ? `[${entry.lane}] ` : "") + labelOf(entry)));
    }
    y += 24;
  }
  svg.append(draw("title", {}, `Time line of ${test.id}: ${entries.map(labelOf).join("; ")}`));
  names.forEach((name, index) => {
    svg.append(draw("text", { x: column(index), y: 16, "text-anchor": "middle" }, name));
    svg.append(draw("line", { x1: column(index), x2: column(index), y1: 24, y2: y + 8 }));
  });
  svg.append(...arrows);
  svg.setAttribute("height", y + 16);
  return make("div", { class: "wide", tabindex: 0, role: "group", "aria-label": "Time line" }, svg);
}

// The visible octets of an entry, a line of the wire a line, the offending one marked.
function octetLines(entry, marked) {
  const box = make("span", { class: "octets" });
  const octets = octetsOf(entry.octets);
  let text = "";
  octets.forEach((octet, index) => {
    if (entry.offset + index === marked) {
      box.append(text, make("mark", { title: `octet ${marked}` }, octet));
      text = "";
    } else {
      text += octet;
    }
    if (octet === "\\n" && index + 1 < octets.length) text += "\n";
  });
  if (entry.left_out) text += `\n… ${entry.left_out} octets left out …`;
  box.append(text);
  return box;
}

function wire(run, test) {
  const box = make("div", { class: "wire" });
  const side = run.role === "client" ? "origin" : "client";
  let found = false;
  for (const entry of test.transcript) {
    const ours = isOurs(entry);
    const has = !found && test.mark !== null && entry.kind === "received" && entry.side === side &&
      (test.mark_lane === undefined || entry.lane === test.mark_lane) &&
      test.mark >= entry.offset && test.mark < entry.offset + octetsOf(entry.octets).length;
    found ||= has;
    box.append(make("span", { class: "at" }, milliseconds(entry.ms)),
      make("span", {}, entry.side + (entry.lane > 1 ? ` ${entry.lane}` : "")),
      make("span", { class: "arrow", title: ours ? "by interim" : "by the target" },
        entry.kind === "note" ? "#" : ours ? ">" : "<"),
      entry.octets === undefined ? make("span", { class: "octets soft" }, entry.note || entry.kind)
        : octetLines(entry, has ? test.mark : -1));
    if (!ours) box.lastChild.classList.add("theirs");
  }
  return box;
}
