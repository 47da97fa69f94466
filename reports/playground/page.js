// SPDX-License-Identifier: MIT
// The form, what it sends, and the state in the fragment: each choice has a link of its own.
const HAND = newToken();
const POLL_MS = 200;
let run = 0; // who began later has the result's place

const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
const numberIn = (id) => {
  const input = byId(id);
  const value = Number(input.value);
  return Math.min(Number(input.max), Math.max(Number(input.min), Number.isFinite(value) ? value : 0));
};

function choiceNow(token) {
  return { token, fault: byId("fault").value, count: Math.round(numberIn("count")), gap: numberIn("gap"), pad: Math.round(numberIn("pad")) };
}

const recipeNow = () => RECIPES.get(document.querySelector("input[name=recipe]:checked")?.value) ?? DATA.recipes[0];

async function exchangesOf(token) {
  try {
    return (await (await fetch(`/exchanges?token=${encodeURIComponent(token)}`, { cache: "no-store" })).json()).exchanges;
  } catch {
    return [];
  }
}

function tell(sentence, kind) {
  byId("told").textContent = sentence;
  byId("told").className = kind || "";
}

// ------------------------------------------------------------ one request

// What the caller got, in the words of the suite.
function outcomeOf(result, token) {
  if (result.error) return result.hung ? "hang" : "error";
  if (result.status >= 100 && result.status < 200) return "interim-as-final";
  if (result.content === undefined || result.content.includes(token)) return "delivered";
  return result.content === "" ? "empty-success" : "other content";
}

// Steps of one request share a clock and a limit.
function began(by, request) {
  const result = { by, method: request.method, target: request.target, timing: undefined };
  const start = performance.now();
  return { result, now: () => performance.now() - start };
}

async function byFetch(request, choice, lock) {
  const { result, now } = began("fetch", request);
  const limit = AbortSignal.timeout(numberIn("patience") * 1000);
  let locked = lock;
  try {
    const response = await fetch(request.target, { method: request.method, headers: request.fields(lock), cache: "no-store",
      body: request.content || undefined, signal: limit });
    result.answered_ms = now();
    result.status = response.status;
    locked = response.headers.get("Lock-Token")?.replace(/[<>]/g, "") ?? lock;
    const content = await response.text();
    if (request.method !== "HEAD" && response.status !== 204) result.content = content;
    if (response.redirected) result.by = `fetch, redirected to ${new URL(response.url).pathname}`;
  } catch (error) {
    result.error = String(error);
    result.hung = limit.aborted;
  }
  result.over_ms = now();
  result.timing = timingOf(request.target);
  result.outcome = outcomeOf(result, choice.token);
  return { result, lock: locked };
}

// An element that loads by itself; settled(element, result) reads what it became.
async function byElement(name, attributes, request, choice, settled) {
  const { result, now } = began(name, request);
  const element = make(name, attributes);
  const loaded = new Promise((done) => {
    element.addEventListener("load", () => done("load"));
    element.addEventListener("error", () => done("error"));
  });
  element.setAttribute("src", request.target);
  byId("framed").replaceChildren(element);
  const what = await Promise.race([loaded, wait(numberIn("patience") * 1000).then(() => "hang")]);
  result.over_ms = now();
  result.timing = timingOf(request.target);
  result.status = result.timing?.responseStatus || undefined;
  result.hung = what === "hang";
  if (what !== "load") result.error = what === "hang" ? "no load event within the limit" : "error event";
  else settled(element, result);
  if (!result.error) result.answered_ms = result.over_ms;
  result.outcome = outcomeOf(result, choice.token);
  if (result.hung) byId("framed").replaceChildren();
  return result;
}

// Text alone is in there, and no script of it would run.
const byFrame = (request, choice) =>
  byElement("iframe", { title: "What the frame shows", sandbox: "allow-same-origin" }, request, choice, (element, result) => {
    try {
      result.content = element.contentDocument.body.textContent;
    } catch {
      result.error = "the frame shows an error page";
    }
  });

const byImage = (request, choice) =>
  byElement("img", { alt: "What the server sent as an image", width: "64", height: "64" }, request, choice, () => {});

