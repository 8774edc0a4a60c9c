/* Everything by keys: on a region with the focus, and N and Ctrl+Z wherever nothing is typed. */

const STEP = 0.5;
const LARGE_STEP = 5;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Keys {
  constructor({ drawing, rows, work }) {
    Object.assign(this, { drawing, rows, work });
    drawing.svg.addEventListener("keydown", (event) => this.onRegion(event));
    document.addEventListener("keydown", (event) => this.anywhere(event));
    rows.body.addEventListener("keydown", (event) => this.inTable(event));
  }

  onRegion(event) {
    const row = this.drawing.rowOf(event.target);
    if (!row || event.isComposing) return;
    if (event.key in ARROWS) this.step(event, row);
    else if (event.key === "Delete" || event.key === "Backspace") this.work.remove(row);
    else if (event.key === "Enter") this.rows.field(row, "story").focus();
    else return;
    event.preventDefault();
  }

  step(event, row) {
    const length = event.shiftKey ? LARGE_STEP : STEP;
    const [across, down] = ARROWS[event.key].map((sign) => sign * length);
    const box = this.rows.box(row);
    const isSize = event.altKey || event.ctrlKey;
    const width = Math.min(box.width + across, 100 - box.left);
    const height = Math.min(box.height + down, 100 - box.top);
    this.work.change(row, isSize ? { ...box, width, height } : { ...box, left: box.left + across, top: box.top + down });
  }

  anywhere(event) {
    if (event.target.closest("input, select, textarea") || event.isComposing || event.altKey) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && !event.shiftKey && event.key.toLowerCase() === "z") this.work.undo();
    else if (!isCommand && event.key.toLowerCase() === "n") this.work.add({ left: 40, top: 45, width: 20, height: 10 });
    else return;
    event.preventDefault();
  }

  /* Back to the picture; Enter in a row does not send the whole form. */
  inTable(event) {
    if (event.isComposing || (event.key !== "Escape" && event.key !== "Enter") || event.target.closest("button")) return;
    event.preventDefault();
    this.drawing.focus(event.target.closest("tr"));
  }
}
