/* The parts of the page by their ids: drawn anew where they differ, with the focus where it was. And the line in
   which it is said what happened. */

export class Parts {
  constructor(line) {
    Object.assign(this, { line, failed: line.dataset.failed });
  }

  /* The same sentence twice is read out twice: an empty line lies between. */
  say(sentence, kind = "") {
    this.line.textContent = "";
    this.line.className = `make-up-said ${kind}`.trim();
    requestAnimationFrame(() => { this.line.textContent = sentence; });
  }

  show(parts) {
    for (const [id, html] of Object.entries(parts ?? {})) {
      const old = document.getElementById(id);
      const part = fragment(html);
      // The token differs with every answer and shows nowhere.
      if (old && shown(old) !== shown(part)) replace(old, part);
    }
    document.dispatchEvent(new CustomEvent("make-up:shown"));
  }
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.querySelector("section");
}

function shown(part) {
  return part.outerHTML.replace(/name="csrfmiddlewaretoken" value="\w+"/g, "");
}

function replace(old, part) {
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const { name, value, id } = active ?? {};
  const story = active?.closest(".make-up-story")?.id;
  old.replaceWith(part);
  if (!active) return;
  const again = id ? document.getElementById(id) : part.querySelector(`[name="${name}"][value="${value}"]`);
  const spare = document.getElementById(story) ?? part.querySelector("button, a");
  (again && !again.disabled ? again : spare)?.focus({ preventScroll: true });
}