// ------------------------------------------------------------ one run

// The server's side changes while the client waits.
async function follow(mine, token, results, until) {
  for (let over = false; run === mine;) {
    const exchanges = await exchangesOf(token);
    if (run !== mine) return;
    showServer(exchanges, token === "");
    drawLine(results, exchanges);
    if (over) return;
    over = await Promise.race([until.then(() => true), wait(POLL_MS).then(() => false)]);
    if (over) await wait(POLL_MS);
  }
}

function conclude(results) {
  const last = results.at(-1);
  const bad = results.filter((result) => !["delivered", "answered"].includes(result.outcome));
  const statuses = results.map((result) => result.status ?? result.outcome).join(", ");
  if (results.length > 1) tell(`Answered: ${statuses}.`, bad.length > 0 ? "bad" : "good");
  else if (last.error) tell(`${last.outcome} after ${inMs(last.over_ms)}: ${last.error}`, "bad");
  else tell(`${last.outcome}: ${last.status ?? "shown"} after ${inMs(last.over_ms)}.`, bad.length > 0 ? "bad" : "good");
}

async function start(send) {
  const mine = ++run;
  const recipe = recipeNow();
  const choice = choiceNow(newToken());
  const results = [];
  byId("client").replaceChildren(make("p", { class: "soft" }, "Waiting."));
  byId("server").replaceChildren();
  byId("framed").replaceChildren();
  tell(`Sent: ${recipe.title || recipe.sentence}${choice.fault ? ` With fault ${choice.fault}.` : ""}`);
  if (matchMedia("(max-width: 52rem)").matches) byId("result").scrollIntoView();
  const sent = send(recipe, choice, (result) => {
    results.push(result);
    if (run === mine) showClient(results);
  });
  const followed = follow(mine, choice.token, results, sent);
  await sent;
  await followed;
  if (run === mine) conclude(results);
}

async function sendAll(recipe, choice, add) {
  let lock = "";
  for (const request of requestsOf(recipe, choice)) {
    const answer = await byFetch(request, choice, lock);
    lock = answer.lock;
    // Of several, each has an answer of its own, and not the token.
    if (recipe.requests.length > 1 && !answer.result.error) answer.result.outcome = "answered";
    add(answer.result);
  }
}

const sendFirst = (by) => async (recipe, choice, add) => add(await by(requestsOf(recipe, choice)[0], choice));

// ------------------------------------------------------------ the form

const isPlainGet = (recipe) => recipe.requests.length === 1 && recipe.requests[0].method === "GET" && !recipe.requests[0].fields;

function update() {
  const recipe = recipeNow();
  const fault = FAULTS.get(byId("fault").value);
  const canScript = !has(recipe, "by-hand");
  byId("sentence").textContent = recipe.sentence;
  const shows = fault && RECIPES.get(fault.recipe);
  byId("fault-sentence").textContent = fault ? `The fault: the server ${fault.sentence}.`
    + (shows === recipe ? "" : ` This request may not show it; one that does: ${shows.title || shows.sentence}`) : "";
  document.querySelectorAll(".repeats").forEach((label) => { label.hidden = !has(recipe, "repeats"); });
  document.querySelectorAll(".sized").forEach((label) => { label.hidden = !has(recipe, "sized"); });
  byId("by-hand").hidden = canScript;
  byId("by-hand").textContent = has(recipe, "at-start")
    ? "No request can choose this one: the server shows it before it has read any. Start a server of its own with it, as below."
    : "A script in a browser cannot send this: use one of the lines below, and watch what the server sent.";
  byId("send").disabled = !canScript;
  byId("frame").disabled = byId("image").disabled = !(canScript && isPlainGet(recipe));
  byId("tab").hidden = byId("frame").disabled;
  byId("tab").setAttribute("href", isPlainGet(recipe) ? requestsOf(recipe, choiceNow(HAND))[0].target : "#");
  showLines(linesOf(recipe, choiceNow(HAND)));
  const state = new URLSearchParams({ recipe: recipe.id, fault: byId("fault").value });
  history.replaceState(null, "", "#" + state);
}

