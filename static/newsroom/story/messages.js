/* One line above the form that says what happens, with what can be done about it. */

export class Messages {
  constructor(place) {
    this.place = place;
  }

  show(text, kind = "", actions = []) {
    const line = document.createElement("p");
    line.className = `story-message ${kind}`.trim();
    line.append(text);
    line.append(...actions.map(offer));
    this.place.replaceChildren(line);
    if (kind) line.scrollIntoView({ block: "nearest" });
  }

  add(node) {
    this.place.append(node);
  }

  clear() {
    this.place.replaceChildren();
  }
}

export function offer({ text, href, act }) {
  const made = document.createElement(href ? "a" : "button");
  made.className = "button";
  made.textContent = text;
  if (href) Object.assign(made, { href, target: "_blank", rel: "noopener" });
  else Object.assign(made, { type: "button", onclick: act });
  return made;
}
