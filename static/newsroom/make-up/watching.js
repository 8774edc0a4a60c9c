/* While pages are made it is asked how far they have come; nothing is asked once they are done. A part that waits
   names the address to ask in data-made, and in data-says what is read out when it changes. */

const PAUSE = 1500;
const LONGEST_PAUSE = 24_000;
const PATIENCE = 10_000;

export class Watching {
  constructor(parts) {
    Object.assign(this, { parts, pause: PAUSE, isAsking: false });
    document.addEventListener("make-up:shown", () => this.later());
    document.addEventListener("visibilitychange", () => this.look());
    this.later();
  }

  get part() {
    return document.querySelector("[data-made]");
  }

  later() {
    clearTimeout(this.timer);
    if (this.part) this.timer = setTimeout(() => this.look(), this.pause);
  }

  async look() {
    clearTimeout(this.timer);
    const { part } = this;
    if (!part || this.isAsking || document.hidden) return;
    this.isAsking = true;
    try {
      const options = { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) };
      await this.answered(await fetch(part.dataset.made, options));
    } catch {
      this.lost();
    } finally {
      this.isAsking = false;
      this.later();
    }
  }

  /* Signed out, or no longer theirs to see: nothing more is asked until the page is looked at again. */
  async answered(response) {
    if (response.status >= 500) return this.lost();
    const answer = await response.json();
    if (!response.ok) return this.end(answer.error);
    this.pause = PAUSE;
    const { id, dataset: { says } } = this.part;
    this.parts.show(answer.parts);
    const now = document.getElementById(id).dataset.says;
    if (now !== says) this.parts.say(now);
    return undefined;
  }

  end(sentence) {
    this.parts.say(sentence, "error");
    delete this.part.dataset.made;
  }

  lost() {
    this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
    this.parts.say(this.parts.failed, "error");
  }
}