// A recipe without a title is there for faults alone: it is offered while it is chosen.
function offer(id) {
  const shown = DATA.recipes.filter((recipe) => recipe.title || recipe.id === id);
  byId("recipes").replaceChildren(byId("recipes").firstElementChild, ...shown.map((recipe) => {
    const input = make("input", { type: "radio", name: "recipe", value: recipe.id });
    input.checked = recipe.id === id;
    return make("label", {}, input, recipe.title || recipe.sentence);
  }));
}

function choose(recipe, fault) {
  offer(RECIPES.has(recipe) ? recipe : DATA.recipes[0].id);
  byId("fault").value = FAULTS.has(fault) || fault === "none" ? fault : "";
  const slow = Number(/(\d+) s\b/.exec(FAULTS.get(fault)?.sentence)?.[1] ?? 0);
  if (slow >= numberIn("patience")) byId("patience").value = String(slow + 5);
  update();
}

function listFaults() {
  const wanted = byId("filter").value.toLowerCase();
  const shown = DATA.faults.filter((fault) => `${fault.id} ${fault.sentence}`.toLowerCase().includes(wanted));
  byId("counted").textContent = `${shown.length} of ${DATA.faults.length} faults`;
  byId("faults").tBodies[0].replaceChildren(...shown.map((fault) => {
    const byHand = has(RECIPES.get(fault.recipe), "by-hand");
    const button = make("button", { type: "button", "aria-label": `${byHand ? "Choose" : "Try"} ${fault.id}` }, byHand ? "Choose" : "Try");
    button.addEventListener("click", () => {
      choose(fault.recipe, fault.id);
      byId(byHand ? "hand" : "result").scrollIntoView();
      if (!byHand) start(sendAll);
    });
    const all = fault.breaks.split(" ");
    const breaks = make("td", { class: "breaks" }, all.slice(0, 4).join(" ") + (all.length > 4 ? ` and ${all.length - 4} more` : ""));
    return make("tr", {}, make("th", { scope: "row" }, button, " ", make("code", {}, fault.id)), make("td", {}, fault.sentence), breaks);
  }));
}

// token: of the lines to copy; "": of all clients.
async function watch(token, whom) {
  const mine = ++run;
  byId("client").replaceChildren(make("p", { class: "soft" }, "That is for your own client to say."));
  byId("line").replaceChildren();
  byId("framed").replaceChildren();
  byId("result").scrollIntoView();
  tell(`Watching ${whom} for two minutes.`);
  await follow(mine, token, [], wait(120000));
  if (run === mine) tell("Watched for two minutes.");
}

function begin() {
  const options = [["", DATA.fault ? `${DATA.fault} (the server's own)` : "none: the server is honest"]];
  if (DATA.fault) options.push(["none", "none"]);
  byId("fault").append(...options.concat(DATA.faults.map((fault) => [fault.id, fault.id])).map(([value, text]) => make("option", { value }, text)));
  byId("always").hidden = !DATA.fault;
  byId("always").textContent = `This server was started with --fault ${DATA.fault}: whatever chooses no fault has that one.`;
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    start(sendAll);
  });
  byId("frame").addEventListener("click", () => start(sendFirst(byFrame)));
  byId("image").addEventListener("click", () => start(sendFirst(byImage)));
  byId("watch").addEventListener("click", () => watch(HAND, `for token ${HAND}`));
  byId("watch-all").addEventListener("click", () => watch("", "all clients"));
  byId("recipes").addEventListener("change", update);
  byId("choices").addEventListener("input", (event) => {
    const fault = event.target.id === "fault" ? FAULTS.get(event.target.value) : undefined;
    if (fault) choose(fault.recipe, fault.id);
    else update();
  });
  byId("filter").addEventListener("input", listFaults);
  const restore = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    choose(state.get("recipe") ?? "every", state.get("fault") ?? "");
  };
  addEventListener("hashchange", () => { if (location.hash.includes("recipe=")) restore(); });
  restore();
  listFaults();
}

begin();
