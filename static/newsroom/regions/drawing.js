/* The regions drawn over the picture: a group for each row, in their order, and the handles of the chosen one. */

const SVG = "http://www.w3.org/2000/svg";
const HANDLES = { nw: [0, 0], n: [0.5, 0], ne: [1, 0], e: [1, 0.5], se: [1, 1], s: [0.5, 1], sw: [0, 1], w: [0, 0.5] };

function make(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

export class Drawing {
  constructor(sheet, rows) {
    this.svg = sheet.querySelector("svg");
    this.rows = rows;
    this.groups = new Map();
    this.handles = make("g", { class: "region-handles", "aria-hidden": "true" });
    this.draw();
  }

  /* As the table is now; who had the focus keeps it. */
  draw() {
    const rows = this.rows.all;
    const focused = [...this.groups].find(([, group]) => group === document.activeElement)?.[0];
    if (!rows.includes(this.chosen)) this.chosen = null;
    const groups = new Map(rows.filter((row) => this.rows.box(row)).map((row) => [row, this.groups.get(row) ?? this.group()]));
    this.groups = groups;
    for (const [row, group] of groups) this.place(row, group);
    this.svg.replaceChildren(...groups.values(), this.handles);
    this.placeHandles();
    if (focused) groups.get(focused)?.focus();
  }

  group() {
    const group = make("g", { class: "region", tabindex: "0", role: "button" });
    group.append(make("rect"), make("text", { dx: "6", dy: "20" }));
    return group;
  }

  place(row, group) {
    const box = this.rows.box(row);
    const name = this.rows.name(row);
    const [rect, text] = group.children;
    rect.setAttribute("x", `${box.left}%`);
    rect.setAttribute("y", `${box.top}%`);
    rect.setAttribute("width", `${box.width}%`);
    rect.setAttribute("height", `${box.height}%`);
    text.setAttribute("x", `${box.left}%`);
    text.setAttribute("y", `${box.top}%`);
    text.textContent = name ? parseInt(name, 10) : "?";
    group.setAttribute("aria-label", name || this.svg.ownerDocument.getElementById("regions-said").dataset.nobody);
    group.setAttribute("aria-pressed", String(row === this.chosen));
    group.classList.toggle("is-chosen", row === this.chosen);
    group.classList.toggle("is-nobodys", !name);
    row.classList.toggle("is-chosen", row === this.chosen);
  }

  placeHandles() {
    const box = this.chosen && this.rows.box(this.chosen);
    this.handles.replaceChildren(...(box ? Object.entries(HANDLES).map(([edge, at]) => this.handle(edge, at, box)) : []));
  }

  /* What is seen of it is small, what is caught large. */
  handle(edge, [across, down], box) {
    const place = { cx: `${box.left + across * box.width}%`, cy: `${box.top + down * box.height}%` };
    const handle = make("g", { class: "region-handle", "data-edge": edge });
    handle.append(make("circle", { ...place, r: "14", class: "region-catch" }), make("circle", { ...place, r: "5" }));
    return handle;
  }

  redraw(row) {
    this.place(row, this.groups.get(row));
    this.placeHandles();
  }

  choose(row) {
    if (this.chosen === row) return false;
    const before = this.chosen;
    this.chosen = row;
    for (const each of [before, row]) if (each && this.groups.has(each)) this.place(each, this.groups.get(each));
    if (before && !this.groups.has(before)) before.classList.remove("is-chosen");
    this.placeHandles();
    return true;
  }

  rowOf(element) {
    const group = element.closest?.(".region");
    return [...this.groups].find(([, each]) => each === group)?.[0] ?? null;
  }

  focus(row) {
    this.groups.get(row)?.focus({ preventScroll: true });
  }

  /* Where in the picture, in percent. */
  at(event) {
    const frame = this.svg.getBoundingClientRect();
    return {
      x: Math.min(Math.max((100 * (event.clientX - frame.left)) / frame.width, 0), 100),
      y: Math.min(Math.max((100 * (event.clientY - frame.top)) / frame.height, 0), 100),
    };
  }
}
