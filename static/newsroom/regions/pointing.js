/* Mouse, pen and finger: draw on the bare picture, drag a region, pull at a handle of the chosen one.

   A finger scrolls the page over the picture as everywhere. It draws after “New region”, and drags what it chose
   before. */

const LEAST = 1; // percent: less is a press that shook

export class Pointing {
  constructor({ sheet, drawing, rows, work, saying }) {
    Object.assign(this, { sheet, drawing, rows, work, saying, isDrawing: false, drag: null });
    const { svg } = drawing;
    svg.addEventListener("pointerdown", (event) => this.down(event));
    svg.addEventListener("pointermove", (event) => this.move(event));
    svg.addEventListener("pointerup", (event) => this.up(event));
    svg.addEventListener("pointercancel", () => this.cancel());
    svg.addEventListener("focusin", (event) => this.work.choose(drawing.rowOf(event.target)));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.cancel(); });
    document.querySelector("#regions-tools [data-act=new]").addEventListener("click", (event) => this.begin(event));
  }

  /* A button that was pressed by a key has no hand on the picture: the region is put into its middle. */
  begin(event) {
    if (event.detail === 0) return this.work.add({ left: 40, top: 45, width: 20, height: 10 });
    this.setDrawing(true);
    return this.saying.say("drawing");
  }

  setDrawing(isDrawing) {
    this.isDrawing = isDrawing;
    this.sheet.classList.toggle("is-drawing", isDrawing);
  }

  down(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    const at = this.drawing.at(event);
    const edge = event.target.closest(".region-handle")?.dataset.edge;
    const row = this.drawing.rowOf(event.target);
    const isFinger = event.pointerType === "touch";
    if (this.isDrawing || (!edge && !row && !isFinger)) this.start(event, { kind: "draw", at });
    else if (edge) this.start(event, { kind: "pull", edge, at, row: this.drawing.chosen });
    else if (row) this.take(event, row, { at, isFinger });
  }

  take(event, row, { at, isFinger }) {
    const wasChosen = this.drawing.chosen === row;
    this.work.choose(row);
    this.drawing.focus(row);
    if (wasChosen || !isFinger) this.start(event, { kind: "move", at, row });
  }

  start(event, drag) {
    event.preventDefault();
    this.drawing.svg.setPointerCapture(event.pointerId);
    this.drag = { ...drag, box: drag.row && this.rows.box(drag.row), isMoved: false };
    if (drag.row) this.drawing.focus(drag.row);
  }

  move(event) {
    if (!this.drag) return;
    const at = this.drawing.at(event);
    const far = Math.max(Math.abs(at.x - this.drag.at.x), Math.abs(at.y - this.drag.at.y));
    if (!this.drag.isMoved && far < LEAST) return;
    if (!this.drag.isMoved && this.drag.row) this.work.remember();
    this.drag.isMoved = true;
    if (this.drag.kind === "draw") this.sketch(between(this.drag.at, at));
    else {
      this.rows.write(this.drag.row, this.changed(at));
      this.drawing.redraw(this.drag.row);
    }
  }

  changed({ x, y }) {
    const { kind, edge, box, at } = this.drag;
    const [across, down] = [x - at.x, y - at.y];
    if (kind === "move") return { ...box, left: box.left + across, top: box.top + down };
    const from = { x: box.left, y: box.top };
    const to = { x: box.left + box.width, y: box.top + box.height };
    if (edge.includes("w")) from.x += across;
    if (edge.includes("e")) to.x += across;
    if (edge.includes("n")) from.y += down;
    if (edge.includes("s")) to.y += down;
    return between(from, to);
  }

  sketch(box) {
    this.outline ??= this.drawing.svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
    this.outline.setAttribute("class", "region-sketch");
    this.outline.setAttribute("x", `${box.left}%`);
    this.outline.setAttribute("y", `${box.top}%`);
    this.outline.setAttribute("width", `${box.width}%`);
    this.outline.setAttribute("height", `${box.height}%`);
  }

  up(event) {
    const { drag } = this;
    if (!drag) return;
    this.end();
    if (drag.kind === "draw" && drag.isMoved) {
      this.setDrawing(false);
      this.work.add(between(drag.at, this.drawing.at(event)));
    } else if (drag.isMoved) this.work.sayPlace(drag.row);
    else if (drag.kind === "draw" && !this.isDrawing) this.work.choose(null);
  }

  cancel() {
    const { drag } = this;
    if (drag?.isMoved && drag.row) {
      this.rows.write(drag.row, drag.box);
      this.drawing.redraw(drag.row);
      this.work.forget();
    }
    this.end();
    this.setDrawing(false);
  }

  end() {
    this.drag = null;
    this.outline?.remove();
    this.outline = null;
  }
}

function between(one, other) {
  const [left, top] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
  return { left, top, width: Math.abs(one.x - other.x), height: Math.abs(one.y - other.y) };
}
