/* The rows of the table: each is a region, in percent of the page. */

const SIDES = ["left", "top", "width", "height"];
const FIELDS = ["story", ...SIDES];
const SMALLEST = 0.5;

export const MOST = 150;

export class Rows {
  constructor(form) {
    this.form = form;
    this.body = document.getElementById("regions-rows");
    this.template = document.getElementById("regions-empty");
    this.all.filter((row) => FIELDS.every((name) => !this.field(row, name).value)).forEach((row) => row.remove());
    this.all.forEach((row) => this.ready(row));
    this.saved = JSON.stringify(this.snapshot());
  }

  get all() {
    return [...this.body.rows];
  }

  get isChanged() {
    return JSON.stringify(this.snapshot()) !== this.saved;
  }

  ready(row) {
    row.querySelector("[data-remove]").hidden = false;
    this.judge(row);
  }

  field(row, name) {
    return row.querySelector(`[name=${name}]`);
  }

  /* The region, or null where its numbers are none. */
  box(row) {
    const box = Object.fromEntries(SIDES.map((name) => [name, parseFloat(this.field(row, name).value)]));
    return SIDES.every((name) => Number.isFinite(box[name])) && box.width > 0 && box.height > 0 ? box : null;
  }

  /* Kept on the page, and large enough to be seen. */
  write(row, box) {
    const width = Math.min(Math.max(box.width, SMALLEST), 100);
    const height = Math.min(Math.max(box.height, SMALLEST), 100);
    const left = Math.min(Math.max(box.left, 0), 100 - width);
    const top = Math.min(Math.max(box.top, 0), 100 - height);
    const kept = { left, top, width, height };
    for (const name of SIDES) this.field(row, name).value = kept[name].toFixed(2);
    this.judge(row);
  }

  add(box, story) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    this.body.append(row);
    this.field(row, "story").value = story;
    this.write(row, box);
    this.ready(row);
    return row;
  }

  /* A region that is drawn has a story, or the form is not sent. */
  judge(row) {
    const select = this.field(row, "story");
    select.setCustomValidity(this.box(row) && !select.value ? select.options[0].text : "");
  }

  story(row) {
    return this.field(row, "story").value;
  }

  /* 3. 麦田返青 */
  name(row) {
    const select = this.field(row, "story");
    return select.value ? select.selectedOptions[0].text : "";
  }

  /* The first story that has no region; else the one given. */
  nextStory(otherwise = "") {
    const drawn = new Set(this.all.map((row) => this.story(row)));
    const options = [...this.template.content.querySelector("[name=story]").options].map((option) => option.value);
    return options.find((value) => value && !drawn.has(value)) ?? otherwise;
  }

  snapshot() {
    return this.all.map((row) => FIELDS.map((name) => this.field(row, name).value));
  }

  restore(snapshot) {
    this.body.replaceChildren();
    for (const values of snapshot) {
      const row = this.template.content.firstElementChild.cloneNode(true);
      this.body.append(row);
      FIELDS.forEach((name, at) => { this.field(row, name).value = values[at]; });
      this.ready(row);
    }
  }
}
