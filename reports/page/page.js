// SPDX-License-Identifier: MIT
// The state of the page is its fragment: every view, filter and case has a link of its own.
const VIEWS = { matrix: ["Matrix", matrixView], run: ["Target", runView], coverage: ["Coverage", coverageView],
  compare: ["Compare", compareView] };
const START = RUNS.length > 1 ? "matrix" : "run";

function hashOf(state) {
  const kept = Object.entries(state).filter(([, value]) => value !== "" && value !== undefined && value !== null);
  return "#" + new URLSearchParams(kept).toString();
}

function stateNow() {
  const state = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  return { ...state, view: VIEWS[state.view] ? state.view : START };
}

function choice(state, key, label, values, empty) {
  const select = make("select", { name: key }, empty === null ? null : make("option", { value: "" }, empty || "all"),
    ...values.map(([value, text]) => make("option", { value, selected: String(state[key] ?? "") === String(value) }, text)));
  select.addEventListener("change", () => { location.hash = hashOf({ ...stateNow(), [key]: select.value, case: "" }); });
  return make("label", {}, label, select);
}

function textFilter(state) {
  const input = make("input", { type: "search", name: "q", value: state.q || "", size: 18 });
  input.addEventListener("input", () => {
    history.replaceState(null, "", hashOf({ ...stateNow(), q: input.value, case: "" }));
    show();
  });
  return make("label", {}, "name contains", input);
}

const plain = (values) => values.map((value) => [value, value]);

function filtersOf(state) {
  const areas = [...new Set(Object.keys(REQUIREMENTS).map(areaOf))].sort();
  const indexed = RUNS.map((run, index) => [index, `${nameOf(run)} (${run.role})`]);
  const filters = [];
  if (state.view === "compare") {
    filters.push(choice({ a: 0, ...state }, "a", "before", indexed, null),
      choice({ b: RUNS.length - 1, ...state }, "b", "after", indexed, null));
  } else {
    const targets = [...new Set(RUNS.filter((run) => !state.role || run.role === state.role).map((run) => run.target))];
    filters.push(choice(state, "target", "target", plain(targets), state.view === "matrix" ? "all" : "first"),
      choice(state, "role", "role", plain(rolesHere())));
  }
  if (state.view === "matrix") filters.push(choice(state, "rows", "rows", [["cases", "cases"]], "requirements"));
  if (state.view !== "coverage")
    filters.push(choice(state, "level", "level", plain(LEVELS)), choice(state, "area", "area", plain(areas)),
      choice(state, "verdict", "verdict", plain(OUTCOMES)), textFilter(state));
  return filters;
}

// The view changes with every key; what has the focus stays where it is.
let filtersFor = "";

function show() {
  const state = stateNow();
  const main = document.getElementById("main");
  document.getElementById("views").replaceChildren(...Object.entries(VIEWS).map(([view, [name]]) =>
    make("a", { href: hashOf({ view, target: view === "matrix" || view === "compare" ? "" : state.target, role: state.role }),
      "aria-current": view === state.view ? "page" : undefined }, name)));
  const { q, ...rest } = state;
  if (filtersFor !== JSON.stringify(rest)) {
    const focused = document.activeElement?.name;
    const form = document.getElementById("filters");
    form.replaceChildren(...filtersOf(state));
    if (focused && form.elements[focused]) form.elements[focused].focus();
    filtersFor = JSON.stringify(rest);
  }
  main.replaceChildren(...VIEWS[state.view][1](state));
  const shown = main.querySelectorAll("tbody tr, details.case").length;
  document.getElementById("told").textContent = state.view === "coverage" ? "" : `${shown} ${shown === 1 ? "row" : "rows"} shown`;
  document.title = `interim: ${VIEWS[state.view][0]}${state.target ? " " + state.target : ""}`;
}

document.getElementById("about").textContent = `${RUNS.length} ${RUNS.length === 1 ? "run" : "runs"}, ` +
  `${RUNS.reduce((sum, run) => sum + run.cases.length, 0)} cases`;
document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", show);
show();
