/* What is done to regions, whichever way it was asked for; each can be taken back. */

import { MOST } from "./rows.js";

const LONGEST_PAST = 100;

export class Work {
  constructor({ rows, drawing, saying }) {
    Object.assign(this, { rows, drawing, saying, past: [] });
    this.undoButton = document.querySelector("#regions-tools [data-act=undo]");
    document.getElementById("regions-tools").hidden = false;
    document.getElementById("regions-keys").hidden = false;
    document.getElementById("regions-plain").remove();
    document.getElementById("regions-more").remove();
    this.undoButton.addEventListener("click", () => this.undo());
    this.watchTable();
    this.watchLeaving();
  }

  /* Before each change: what it can be taken back to. */
  remember() {
    this.past.push(this.rows.snapshot());
    this.past.splice(0, this.past.length - LONGEST_PAST);
    this.undoButton.disabled = false;
  }

  forget() {
    this.past.pop();
    this.undoButton.disabled = !this.past.length;
  }

  undo() {
    const before = this.past.pop();
    if (!before) return this.saying.say("nothing");
    const at = this.rows.all.indexOf(this.drawing.chosen);
    const hadFocus = this.drawing.svg.contains(document.activeElement);
    this.rows.restore(before);
    this.drawing.draw();
    const row = this.rows.all[Math.min(Math.max(at, 0), this.rows.all.length - 1)];
    if (row) this.choose(row, { silent: true });
    if (row && hadFocus) this.drawing.focus(row);
    this.undoButton.disabled = !this.past.length;
    return this.saying.say("undone");
  }

  add(box) {
    if (this.rows.all.length >= MOST) return this.saying.say("full");
    this.remember();
    const otherwise = this.drawing.chosen ? this.rows.story(this.drawing.chosen) : "";
    const row = this.rows.add(box, this.rows.nextStory(otherwise));
    this.drawing.draw();
    this.choose(row, { silent: true });
    this.drawing.focus(row);
    return this.saying.say("drawn", this.rows.name(row));
  }

  remove(row) {
    this.remember();
    const name = this.rows.name(row);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.drawing.draw();
    if (next) {
      this.choose(next, { silent: true });
      this.drawing.focus(next);
    }
    this.saying.say("deleted", name);
  }

  change(row, box) {
    this.remember();
    this.rows.write(row, box);
    this.drawing.redraw(row);
    this.sayPlace(row);
  }

  sayPlace(row) {
    this.saying.say("moved", this.rows.name(row), this.rows.box(row));
  }

  choose(row, { silent = false } = {}) {
    if (!this.drawing.choose(row) || !row || silent) return;
    this.saying.say("chosen", this.rows.name(row));
    this.showInTable(row);
  }

  /* In the table alone: the page stays where it is. */
  showInTable(row) {
    const table = row.closest(".regions-table");
    const [inner, outer] = [row.getBoundingClientRect(), table.getBoundingClientRect()];
    if (inner.top < outer.top) table.scrollTop += inner.top - outer.top;
    else if (inner.bottom > outer.bottom) table.scrollTop += inner.bottom - outer.bottom;
  }

  /* What is typed and chosen in the table is drawn. */
  watchTable() {
    const { body, form } = this.rows;
    let before = this.rows.snapshot();
    body.addEventListener("focusin", (event) => {
      before = this.rows.snapshot();
      this.choose(event.target.closest("tr"), { silent: true });
    });
    body.addEventListener("change", (event) => {
      const row = event.target.closest("tr");
      this.past.push(before);
      before = this.rows.snapshot();
      this.undoButton.disabled = false;
      this.rows.judge(row);
      this.drawing.draw();
      if (event.target.name === "story") this.saying.say("assigned", this.rows.name(row));
    });
    body.addEventListener("click", (event) => {
      if (event.target.closest("[data-remove]")) this.remove(event.target.closest("tr"));
    });
    form.addEventListener("submit", () => { this.isSent = true; });
  }

  watchLeaving() {
    window.addEventListener("beforeunload", (event) => {
      if (!this.isSent && this.rows.isChanged) event.preventDefault();
    });
  }
}
