// SPDX-License-Identifier: MIT
// The views: each makes the content of <main> from the state of the page.
const link = (state, attributes, ...children) => make("a", { href: hashOf(state), ...attributes }, ...children);
const chip = (outcome, text) => make("span", { class: `chip ${outcome}` }, text || outcome);

function passes(state, id, level, verdict) {
  return (!state.area || areaOf(id) === state.area) && (!state.level || level === state.level) &&
    (!state.verdict || verdict === state.verdict) && (!state.q || id.includes(state.q));
}

// ---------------------------------------------------------------- matrix

function cellOf(state, run, id) {
  const test = state.rows === "cases" ? caseOf(run, id) : null;
  const verdict = state.rows === "cases" ? (test ? test.outcome : "untested") : verdictOf(run, id).verdict;
  const cell = make("td", {});
  if (verdict === "untested") return cell;
  const where = { view: "run", target: run.target, role: run.role };
  cell.append(link(test ? { ...where, case: id } : { ...where, requirement: id }, { class: verdict,
    "aria-label": `${id}, ${nameOf(run)}: ${verdict}` }, verdict === "PASS" ? "ok" : verdict));
  return cell;
}

function matrixOf(state, role) {
  const runs = RUNS.filter((run) => run.role === role && (!state.target || run.target === state.target));
  const kind = state.rows === "cases" ? "cases" : "requirements";
  const body = make("tbody", {});
  let shown = 0;
  for (const id of rowsOf(runs, kind)) {
    const own = requirement(id.split("/")[0], role);
    const verdicts = runs.map((run) => (kind === "cases" ? caseOf(run, id)?.outcome : verdictOf(run, id).verdict));
    if (!verdicts.some((verdict) => passes(state, id, own.level, verdict))) continue;
    shown++;
    body.append(make("tr", {}, make("th", { scope: "row", title: own.sentence }, id),
      make("td", { class: "level" }, own.level), ...runs.map((run) => cellOf(state, run, id))));
  }
  if (shown === 0) return null;
  const head = make("tr", {}, make("th", { scope: "col" }, kind === "cases" ? "case" : "requirement"),
    make("th", { scope: "col" }, "level"), ...runs.map((run) => make("th", { scope: "col" },
      link({ view: "run", target: run.target, role: run.role }, {}, nameOf(run)))));
  return make("div", { class: "wide", tabindex: 0, role: "region", "aria-label": `Matrix of role ${role}` },
    make("table", { class: "matrix" }, make("caption", {}, `${role}: ${runs.length} × ${shown}`),
      make("thead", {}, head), body));
}

function matrixView(state) {
  const tables = rolesHere().filter((role) => !state.role || role === state.role)
    .map((role) => matrixOf(state, role)).filter(Boolean);
  return tables.length ? tables : [make("p", {}, "Nothing has these properties.")];
}

// ---------------------------------------------------------------- one run

function copyable(text) {
  const copy = make("button", { type: "button" }, "Copy");
  copy.addEventListener("click", () => navigator.clipboard?.writeText(text.textContent)
    .then(() => { copy.textContent = "Copied"; }));
  return make("div", { class: "copy" }, text, copy);
}

// A program that needs nothing of ours; pages of many runs say how it is made.
function reproducerOf(test) {
  if (!test.transcript?.length) return null;
  if (!test.reproducer)
    return copyable(make("code", {}, `interim report reproduce REPORT.json ${test.id}`));
  return make("details", {}, make("summary", {}, "Reproduce it without us"),
    copyable(make("pre", { tabindex: 0 }, test.reproducer)));
}

function caseBody(run, test) {
  const own = requirement(test.requirement, run.role);
  const rows = [["requirement", `${own.id}: ${own.sentence}`], ["level", `${basisOf(own)}; harm: ${own.harm}`],
    ["why", test.why], ["rounds", test.rounds?.played > 1
      ? `${test.rounds.with_this_outcome} of ${test.rounds.played}: ${test.rounds.list || test.rounds.shown}` : ""],
    ["known", test.known || ""],
    ["plays", test.plays ? `${test.outcome} in ${test.plays_bad} of ${test.plays}` : ""],
    ["findings", (test.findings || []).map((one) => `${one.requirement} (${one.outcome}) at octet ${one.offset}: ${one.detail}`).join("; ")],
    ["expected", test.expected], ["actual", test.actual],
    ["bisected", test.bisect ? `${test.bisect.bounds.map((one) => one.sentence).join("; ")} (${test.bisect.plays} plays)` : ""],
    ["control", test.control === "PASS" ? "the same exchange without its interim responses passes: it is about them"
      : test.control === "FAIL" ? "the same exchange without its interim responses fails too" : ""]];
  const list = make("dl", {});
  for (const [name, text] of rows) if (text) list.append(make("dt", {}, name), make("dd", {}, text));
  const parts = [list];
  if (test.log)
    parts.push(make("details", { open: test.log.sanitizer }, make("summary", {}, "The target's log"
      + (test.log.beside ? `, with ${test.log.beside} other cases under way` : "")
      + (test.log.left_out ? `; ${test.log.left_out} octets left out` : "")),
      make("pre", { class: "wide", tabindex: 0 }, test.log.text)));
  if (test.transcript?.length) parts.push(timeLine(run, test), wire(run, test));
  else parts.push(make("p", { class: "soft" }, "No transcript is kept of this outcome."));
  parts.push(copyable(make("code", {}, test.reproduce || "")), reproducerOf(test),
    make("p", {}, link({ view: "run", target: run.target, role: run.role, case: test.id }, {}, "Link to this case")));
  return parts.filter(Boolean);
}

