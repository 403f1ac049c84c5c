// The page: lets one in, asks the host every few seconds, and sends what was confirmed. The token is kept by this tab alone,
// and goes into a header; no cookie has it.

import { Chart } from "./chart.js";
import { Rows, connectionRow, element, errorItem, reasonRow, serviceRow, set, span, tiles } from "./view.js";

const SHORTEST = 120;
const EVERY = 2000, HISTORY_EVERY = 5000, PATIENCE = 8000, KEY = "token", MOST_ROWS = 300;

let token = "";
let timer = 0;
let historyAt = 0;
let isAsking = false;
let lastState = null;

class Refused extends Error {}

async function ask(path, body) {
  const options = { headers: { Authorization: `Bearer ${token}` }, cache: "no-store" };
  if (body) {
    options.method = "POST";
    options.body = JSON.stringify(body);
  } else {
    options.signal = AbortSignal.timeout(PATIENCE);
  }
  const response = await fetch(`/api/${path}`, options);
  const answer = await response.json();
  if (response.status === 401) throw new Refused(answer.error);
  if (!answer.ok) throw Object.assign(new Error(answer.error), { told: true });
  return answer;
}

const charts = [
  new Chart(element("charts"), "Accepted", "connections per second", [{ field: "accepted", name: "accepted" }]),
  new Chart(element("charts"), "Live", "connections", [{ field: "active", name: "live" }]),
  new Chart(element("charts"), "Latency", "ms from accept to start", [{ field: "p50", name: "median" }, { field: "p99", name: "99 %" }]),
  new Chart(element("charts"), "Not served", "connections per second", [{ field: "refused", name: "refused" }, { field: "failed", name: "failed" }]),
];
const services = new Rows(element("service-rows"), serviceRow(pauseOrResume));
const refused = new Rows(element("refused-rows"), reasonRow);
const failed = new Rows(element("failed-rows"), reasonRow);
const errors = new Rows(element("errors"), errorItem);
const connections = new Rows(element("connection-rows"), connectionRow);

function none(name, isEmpty) {
  element(`${name}-none`).hidden = !isEmpty;
  const table = element(`${name}-none`).previousElementSibling;
  table.hidden = isEmpty;
}

function showReasons(rows, name, reasons) {
  const most = Math.max(1, ...reasons.map(one => one.hour));
  const sorted = [...reasons].sort((one, other) => other.hour - one.hour || other.total - one.total);
  rows.show(sorted.map(one => [one.name, { ...one, share: one.hour / most }]));
  none(name, reasons.length === 0);
}

function failure(one) {
  const root = one.root && one.root !== one.subject ? ` in root ${one.root}` : "";
  const what = one.stage === "threw" ? "threw" : `${one.stage} failed`;
  return { at: one.at, service: one.service, from: one.remote, text: `${what}${root}: ${one.subject}${one.error ? `: ${one.error}` : ""}` };
}

/** Those that differ in time and client alone are one, with the time and the client of the latest. */
function showErrors(state) {
  const now = state.services.flatMap(service => service.errors.map(text => ({ service: service.name, text })));
  const alike = new Map();
  for (const error of [...now, ...state.failures.map(failure)]) {
    const key = JSON.stringify([error.service, error.text, !error.at]);
    const known = alike.get(key);
    if (known) known.times += 1;
    else alike.set(key, { ...error, times: 1 });
  }
  errors.show([...alike]);
  none("errors", alike.size === 0);
}

function showServices() {
  const wanted = element("find").value.trim().toLowerCase();
  const found = lastState.services.filter(service => service.name.toLowerCase().includes(wanted));
  services.show(found.slice(0, MOST_ROWS).map(service => [`${service.name} ${service.kind}`, service]));
  const note = element("services-none");
  note.hidden = found.length > 0 && found.length <= MOST_ROWS;
  set(note, found.length === 0 ? "No service." : `${found.length - MOST_ROWS} more; find narrows the list.`);
}

function showSubjects(state) {
  const select = element("subject");
  const names = ["", ...new Set(state.services.map(service => service.name))];
  if (names.length === select.options.length && names.every((name, i) => select.options[i].value === name)) return;
  const chosen = select.value;
  select.replaceChildren(...names.map(name => new Option(name || "all services", name)));
  select.value = names.includes(chosen) ? chosen : "";
}

function show(state) {
  lastState = state;
  const up = (Date.now() - Date.parse(state.since)) / 1000;
  set(element("host"), `${state.version}, up ${span(up)}`);
  tiles(state);
  showSubjects(state);
  showServices();
  showReasons(refused, "refused", state.refused);
  showReasons(failed, "failed", state.failed);
  showErrors(state);
}

