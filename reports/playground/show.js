// SPDX-License-Identifier: MIT
// Building what is shown. Whatever came from anywhere becomes a text node, and nothing else.
const byId = (id) => document.getElementById(id);

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {}))
    if (value !== undefined && value !== null) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const drawn = (name, attributes, text) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
};

const inMs = (ms) => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`);

// ------------------------------------------------------------ by hand

function showLines(lines) {
  byId("lines").replaceChildren(...lines.map(([what, line]) => {
    const text = make("pre", { tabindex: "0", "aria-label": `${what} command` }, line);
    const button = make("button", { type: "button" }, "Copy");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(line);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(text);
        button.textContent = "Selected";
      }
    });
    return make("div", { class: "copy" }, make("span", { class: "what" }, what), text, button);
  }));
}

// ------------------------------------------------------------ the client's side

const TIMES = [["firstInterimResponseStart", "first interim response"], ["finalResponseHeadersStart", "final response's header section"],
  ["responseStart", "first octet of a response"], ["responseEnd", "end of the response"]];

function timingOf(url) {
  return performance.getEntriesByName(new URL(url, location.href).href).at(-1);
}

function showTiming(entry) {
  const list = make("dl");
  if (!entry) return [make("p", { class: "soft" }, "PerformanceResourceTiming has no entry for it.")];
  for (const [key, what] of TIMES) {
    const value = entry[key];
    const text = value === undefined ? "not exposed by this browser" : value > 0 ? inMs(value - entry.requestStart) : "0: none seen, or not told";
    list.append(make("dt", { title: what }, key), make("dd", {}, text));
  }
  list.append(make("dt", {}, "responseStatus"), make("dd", {}, String(entry.responseStatus ?? "not exposed by this browser")));
  return [make("p", { class: "soft" }, "PerformanceResourceTiming, counted from its requestStart:"), list];
}

function showClient(results) {
  byId("client").replaceChildren(...results.flatMap((result) => {
    const list = make("dl");
    const rows = [["asked", `${result.method} ${result.target}`], ["by", result.by], ["outcome", result.outcome], ["status", result.status ?? "none"],
      ["answered after", result.answered_ms === undefined ? "never" : inMs(result.answered_ms)],
      ["over after", inMs(result.over_ms)], ["content", result.content === undefined ? "not read" : JSON.stringify(result.content.slice(0, 400))],
      ["error", result.error]];
    for (const [name, value] of rows) if (value !== undefined) list.append(make("dt", {}, name), make("dd", {}, String(value)));
    return [list, ...(results.length === 1 ? showTiming(result.timing) : [])];
  }));
}

// ------------------------------------------------------------ the server's side

const SAID = { received: "received", sent: "sent", "half-closed": "server ends its direction", "client-closed": "client closes",
  "client-reset": "connection breaks", "server-closed": "server closes" };

// Octets as the server quoted them, a line of the wire a line.
function showOctets(event) {
  const element = make("div", { class: "octets" });
  for (const line of event.text.split(/(?<=[^\\]\\n|^\\n)/)) {
    const status = /^HTTP\/1\.1 (\d)\d\d(?!\d)/.exec(line);
    element.append(make("span", { class: status ? (status[1] === "1" ? "interim" : "final") : null }, line), "\n");
  }
  if (event.what !== "received" || element.childElementCount < 2) return element;
  const first = make("summary", {}, element.firstElementChild);
  return make("details", { class: "octets" }, first, ...element.childNodes);
}

function showEvent(event) {
  return make("div", { class: `event ${event.what}` }, make("span", { class: "at" }, inMs(event.at_ms)),
    make("span", { class: "what" }, SAID[event.what] ?? event.what),
    event.octets > 0 ? showOctets(event) : make("span"));
}

const showFinding = (finding) => make("p", { class: "finding" }, make("strong", {}, finding.requirement), ` (${finding.level}${finding.source
  ? `, ${finding.source}` : ""}): ${finding.detail}, at octet ${finding.offset} of the connection`);

// Oldest first: the story of one run; or newest first: the last ones of all.
function showServer(exchanges, newestFirst) {
  const oldest = exchanges.length > 0 ? exchanges.at(-1).began_ms : 0;
  byId("server").replaceChildren(...(newestFirst ? exchanges : exchanges.slice().reverse()).map((exchange) => {
    const left = exchange.events_left_out + exchange.octets_left_out;
    const late = exchange.began_ms - oldest;
    return make("div", { class: "exchange" },
      make("p", {}, `Exchange ${exchange.number}, ${exchange.fault ? `fault ${exchange.fault}` : "no fault"}`
        + (late > 0 ? `, ${inMs(late)} after the first` : "")),
      ...exchange.events.map(showEvent),
      ...exchange.findings.map(showFinding),
      left > 0 ? make("p", {}, `and ${exchange.events_left_out} more pieces; ${exchange.octets_left_out} octets are not kept`) : null);
  }));
  if (exchanges.length === 0) byId("server").append(make("p", { class: "soft" }, "The server saw nothing of it yet."));
}

// ------------------------------------------------------------ both, on one axis

// Statuses that one piece of sent octets begins.
const statusesIn = (event) => [...event.text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((found) => found[1]);

function drawLine(results, exchanges) {
  const exchange = exchanges.at(-1);
  if (!exchange || results.length !== 1) return byId("line").replaceChildren();
  const result = results[0];
  const offset = result.timing?.requestStart > 0 ? result.timing.requestStart - result.timing.startTime : 0;
  const sent = exchange.events.filter((event) => event.what === "sent")
    .flatMap((event) => statusesIn(event).map((status) => [event.at_ms, status, status[0] === "1" ? "interim" : "final"]));
  const client = [];
  if (result.timing?.firstInterimResponseStart > 0) client.push([result.timing.firstInterimResponseStart - result.timing.startTime - offset, "first 1xx", "interim"]);
  if (result.answered_ms !== undefined) client.push([result.answered_ms - offset, String(result.status ?? "answer"), "final"]);
  if (result.error) client.push([result.over_ms - offset, result.outcome, "failed"]);
  const end = Math.max(1, ...sent.concat(client).map(([at]) => at));
  const width = Math.max(320, Math.min(900, byId("line").clientWidth));
  const right = width - 50;
  const picture = drawn("svg", { viewBox: `0 0 ${width} 110`, role: "img" });
  picture.append(drawn("title", {}, `Server: ${sent.map(([at, what]) => `${what} at ${inMs(at)}`).join(", ") || "nothing"}. `
    + `Client: ${client.map(([at, what]) => `${what} at ${inMs(at)}`).join(", ") || "nothing"}.`));
  [["server sends", sent, 36], ["client sees", client, 84]].forEach(([name, marks, y]) => {
    picture.append(drawn("text", { x: 0, y: y + 4 }, name), drawn("line", { x1: 90, x2: right, y1: y, y2: y }));
    let free = -Infinity;
    marks.slice(0, 200).forEach(([at, what, kind]) => {
      const x = 95 + (right - 105) * Math.max(0, at) / end;
      picture.append(drawn("line", { class: `mark ${kind}`, x1: x, x2: x, y1: y - 9, y2: y + 9 }));
      if (x < free) return;
      picture.append(drawn("text", { x, y: y - 14, "text-anchor": x > right - 60 ? "end" : "start" }, what));
      free = x + 9 * what.length + 8;
    });
  });
  picture.append(drawn("text", { class: "soft", x: right, y: 108, "text-anchor": "end" }, inMs(end)));
  byId("line").replaceChildren(picture);
}
