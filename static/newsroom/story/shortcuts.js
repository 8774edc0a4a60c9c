/* Keys for the form, and the list of them under "?". Keys of an input method are never taken. */

import { MARKS } from "./editing.js";

function isTyping(target) {
  return target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [role=combobox], [role=textbox]");
}

function press(selector) {
  const button = document.querySelector(selector);
  button?.click();
  return Boolean(button);
}

function makeDialog(texts) {
  const dialog = document.createElement("dialog");
  dialog.id = "shortcuts";
  dialog.setAttribute("aria-labelledby", "shortcuts-title");
  const title = document.createElement("h2");
  Object.assign(title, { id: "shortcuts-title", textContent: texts.shortcuts });
  const list = document.createElement("dl");
  for (const [name, keys] of Object.entries(texts.keys)) {
    const [key, what] = [document.createElement("dt"), document.createElement("dd")];
    key.textContent = keys;
    what.textContent = texts[name];
    list.append(key, what);
  }
  const close = document.createElement("button");
  Object.assign(close, { type: "button", className: "button", textContent: texts.close });
  close.addEventListener("click", () => dialog.close());
  dialog.append(title, list, close);
  document.body.append(dialog);
  return dialog;
}

export function listenToKeys(form, { body, texts, preview }) {
  const dialog = makeDialog(texts);
  const withControl = {
    s: () => press("#article_form [name=_continue]"),
    Enter: () => press("#article_form [name=_step]"),
    "/": () => dialog.showModal(),
  };
  const withAlt = {
    Digit1: () => MARKS.subhead(body),
    Digit2: () => MARKS.quote(body),
    Digit3: () => MARKS.place(body),
    KeyA: () => press("#proposals button"),
    KeyV: () => preview.toggle(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || dialog.open) return;
    const control = event.ctrlKey || event.metaKey;
    const act = control && !event.altKey ? withControl[event.key]
      : event.altKey && !control ? withAlt[event.code]
      : event.key === "?" && !isTyping(event.target) ? () => dialog.showModal() : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  });
  return () => dialog.showModal();
}
