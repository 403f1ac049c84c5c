// Tables and tiles. Rows stay where they are when their numbers change, so that nothing loses the focus. All that the host
// says is set as text, never as markup.

import { short } from "./chart.js";

export const element = id => document.getElementById(id);

export function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Rows of a table body, or items of a list, by a key. */
export class Rows {
  constructor(parent, make) {
    this.parent = parent;
    this.make = make;
    this.rows = new Map();
  }

  /** entries: a list of [key, value] in the order in which they are shown. */
  show(entries) {
    const gone = new Set(this.rows.keys());
    let place = this.parent.firstElementChild;
    for (const [key, value] of entries) {
      gone.delete(key);
      let row = this.rows.get(key);
      if (!row) {
        row = this.make(value);
        this.rows.set(key, row);
      }
      row.update(value);
      if (row.node === place) place = place.nextElementSibling;
      else this.parent.insertBefore(row.node, place);
    }
    for (const key of gone) {
      this.rows.get(key).node.remove();
      this.rows.delete(key);
    }
  }
}

function cell(row, label, className) {
  const made = row.insertCell();
  if (label) made.dataset.label = label;
  if (className) made.className = className;
  return made;
}

function badge(parent) {
  const made = document.createElement("span");
  parent.append(made);
  return state => {
    made.className = `badge ${/^[a-z]+$/.test(state) ? state : ""}`;
    set(made, state);
  };
}

const millis = value => (value === null ? "–" : `${short(value)} ms`);
const count = value => Number(value).toLocaleString();

export function bytes(value) {
  return value ? `${Math.round(value / 1048576)} MB` : "–";
}

export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [[Math.floor(whole / 86400), "d"], [Math.floor(whole / 3600) % 24, "h"], [Math.floor(whole / 60) % 60, "min"], [whole % 60, "s"]];
  const first = parts.findIndex(([number]) => number > 0);
  return first < 0 ? "0 s" : parts.slice(first, first + 2).map(([number, unit]) => `${number} ${unit}`).join(" ");
}

function trouble(errors) {
  const [first = "", ...others] = errors;
  return others.length ? `${first} (and ${others.length} more, below)` : first;
}

export function serviceRow(act) {
  return initial => {
    const node = document.createElement("tr");
    const name = cell(node, "", "name");
    const title = document.createElement("span");
    const kind = document.createElement("span");
    kind.className = "quiet";
    const troubles = document.createElement("span");
    troubles.className = "trouble";
    name.append(title, kind, troubles);
    const state = badge(cell(node, "State"));
    const listens = cell(node, "Listens", "wide");
    const numbers = ["Live", "Accepted", "Per second", "Median", "99 %", "Refused", "Failed"].map(label => cell(node, label, "n"));
    const button = document.createElement("button");
    button.type = "button";
    cell(node, "", "act").append(button);
    let current = initial;
    button.addEventListener("click", () => act(current));
    return {
      node,
      update(service) {
        current = service;
        set(title, service.name);
        set(kind, service.kind === "program" ? "" : ` ${service.kind}`);
        set(troubles, trouble(service.errors));
        state(service.state);
        set(listens, service.listens.join(", ") || "–");
        const minute = service.minute;
        const texts = [count(service.active), count(service.accepted), short(minute.accepted_rate), millis(minute.p50), millis(minute.p99), count(service.refused), count(service.failed)];
        texts.forEach((text, i) => set(numbers[i], text));
        const resumes = service.state === "paused" || service.state === "draining";
        button.hidden = !resumes && service.state !== "active";
        set(button, resumes ? "Resume…" : "Pause…");
        button.setAttribute("aria-label", `${resumes ? "Resume" : "Pause"} ${service.name}`);
      },
    };
  };
}

export function reasonRow() {
  const node = document.createElement("tr");
  const name = cell(node, "", "");
  const label = document.createElement("span");
  const bar = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  bar.setAttribute("class", "share");
  bar.setAttribute("aria-hidden", "true");
  bar.setAttribute("width", "100%");
  const filled = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  filled.setAttribute("height", "3");
  bar.append(filled);
  name.append(label, bar);
  const hour = cell(node, "", "n");
  const total = cell(node, "", "n");
  return {
    node,
    update(reason) {
      set(label, reason.name);
      set(hour, count(reason.hour));
      set(total, count(reason.total));
      filled.setAttribute("width", `${Math.round(100 * reason.share)}%`);
    },
  };
}

export function errorItem() {
  const node = document.createElement("li");
  const time = document.createElement("time");
  const service = document.createElement("b");
  const text = document.createElement("span");
  node.append(time, service, text);
  return {
    node,
    update(error) {
      if (error.at) {
        time.dateTime = error.at;
        set(time, new Date(error.at).toLocaleString([], { dateStyle: "short", timeStyle: "medium", hourCycle: "h23" }));
      } else {
        set(time, "now");
      }
      set(service, error.service);
      const times = error.times > 1 ? `${count(error.times)} times, the latest ` : "";
      set(text, error.text + (error.from ? ` (${times}from ${error.from})` : ""));
    },
  };
}

export function connectionRow() {
  const node = document.createElement("tr");
  const service = cell(node, "", "name");
  const from = cell(node, "From", "half");
  const to = cell(node, "To", "half");
  const state = badge(cell(node, "State"));
  const age = cell(node, "Age", "n");
  const pid = cell(node, "Pid", "n");
  const root = cell(node, "Root", "full");
  return {
    node,
    update(one) {
      set(service, one.service);
      set(from, one.remote || "–");
      set(to, one.local || one.endpoint);
      state(one.state);
      set(age, span(one.age_ms / 1000));
      set(pid, one.pid ? String(one.pid) : "–");
      set(root, one.root || "–");
    },
  };
}

export function tiles(state) {
  const by = wanted => state.services.filter(service => service.state === wanted).length;
  const others = ["paused", "draining", "failed", "stopped", "disabled"].map(wanted => [by(wanted), wanted]).filter(([number]) => number);
  const minute = state.minute;
  const shown = [
    ["Services active", `${by("active")}`, others.map(([number, word]) => `${number} ${word}`).join(", ") || "all"],
    ["Live connections", count(state.active), ""],
    ["Accepted", short(minute.accepted_rate), "per second"],
    ["Refused", short(minute.refused_rate), "per second"],
    ["Failed", short(minute.failed_rate), "per second"],
    ["Latency, median", millis(minute.p50), minute.p99 === null ? "" : `99 % in ${short(minute.p99)} ms`],
    ["Memory, host", bytes(state.host_memory), `launcher ${bytes(state.launcher_memory)}`],
  ];
  const list = element("tiles");
  shown.forEach(([title, value, note], i) => {
    let tile = list.children[i];
    if (!tile) {
      tile = document.createElement("div");
      tile.append(document.createElement("dt"), document.createElement("dd"));
      tile.lastChild.append(document.createElement("span"), " ", document.createElement("small"));
      list.append(tile);
    }
    set(tile.firstChild, title);
    set(tile.querySelector("span"), value);
    set(tile.querySelector("small"), note);
  });
}
