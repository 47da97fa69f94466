// SPDX-License-Identifier: MIT
// The data of the report, and questions to it. No document here.
const REQUIREMENTS = JSON.parse(document.getElementById("requirements").textContent);
const RUNS = JSON.parse(document.getElementById("runs").textContent);
const ROLES = ["server", "client", "gateway", "proxy"];
const OUTCOMES = ["FAIL", "ERROR", "XPASS", "FLAKY", "WARN", "XFAIL", "INFO", "PASS", "SKIP"];
const HARMS = ["leak", "wrong-answer", "hang", "lost", "cosmetic"];
const LEVELS = ["must", "must-not", "should", "should-not", "may", "advice"];

const areaOf = (id) => id.split(".")[0];
const nameOf = (run) => run.target + (run.target_version ? " " + run.target_version : "");
const rolesHere = () => ROLES.filter((role) => RUNS.some((run) => run.role === role));
const runOf = (target, role) =>
  RUNS.find((run) => run.target === target && (!role || run.role === role));

// What a requirement asks of a role: gateways have levels of their own.
function requirement(id, role) {
  const row = REQUIREMENTS[id] ||
    { level: "", gateway: "", basis: "none", source: "", harm: "", sentence: "not known to this version" };
  return { ...row, id, level: role === "gateway" ? row.gateway : row.level };
}

// Nobody is told that an RFC says in so many words what it only implies.
function basisOf(row) {
  const join = { explicit: "explicit in", grammar: "by the grammar of", derived: "derived from" }[row.basis];
  return row.level + (row.source ? `, ${join ? join + " " : ""}${row.source}` : "");
}

const byHarm = (a, b) =>
  OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome) ||
  HARMS.indexOf(a.harm) - HARMS.indexOf(b.harm);

function verdictOf(run, id) {
  run.verdicts ??= Object.fromEntries(run.requirements.map((row) => [row.id, row]));
  return run.verdicts[id] || { verdict: "untested", cases: 0, level: "" };
}

function caseOf(run, id) {
  run.byId ??= Object.fromEntries(run.cases.map((test) => [test.id, test]));
  return run.byId[id];
}

// The requirements, or the cases, that any of these runs says something of.
function rowsOf(runs, kind) {
  const seen = new Map();
  for (const run of runs)
    for (const row of kind === "cases" ? run.cases : run.requirements)
      if (kind === "cases" || row.verdict !== "untested") seen.set(row.id, row);
  return [...seen.keys()].sort();
}

// A requirement that no case of a run asks for, and a case whose requirement was never shown.
function coverageOf(run) {
  const asked = new Set(run.cases.map((test) => test.id.split("/")[0]));
  return {
    without: Object.keys(REQUIREMENTS).filter((id) => !asked.has(id) && verdictOf(run, id).verdict === "untested"),
    silent: run.cases.filter((test) => test.outcome === "SKIP" || test.outcome === "ERROR"),
  };
}

function differences(before, after) {
  const rank = ["PASS", "XPASS", "INFO", "WARN", "FLAKY", "XFAIL", "SKIP", "ERROR", "FAIL"];
  const changes = [];
  for (const test of after.cases) {
    const old = caseOf(before, test.id);
    if (!old) changes.push({ id: test.id, from: "-", to: test.outcome, worse: 0 });
    else if (old.outcome !== test.outcome)
      changes.push({ id: test.id, from: old.outcome, to: test.outcome,
        worse: rank.indexOf(test.outcome) - rank.indexOf(old.outcome) });
  }
  for (const test of before.cases)
    if (!caseOf(after, test.id)) changes.push({ id: test.id, from: test.outcome, to: "-", worse: 0 });
  return changes.sort((a, b) => b.worse - a.worse);
}

// true where interim did it: it opens as client, and the target opens to its origin.
const isOurs = (entry) => entry.kind === "sent" || entry.by === "interim" ||
  (entry.kind === "opened" && entry.side === "client");

// Splits visible octets into octets: "\r", "\x7f" and "a" are one each.
function octetsOf(visible) {
  return visible.match(/\\x[0-9a-fA-F]{2}|\\.|[^\\]/gs) || [];
}
