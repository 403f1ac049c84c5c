// One chart of the last hour: one or two series over time, as inline SVG, read out by pointer and by arrow keys.

const NS = "http://www.w3.org/2000/svg";
const LEFT = 46, RIGHT = 8, TOP = 8, BOTTOM = 20, HEIGHT = 150;

function svg(name, attributes, parent) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (parent) parent.append(made);
  return made;
}

function html(name, className, text, parent) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  parent.append(made);
  return made;
}

/** The next of 1, 2, 5 by powers of ten, so that labels are round. */
function roundUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(factor => factor * power).find(round => round >= value * 0.999);
}

export function short(value) {
  if (value === null || value === undefined) return "–";
  const digits = value === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString(undefined, { maximumFractionDigits: digits });
}

const FORM = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const clock = time => new Date(time).toLocaleTimeString([], FORM);
const exact = time => new Date(time).toLocaleTimeString([], { ...FORM, second: "2-digit" });

export class Chart {
  /** series: a list of {field, name}; the first is drawn as "a", the second as "b". */
  constructor(parent, title, unit, series) {
    this.title = title;
    this.unit = unit;
    this.series = series;
    this.points = {};
    this.chosen = null;
    const figure = html("figure", "", "", parent);
    const caption = html("figcaption", "", "", figure);
    const heading = html("span", "", "", caption);
    html("strong", "", title, heading);
    heading.append(" ");
    html("span", "quiet", unit, heading);
    if (series.length > 1) {
      const keys = html("span", "", "", caption);
      series.forEach((one, i) => html("span", i ? "key b" : "key", one.name, keys));
    }
    this.read = html("p", "read", "", figure);
    this.picture = svg("svg", { tabindex: "0", role: "slider", "aria-roledescription": "chart", "aria-orientation": "horizontal", "aria-label": `${title}, ${unit}`, preserveAspectRatio: "none" }, figure);
    this.picture.addEventListener("pointermove", event => this.choose(this.indexAt(event)));
    this.picture.addEventListener("pointerleave", () => this.choose(null));
    this.picture.addEventListener("blur", () => this.choose(null));
    this.picture.addEventListener("keydown", event => this.key(event));
    new ResizeObserver(() => this.draw()).observe(figure);
  }

  show(points, end, seconds) {
    this.points = points;
    this.end = end;
    this.seconds = seconds;
    this.draw();
  }

  get length() {
    return (this.points[this.series[0].field] || []).length;
  }

  indexAt(event) {
    const x = event.clientX - this.picture.getBoundingClientRect().left;
    const part = (x - LEFT) / Math.max(1, this.width - LEFT - RIGHT);
    return Math.round(Math.min(1, Math.max(0, part)) * (this.length - 1));
  }

  key(event) {
    const last = this.length - 1;
    const at = this.chosen ?? last;
    const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, PageDown: at - 12, PageUp: at + 12, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.choose(Math.min(last, Math.max(0, to)));
  }

  choose(index) {
    this.chosen = index;
    this.tell();
    this.mark();
  }

  timeOf(index) {
    return this.end - (this.length - 1 - index) * this.seconds * 1000;
  }

  known(series) {
    return (this.points[series.field] || []).filter(value => value !== null);
  }

  tell() {
    if (!this.length) return;
    const named = (one, text) => (this.series.length > 1 ? `${one.name} ${text}` : text);
    const at = this.chosen;
    if (at !== null) {
      const values = this.series.map(one => named(one, short(this.points[one.field][at]))).join(", ");
      this.read.textContent = `${exact(this.timeOf(at))}: ${values}`;
    } else {
      const values = this.series.map(one => {
        const known = this.known(one);
        const [least, most] = [short(Math.min(...known)), short(Math.max(...known))];
        return named(one, known.length === 0 ? "none" : least === most ? least : `${least} to ${most}`);
      });
      this.read.textContent = values.join(", ");
    }
    this.picture.setAttribute("aria-valuemin", "0");
    this.picture.setAttribute("aria-valuemax", String(this.length - 1));
    this.picture.setAttribute("aria-valuenow", String(at ?? this.length - 1));
    this.picture.setAttribute("aria-valuetext", this.read.textContent);
  }

  x(index) {
    return LEFT + (index / Math.max(1, this.length - 1)) * (this.width - LEFT - RIGHT);
  }

  y(value) {
    return HEIGHT - BOTTOM - (value / this.top) * (HEIGHT - TOP - BOTTOM);
  }

  draw() {
    this.width = Math.max(120, this.picture.clientWidth || 320);
    this.picture.replaceChildren();
    this.picture.setAttribute("viewBox", `0 0 ${this.width} ${HEIGHT}`);
    if (!this.length) return;
    this.top = roundUp(Math.max(0, ...this.series.flatMap(one => this.known(one))));
    for (const part of [0, 0.5, 1]) {
      const y = this.y(this.top * part);
      svg("line", { class: "grid", x1: LEFT, x2: this.width - RIGHT, y1: y, y2: y }, this.picture);
      svg("text", { class: "tick", x: LEFT - 6, y: y + 4, "text-anchor": "end" }, this.picture).textContent = short(this.top * part);
    }
    const quarters = this.width > 340 ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.5, 1];
    for (const part of quarters) {
      const index = Math.round(part * (this.length - 1));
      const anchor = part === 0 ? "start" : part === 1 ? "end" : "middle";
      svg("text", { class: "tick", x: this.x(index), y: HEIGHT - 5, "text-anchor": anchor }, this.picture).textContent = clock(this.timeOf(index));
    }
    this.series.forEach((one, i) => this.line(one, i ? "b" : "a"));
    this.marks = svg("g", {}, this.picture);
    this.tell();
    this.mark();
  }

  line(series, name) {
    const values = this.points[series.field];
    let path = "";
    values.forEach((value, i) => {
      if (value === null) return;
      const isStart = i === 0 || values[i - 1] === null;
      const isAlone = isStart && (i === values.length - 1 || values[i + 1] === null);
      path += `${isStart ? "M" : "L"}${this.x(i).toFixed(1)} ${this.y(value).toFixed(1)}`;
      if (isAlone) svg("circle", { class: `dot ${name}`, cx: this.x(i), cy: this.y(value), r: 1.8 }, this.picture);
    });
    svg("path", { class: `series ${name}`, d: path }, this.picture);
  }

  mark() {
    if (!this.marks) return;
    this.marks.replaceChildren();
    if (this.chosen === null) return;
    const x = this.x(this.chosen);
    svg("line", { class: "cursor", x1: x, x2: x, y1: TOP, y2: HEIGHT - BOTTOM }, this.marks);
    this.series.forEach((one, i) => {
      const value = this.points[one.field][this.chosen];
      if (value !== null) svg("circle", { class: `dot ${i ? "b" : "a"}`, cx: x, cy: this.y(value), r: 3.5 }, this.marks);
    });
  }
}
