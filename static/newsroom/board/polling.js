/* What others move is asked for while the page is looked at. Nothing is drawn under a hand that drags, and a part
   in which somebody is choosing waits. */

import { HELD } from "./parts.js";

const PAUSE = 3000;
const LONGEST_PAUSE = 48_000;
const PATIENCE = 10_000;

export class Polling {
  constructor(board, { mover, saying }) {
    Object.assign(this, { board, mover, saying, pause: PAUSE });
    document.addEventListener("visibilitychange", () => this.wake());
    window.addEventListener("online", () => this.wake());
    window.addEventListener("offline", () => this.lost());
    window.addEventListener("pageshow", (event) => { if (event.persisted) this.wake(); });
    this.later();
  }

  /* Ask now, and go on asking. */
  wake() {
    clearTimeout(this.timer);
    if (document.hidden || this.isAsking) return;
    if (!navigator.onLine) this.lost();
    else if (this.isHeld) this.later();
    else this.ask();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wake(), this.pause);
  }

  get isHeld() {
    return this.board.isDragging || this.mover.isBusy;
  }

  async ask() {
    this.isAsking = true;
    const { shown } = this.board;
    try {
      const { stamp, have } = this.board;
      const response = await fetch(this.board.address("changes", { stamp, have }), {
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      await this.answered(response, shown);
    } catch {
      this.lost();
    } finally {
      this.isAsking = false;
    }
  }

  /* Signed out, or no longer theirs to see: nothing more is asked until the page is looked at again. */
  async answered(response, shown) {
    if (response.status >= 500) return this.lost();
    const found = response.status === 204 ? {} : await response.json();
    if (!response.ok) return this.saying.stand(found.error);
    this.pause = PAUSE;
    this.saying.stand("");
    // An answer from before the last move would put the card back.
    if (!this.isHeld && shown === this.board.shown) this.show(found);
    return this.later();
  }

  show(found) {
    if (!found.parts) return;
    if (this.board.hasOtherPages(found.parts)) return void this.anew();
    const names = this.board.show(found, { spare: true }).map((part) => part.getAttribute("aria-label") ?? "");
    const changed = names.filter(Boolean).join("、");
    if (changed) this.saying.say(this.saying.texts.changed.replace("%s", changed));
  }

  anew() {
    if (!this.board.element.querySelector(HELD)) window.location.reload();
  }

  lost() {
    this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
    this.saying.stand(this.saying.texts.lost);
    this.later();
  }
}
