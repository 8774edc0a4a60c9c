/* Sends the form once over a poor line: it waits, tries again, and says so. The key in the form makes the
   server count it once however often it arrives. */

const WAITS = [2, 4, 8, 15, 30];
const PATIENCE = 60;
const TRY_AGAIN = new Set([502, 503, 504]);

/* Read anew for each try: signing in again in another window gives the browser another one. */
export function csrfToken(form) {
  const cookies = document.cookie.split("; ").map((cookie) => cookie.split("="));
  const found = cookies.find(([name]) => name.endsWith("csrftoken"));
  return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
}

export function post(address, data, form, { patience = PATIENCE } = {}) {
  return fetch(address, {
    method: "POST",
    body: data,
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken(form) },
    signal: AbortSignal.timeout(patience * 1000),
  });
}

/* Until the line is back, or for some seconds, whichever is sooner. */
function pause(seconds) {
  return new Promise((resume) => {
    const timer = setTimeout(resume, seconds * 1000);
    window.addEventListener("online", () => { clearTimeout(timer); resume(); }, { once: true });
  });
}

export class Sender {
  constructor(form, { desk, messages, drafts, pictures, draftId, onLeave }) {
    Object.assign(this, { form, messages, drafts, pictures, draftId, onLeave });
    Object.assign(this, { texts: desk.texts, login: desk.addresses.login });
    this.isSending = false;
    form.addEventListener("submit", (event) => this.submit(event));
  }

  /* A button with an address of its own (a step, the preview) does not send the form here. */
  submit(event) {
    const button = event.submitter;
    if (event.defaultPrevented || button?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (!this.isSending) this.send(button);
  }

  async send(button) {
    this.isSending = true;
    this.form.classList.add("sending");
    try {
      await this.untilPicturesAreThere();
      this.messages.show(this.texts.sending);
      await this.untilAnswered(button);
    } finally {
      this.isSending = false;
      this.form.classList.remove("sending");
    }
  }

  async untilPicturesAreThere() {
    if (this.pictures.isIdle) return;
    this.messages.show(this.texts.waitsForPictures, "waiting");
    await this.pictures.idle();
  }

  async untilAnswered(button) {
    for (let tried = 0; ; tried += 1) {
      const response = await this.attempt(button);
      if (response && !TRY_AGAIN.has(response.status)) return this.answered(response, button);
      this.drafts.keep(this.draftId(), this.form);
      this.messages.show(this.texts.offline, "waiting");
      await pause(WAITS[Math.min(tried, WAITS.length - 1)]);
    }
  }

  async attempt(button) {
    const data = new FormData(this.form);
    if (button?.name) data.append(button.name, button.value);
    const focused = document.activeElement;
    // What is typed while the form is on its way would be in no answer.
    this.form.inert = true;
    try {
      return await post(this.form.action, data, this.form);
    } catch {
      return null;
    } finally {
      this.form.inert = false;
      focused?.focus({ preventScroll: true });
    }
  }

  async answered(response, button) {
    if (response.status === 401) return this.askForLogin(button);
    if (response.ok) return this.leave(await response.json());
    return this.sendPlainly(button);
  }

  /* What was received before may differ from what stands here now: the story's page compares. */
  leave({ address, pk, before }) {
    if (before && pk) this.drafts.move(this.draftId(), String(pk));
    else this.drafts.forget(this.draftId());
    this.onLeave();
    this.form.inert = true;
    window.location.assign(address);
  }

  askForLogin(button) {
    this.drafts.keep(this.draftId(), this.form);
    this.messages.show(this.texts.expired, "waiting", [
      { text: this.texts.login, href: this.login },
      { text: this.texts.again, act: () => this.send(button) },
    ]);
  }

  /* The server has something to say about the fields: a plain sending shows its page. */
  sendPlainly(button) {
    this.drafts.keep(this.draftId(), this.form);
    this.form.elements.csrfmiddlewaretoken.value = csrfToken(this.form);
    if (button?.name) {
      const hidden = document.createElement("input");
      Object.assign(hidden, { type: "hidden", name: button.name, value: button.value });
      this.form.append(hidden);
    }
    this.onLeave();
    HTMLFormElement.prototype.submit.call(this.form);
  }
}