/** Without the time before the bundle was there, but for the last ten minutes. */
function known(points) {
  const firsts = Object.values(points).map(values => values.findIndex(value => value !== null)).filter(first => first >= 0);
  const start = Math.min(Math.max(0, points.active.length - SHORTEST), ...firsts);
  return Object.fromEntries(Object.entries(points).map(([field, values]) => [field, values.slice(start)]));
}

async function showHistory() {
  const subject = element("subject").value;
  const answer = await ask(subject ? `history/${encodeURIComponent(subject)}` : "history");
  if (subject !== element("subject").value) return;
  historyAt = Date.now();
  for (const chart of charts) chart.show(known(answer.points), historyAt, answer.seconds);
}

async function showConnections() {
  const answer = await ask("connections");
  connections.show(answer.connections.map(one => [one.id, one]));
  const shown = answer.connections.length;
  set(element("connections-count"), answer.count > shown ? `${answer.count}, the newest ${shown}` : String(answer.count));
  none("connections", shown === 0);
}

function link(text, isBad) {
  const node = element("link");
  set(node, text);
  node.classList.toggle("bad", isBad);
}

async function look() {
  clearTimeout(timer);
  if (!token || isAsking) return;
  isAsking = true;
  try {
    show(await ask("state"));
    await showConnections();
    if (Date.now() - historyAt >= HISTORY_EVERY) await showHistory();
    link("", false);
  } catch (error) {
    if (error instanceof Refused) {
      isAsking = false;
      leave("This is not the token, or it is not any more.");
      return;
    }
    link(error.told ? `The host does not answer: ${error.message}` : "Connection lost, retrying", true);
  }
  isAsking = false;
  if (token) timer = setTimeout(look, document.hidden ? 5 * EVERY : EVERY);
}

function enter(given) {
  token = given;
  sessionStorage.setItem(KEY, given);
  element("login").hidden = true;
  for (const id of ["console", "reload", "leave"]) element(id).hidden = false;
  look();
}

function leave(why) {
  token = "";
  clearTimeout(timer);
  sessionStorage.removeItem(KEY);
  for (const id of ["console", "reload", "leave"]) element(id).hidden = true;
  element("login").hidden = false;
  element("result").hidden = true;
  set(element("host"), "");
  set(element("login-error"), why);
  link("", false);
  element("token").value = "";
  element("token").focus();
}

/** Asks back; resolves to whether it was confirmed. Escape and Cancel say no. */
function confirmed(title, text, verb) {
  const dialog = element("confirm");
  set(element("confirm-title"), title);
  set(element("confirm-text"), text);
  set(element("confirm-yes"), verb);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

function tell(text, isBad) {
  const node = element("result");
  node.hidden = false;
  set(node, text);
  node.classList.toggle("bad", isBad);
}

async function act(button, path, body) {
  if (button) button.disabled = true;
  try {
    const answer = await ask(path, body);
    tell(answer.lines.join("\n") || "done", answer.refused);
  } catch (error) {
    tell(error.told ? error.message : `No answer to ${path}; whether it was done, the next look tells.`, true);
  } finally {
    if (button) button.disabled = false;
  }
  historyAt = 0;
  look();
}

async function pauseOrResume(service) {
  const resumes = service.state !== "active";
  const what = resumes
    ? "It takes connections again, those first that wait."
    : `New connections wait in the kernel's queue until it is resumed. ${service.active} live connections go on.`;
  const verb = resumes ? "Resume" : "Pause";
  if (await confirmed(`${verb} ${service.name}?`, what, verb)) {
    await act(null, resumes ? "resume" : "pause", { service: service.name });
  }
}

element("reload").addEventListener("click", async () => {
  const what = "The host reads its conf directory and its bundles now. Services whose files have changed are replaced, their sockets stay open;"
    + " files with errors change nothing. Running programs go on.";
  if (await confirmed("Reload the conf?", what, "Reload")) await act(element("reload"), "reload", {});
});
element("confirm-no").addEventListener("click", () => element("confirm").close(""));
element("confirm-yes").addEventListener("click", () => element("confirm").close("yes"));
element("leave").addEventListener("click", () => leave(""));
element("login-form").addEventListener("submit", event => {
  event.preventDefault();
  // what was pasted may be the whole address
  const given = /([A-Za-z0-9_-]+)\s*$/.exec(element("token").value);
  set(element("login-error"), given ? "" : "This is not the token.");
  if (given) enter(given[1]);
});
element("subject").addEventListener("change", () => showHistory().catch(() => look()));
element("find").addEventListener("input", () => lastState && showServices());
document.addEventListener("visibilitychange", () => document.hidden || look());

function start() {
  const given = /^#token=([A-Za-z0-9_-]+)$/.exec(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname);
  const known = given ? given[1] : sessionStorage.getItem(KEY);
  if (known) enter(known);
  else leave("");
}

addEventListener("hashchange", start);
start();
