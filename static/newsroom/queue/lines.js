/* One file of a run: its line in the list, how it is sent, and what became of it. */

const CHIPS = { sending: "submitted", reading: "submitted", new: "signed_off", refused: "returned" };

export class Line {
  /* `body` has the fields that are sent for it: a file, or which page of a ZIP. */
  constructor(list, texts, { name, body = {}, problem = "" }) {
    Object.assign(this, { texts, name, body, problem, answer: {} });
    this.row = document.createElement("li");
    [this.chip, this.title, this.told] = ["state", "take-in-name", "take-in-told"].map((className) => {
      const part = Object.assign(document.createElement("span"), { className });
      this.row.append(part);
      return part;
    });
    this.title.textContent = name;
    list.append(this.row);
    this.show("waits");
  }

  show(state, text = "") {
    this.state = state;
    this.chip.className = `state state-${CHIPS[state] ?? "draft"}`;
    this.chip.textContent = this.texts[state];
    this.row.classList.toggle("is-refused", state === "refused");
    this.told.replaceChildren(text);
  }

  /* How much of a file is up; a small one is at once. */
  progress(share) {
    if (share === 1) {
      this.show("reading");
      return;
    }
    if (this.state !== "sending") {
      this.show("sending");
      const bar = document.createElement("progress");
      bar.setAttribute("aria-label", this.name);
      this.told.replaceChildren(bar);
    }
    this.told.firstChild.value = share;
  }

  end({ state, text, address, day }) {
    this.answer = { address, day };
    const link = () => Object.assign(document.createElement("a"), { href: address, textContent: text });
    this.show(state, address ? link() : text);
  }

  get isIn() {
    return this.state === "new" || this.state === "known";
  }

  get isDone() {
    return this.isIn || this.state === "refused";
  }

  remove() {
    this.row.remove();
  }
}