function caseDetails(run, test, open) {
  const body = make("div", {});
  const details = make("details", { class: "case", open }, make("summary", {}, chip(test.outcome, test.standing), " ", test.id,
    make("span", { class: "soft" }, test.reason ? `: ${test.reason}` : "")), body);
  const fill = () => { if (details.open && !body.hasChildNodes()) body.append(...caseBody(run, test)); };
  details.addEventListener("toggle", fill);
  if (open) fill();
  return details;
}

function verdictTable(state, run) {
  const rows = run.requirements.filter((row) => row.verdict !== "untested")
    .map((row) => ({ ...requirement(row.id, run.role), outcome: row.verdict, cases: row.cases }))
    .filter((row) => passes(state, row.id, row.level, row.outcome)).sort(byHarm);
  const head = ["verdict", "requirement", "level and source", "harm", "cases", "what is asked"];
  return make("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "Verdicts by requirement" },
    make("table", {}, make("caption", {}, "Verdicts by requirement"),
      make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, make("td", {}, chip(row.outcome)),
        make("th", { scope: "row" }, link({ ...state, requirement: row.id, case: "" }, {}, row.id)),
        make("td", {}, basisOf(row)), make("td", {}, row.harm), make("td", {}, String(row.cases)),
        make("td", {}, row.sentence))))));
}

function summaryOf(run) {
  const chips = OUTCOMES.filter((outcome) => run.summary[outcome]).map((outcome) => make("li", {},
    link({ view: "run", target: run.target, role: run.role, verdict: outcome }, { class: `chip ${outcome}` },
      `${run.summary[outcome]} ${outcome}`)));
  const parts = [make("h2", {}, `${nameOf(run)} as ${run.role}`), make("ul", { class: "chips" }, ...chips),
    make("p", { class: "soft" }, `${run.summary.cases} cases in ${(run.summary.ms / 1000).toFixed(1)} s, ` +
      `${run.started} UTC, interim ${run.versions?.interim}, llhttp ${run.versions?.llhttp}` +
      (run.summary.interrupted ? "; interrupted: this is a part" : ""))];
  if (run.trouble) parts.push(make("p", {}, `Not tested: ${run.trouble}`));
  return parts;
}

function runView(state) {
  const run = runOf(state.target, state.role) || RUNS[0];
  if (!run) return [make("p", {}, "This report holds no run.")];
  const about = (test) => !state.requirement || test.requirement === state.requirement ||
    test.id.startsWith(state.requirement + "/") ||
    (test.findings || []).some((one) => one.requirement === state.requirement);
  const tests = run.cases.filter((test) => (state.case ? test.id === state.case : about(test) &&
    passes(state, test.id, requirement(test.requirement, run.role).level, test.outcome)));
  const all = { view: "run", target: run.target, role: run.role };
  const narrowed = state.case || state.requirement;
  return [...summaryOf(run), narrowed ? make("p", {}, link(all, {}, "All cases of this target")) : verdictTable(state, run),
    make("h2", {}, narrowed ? String(narrowed) : "Cases"),
    ...tests.sort(byHarm).map((test) => caseDetails(run, test, tests.length === 1)),
    tests.length ? null : make("p", {}, "Nothing has these properties.")].filter(Boolean);
}

// ---------------------------------------------------------------- coverage and comparison

function coverageView(state) {
  const run = runOf(state.target, state.role) || RUNS[0];
  if (!run) return [make("p", {}, "This report holds no run.")];
  const { without, silent } = coverageOf(run);
  return [make("h2", {}, `${nameOf(run)} as ${run.role}`),
    make("h3", {}, `Requirements without a case in this run (${without.length})`),
    make("ul", {}, ...without.map((id) => make("li", {}, `${id}: ${requirement(id, run.role).sentence}`))),
    make("h3", {}, `Cases without a verdict (${silent.length})`),
    make("ul", {}, ...silent.map((test) => make("li", {}, chip(test.outcome), ` ${test.id}: ${test.reason}`)))];
}

function compareView(state) {
  const before = RUNS[Number(state.a || 0)];
  const after = RUNS[Number(state.b || RUNS.length - 1)];
  if (!before || !after) return [make("p", {}, "Two runs are needed.")];
  const changes = differences(before, after).filter((row) => passes(state, row.id,
    requirement(row.id.split("/")[0], after.role).level, row.to));
  return [make("h2", {}, `${nameOf(before)} and ${nameOf(after)}`),
    make("p", {}, `${changes.filter((row) => row.worse > 0).length} worse, ${changes.filter((row) => row.worse < 0).length} better, ` +
      `${changes.filter((row) => row.worse === 0).length} in one alone`),
    make("table", {}, make("thead", {}, make("tr", {}, ...["case", nameOf(before), nameOf(after)]
      .map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, ...changes.map((row) => make("tr", {}, make("th", { scope: "row" },
      link({ view: "run", target: after.target, role: after.role, case: row.id }, {}, row.id)),
    make("td", {}, chip(row.from)), make("td", {}, chip(row.to))))))];
}
