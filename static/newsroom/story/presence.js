/* Who else has the story open, and whether somebody saved it meanwhile: asked while the page is looked at.
   A hidden page says nothing, so that it counts as closed after a minute; so does one without a line. */

import { csrfToken, post } from "./sending.js";

const SECOND = 1000;
const PAUSE = 20;
const LONGEST_PAUSE = 320;
const PATIENCE = 10;
/* What was heard longer ago may be over. */
const LASTS = 60;

class Presence {
  constructor(form, bar, { isTyping }) {
    Object.assign(this, { form, bar, isTyping, pause: PAUSE, heard: null, answeredAt: Date.now() });
    this.others = bar.querySelector(".presence-others");
    this.newer = bar.querySelector(".presence-newer");
    this.said = document.getElementById("presence-said");
    document.addEventListener("visibilitychange", () => this.wake());
    window.addEventListener("online", () => this.wake());
    window.addEventListener("pageshow", (event) => { if (event.persisted) this.wake(); });
    window.addEventListener("pagehide", () => this.leave());
    this.wake();
  }

  /* Ask now, and go on asking. */
  wake() {
    clearTimeout(this.timer);
    if (document.hidden || this.isAsking) return;
    if (navigator.onLine) this.ask();
    else this.forget();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wake(), this.pause * SECOND);
  }

  async ask() {
    this.isAsking = true;
    try {
      await this.answered(await post(this.bar.dataset.address, this.question(), this.form, { patience: PATIENCE }));
    } catch {
      this.failed();
    } finally {
      this.isAsking = false;
    }
  }

  question() {
    const data = new FormData();
    data.append("version", this.bar.dataset.version);
    if (this.isTyping()) data.append("typing", "1");
    return data;
  }

  /* Signed out, or no longer theirs to see: nothing more is asked until the page is looked at again. */
  async answered(response) {
    if (response.status >= 500) return this.failed();
    if (!response.ok) return this.show({ others: [], lines: [], newer: this.newerText });
    const found = await response.json();
    Object.assign(this, { pause: PAUSE, heard: found.heard, answeredAt: Date.now() });
    this.show(found);
    return this.later();
  }

  failed() {
    this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
    this.forget();
    this.later();
  }

  forget() {
    if (Date.now() - this.answeredAt > LASTS * SECOND) this.show({ others: [], lines: [], newer: this.newerText });
  }

  get newerText() {
    return this.newer.firstElementChild.textContent;
  }

  show({ others, lines, newer }) {
    // While this page's own save is on its way, the newer version is its own.
    const told = this.form.classList.contains("sending") ? this.newerText : newer;
    this.others.replaceChildren(...lines.map(paragraph));
    this.newer.firstElementChild.textContent = told;
    this.newer.hidden = !told;
    this.bar.hidden = !told && !lines.length;
    this.announce(JSON.stringify([others.map(({ name }) => name), told]), [...lines, told]);
  }

  /* Only who came and what was saved is read out, not that another minute has passed. */
  announce(what, sentences) {
    if (what === this.announced) return;
    this.announced = what;
    this.said.textContent = sentences.filter(Boolean).join(" ");
  }

  leave() {
    clearTimeout(this.timer);
    if (!this.heard) return;
    const data = new FormData();
    data.append("leave", "1");
    data.append("heard", this.heard);
    data.append("csrfmiddlewaretoken", csrfToken(this.form));
    navigator.sendBeacon(this.bar.dataset.address, data);
  }
}

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

/* A story that is not kept yet is nobody else's to open. */
export function watchOthers(form, { isTyping = () => false } = {}) {
  const bar = document.getElementById("presence");
  return bar ? new Presence(form, bar, { isTyping }) : null;
}
