/* How the story will look, beside the form: the server writes it, with the readers' own rules. */

const PAUSE = 700;
const WIDE = "(min-width: 1280px)";
const CHOICE = "newsroom.preview";
const FIELDS = ["kicker", "headline", "deck", "dateline", "printed_byline", "body", "genre"];

function typed(form) {
  const data = new FormData();
  for (const [name, value] of new FormData(form)) {
    const isCaption = /^photos-(\d+-caption|TOTAL_FORMS)$/u.test(name);
    if (FIELDS.includes(name) || isCaption) data.append(name, value);
  }
  return data;
}

export class Preview {
  constructor(form, { desk, button, send }) {
    Object.assign(this, { form, send, texts: desk.texts, address: `${desk.addresses.preview}?part` });
    this.pane = this.makePane();
    button.addEventListener("click", (event) => { event.preventDefault(); this.toggle(); });
    this.button = button;
    form.addEventListener("input", () => this.later());
    const chosen = localStorage.getItem(CHOICE);
    if (chosen === "open" || (chosen === null && matchMedia(WIDE).matches)) this.open(true);
    else button.setAttribute("aria-expanded", "false");
  }

  makePane() {
    const pane = document.createElement("aside");
    pane.id = "story-preview";
    pane.hidden = true;
    pane.setAttribute("aria-label", this.texts.preview);
    const choice = document.createElement("div");
    choice.className = "preview-choice";
    this.content = document.createElement("div");
    choice.append(...["web", "column"].map((kind) => this.makeChoice(kind, choice)));
    const close = Object.assign(document.createElement("button"), { type: "button", className: "preview-close" });
    close.textContent = this.texts.close;
    close.addEventListener("click", () => this.toggle());
    choice.append(close);
    pane.append(choice, this.content);
    pane.dataset.shows = "web";
    this.beside = document.createElement("div");
    this.beside.className = "story-and-preview";
    this.form.before(this.beside);
    this.beside.append(this.form, pane);
    return pane;
  }

  makeChoice(kind, choice) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", textContent: this.texts[kind] });
    made.setAttribute("aria-pressed", String(kind === "web"));
    made.addEventListener("click", () => {
      this.pane.dataset.shows = kind;
      for (const each of choice.querySelectorAll("[aria-pressed]")) each.setAttribute("aria-pressed", String(each === made));
    });
    return made;
  }

  toggle() {
    this.open(this.pane.hidden);
    localStorage.setItem(CHOICE, this.pane.hidden ? "closed" : "open");
    if (!matchMedia(WIDE).matches) this.goThereOrBack();
  }

  /* Below a long form: who has seen it goes on where the writing was. */
  goThereOrBack() {
    if (this.pane.hidden) {
      window.scrollTo({ top: this.from ?? window.scrollY, behavior: "instant" });
      this.button.focus({ preventScroll: true });
    } else {
      this.from = window.scrollY;
      // An empty pane is too short to stand at the top of the screen.
      this.shown.then(() => this.pane.scrollIntoView({ block: "start" }));
    }
  }

  open(isOpen) {
    this.pane.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
    this.beside.classList.toggle("with-preview", isOpen);
    if (isOpen) this.shown = this.show();
  }

  later() {
    clearTimeout(this.timer);
    if (!this.pane.hidden) this.timer = setTimeout(() => this.show(), PAUSE);
  }

  async show() {
    try {
      const response = await this.send(this.address, typed(this.form), this.form, { patience: 10 });
      if (response.ok) this.content.innerHTML = await response.text();
    } catch {
      // Without a line there is nothing new to show; the next letter typed asks again.
    }
  }
}
