// SPDX-License-Identifier: MIT
// From a recipe of the server's table to requests: for fetch, for curl, for nc.
const DATA = JSON.parse(document.getElementById("data").textContent);
const RECIPES = new Map(DATA.recipes.map((recipe) => [recipe.id, recipe]));
const FAULTS = new Map(DATA.faults.map((fault) => [fault.id, fault]));
const has = (recipe, trait) => recipe.traits.includes(trait);

const newToken = () => "t" + Array.from(crypto.getRandomValues(new Uint8Array(6)), (one) => (one % 36).toString(36)).join("");

// The target with token, fault, and what the form says.
function targetOf(recipe, request, choice) {
  let target = request.target.replaceAll("{token}", choice.token);
  if (has(recipe, "repeats")) {
    target = target.replace(/interim=[^&]*/, "interim=" + Array(choice.count).fill("102").join(","))
      .replace(/gap_ms=\d+/, "gap_ms=" + Math.round(choice.gap * 1000));
  }
  if (has(recipe, "sized")) target = target.replace(/pad=\d+/, "pad=" + choice.pad);
  const more = [];
  if (!/[?&]token=/.test(target)) more.push("token=" + choice.token);
  if (choice.fault) more.push("fault=" + choice.fault);
  return more.length === 0 ? target : target + (target.includes("?") ? "&" : "?") + more.join("&");
}

// [[name, value], ...]; lock: what an answer to LOCK gave.
function fieldsOf(request, choice, lock) {
  return request.fields.split("\r\n").filter(Boolean).map((line) => {
    const [name, value] = line.split(": ");
    return [name, value.replaceAll("{token}", choice.token).replaceAll("{lock-token}", lock)];
  });
}

function requestsOf(recipe, choice) {
  return recipe.requests.map((request) => ({
    method: request.method, target: targetOf(recipe, request, choice),
    fields: (lock) => fieldsOf(request, choice, lock), content: request.content.replaceAll("{token}", choice.token),
  }));
}

// ------------------------------------------------------------ for a shell

const quoted = (text) => "'" + text.replaceAll("'", "'\\''") + "'";

// curl makes the chunks itself.
const plainContent = (request) => (request.fields("").some(([name]) => name === "Transfer-Encoding") ? "hello" : request.content);

function curlOf(recipe, request, isTls) {
  const words = ["curl", "-v"];
  if (isTls) words.push("-k");
  if (has(recipe, "http10")) words.push("-0");
  if (request.method === "HEAD") words.push("-I");
  else if (!(request.method === "GET" || (request.method === "POST" && request.content))) words.push("-X", request.method);
  for (const [name, value] of request.fields("LOCK-TOKEN")) words.push("-H", quoted(`${name}: ${value}`));
  if (request.content) words.push("--data-binary", quoted(plainContent(request)));
  words.push(quoted(location.origin + request.target));
  return words.join(" ");
}

const printf = (octets) => "printf " + quoted(octets.replaceAll("\\", "\\\\").replaceAll("%", "%%").replaceAll("\r", "\\r").replaceAll("\n", "\\n"));

function headOf(recipe, request, isLast) {
  const lines = [`${request.method} ${request.target} HTTP/${has(recipe, "http10") ? "1.0" : "1.1"}`, `Host: ${location.host}`];
  const fields = request.fields("LOCK-TOKEN");
  const names = fields.map(([name]) => name);
  if (request.content && !names.includes("Transfer-Encoding"))
    lines.push(`Content-Length: ${new TextEncoder().encode(request.content).length}`);
  if (isLast && !has(recipe, "keep") && !names.includes("Connection")) lines.push("Connection: close");
  for (const [name, value] of fields) lines.push(`${name}: ${value}`);
  return (has(recipe, "empty-line") ? "\r\n" : "") + lines.join("\r\n") + "\r\n\r\n";
}

function ncOf(recipe, requests, isTls) {
  const { hostname, port } = location;
  const end = isTls ? `openssl s_client -quiet -connect ${location.host}`
    : `nc ${has(recipe, "keep") ? "-N " : ""}${hostname.replace(/[[\]]/g, "")} ${port || 80}`;
  const steps = [];
  let octets = "";
  requests.forEach((request, at) => {
    octets += headOf(recipe, request, at === requests.length - 1);
    if (has(recipe, "later")) {
      steps.push(printf(octets), "sleep 1");
      octets = "";
    }
    octets += request.content;
  });
  if (octets) steps.push(printf(octets));
  if (has(recipe, "keep") || isTls) steps.push("sleep 2");
  return (steps.length > 1 ? `{ ${steps.join("; ")}; }` : steps[0]) + " | " + end;
}

// [[what, line], ...]: what to type to send it by hand.
function linesOf(recipe, choice) {
  const isTls = location.protocol === "https:";
  if (has(recipe, "at-start")) {
    const fault = choice.fault || "1xx-before-request";
    return [["start", `interim serve --fault ${fault} --port 8081`], ["curl", "curl -v 'http://127.0.0.1:8081/?interim=102&final=200'"]];
  }
  const requests = requestsOf(recipe, choice);
  const lines = [];
  if (!has(recipe, "together") && !has(recipe, "empty-line"))
    for (const request of requests) lines.push(["curl", curlOf(recipe, request, isTls)]);
  lines.push([isTls ? "openssl" : "nc", ncOf(recipe, requests, isTls)]);
  return lines;
}
