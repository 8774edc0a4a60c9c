/* What is chosen on the make-up is sent at once, one change after the other. What is chosen while one is on its way
   is put into the page that comes back, and sent from there: each names the version it was made on. */

import { post } from "../story/sending.js";

const PATIENCE = 30;

export class Changing {
  constructor(page, parts) {
    Object.assign(this, { page, parts, chosen: new Map(), presses: [], isBusy: false });
    page.classList.add("with-script");
    page.addEventListener("change", ({ target }) => this.choose(target));
    page.addEventListener("submit", (event) => this.submit(event));
  }

  choose(field) {
    this.chosen.set(field.name, field.type === "checkbox" ? field.checked : field.value);
    this.run();
  }

  submit(event) {
    event.preventDefault();
    this.presses.push(event.submitter?.value ?? "set");
    this.run();
  }

  async run() {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      while (this.chosen.size || this.presses.length) await this.next();
    } finally {
      this.isBusy = false;
    }
  }

  async next() {
    const form = this.page.querySelector(".make-up-form");
    for (const [name, value] of this.chosen) put(form.elements[name], value);
    this.chosen.clear();
    const data = new FormData(form);
    data.set("do", this.presses.shift() ?? "set");
    this.page.classList.add("setting");
    try {
      const response = await post(form.action, data, form, { patience: PATIENCE });
      this.answered(response.ok, await response.json());
    } catch {
      this.answered(false, { error: this.parts.failed });
    } finally {
      this.page.classList.remove("setting");
    }
  }

  /* What is refused drops what was chosen or pressed behind it: it was meant for another page. */
  answered(isDone, { parts, said, error }) {
    if (!isDone) {
      this.chosen.clear();
      this.presses.length = 0;
    }
    this.parts.show(parts);
    this.parts.say(isDone ? said : error, isDone ? "" : "error");
  }
}

function put(field, value) {
  if (!field) return;
  if (field.type === "checkbox") field.checked = value;
  else field.value = value;
}
