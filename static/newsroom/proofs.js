/* On a proof: words selected in a story are quoted in its mark; N and P go from mark to mark. */
"use strict";

const LONGEST = Number(document.querySelector("[name=quote]")?.maxLength ?? 0);
const marks = [...document.querySelectorAll(".proof-mark")];
let at = -1;

function selectedIn(words) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return "";
  const range = selection.getRangeAt(0);
  if (!words.contains(range.startContainer) || !words.contains(range.endContainer)) return "";
  const copy = range.cloneContents();
  for (const number of copy.querySelectorAll("sup")) number.remove();
  return copy.textContent.replace(/\s*\n\s*/g, "").trim();
}

function quote(text) {
  const form = document.getElementById(`marking-${text.dataset.story}`);
  const words = selectedIn(text.querySelector("[data-words]"));
  if (!form || !words || words.length > LONGEST) return;
  form.open = true;
  form.querySelector("[name=quote]").value = words;
}

function isTyping(event) {
  const busy = event.isComposing || event.ctrlKey || event.metaKey || event.altKey;
  return busy || event.target.closest("input, textarea, select, [contenteditable]") !== null;
}

function go(step) {
  at = (at + step + marks.length) % marks.length;
  marks[at].focus();
  marks[at].scrollIntoView({ block: "center" });
}

for (const text of document.querySelectorAll("[data-story]")) {
  text.addEventListener("pointerup", () => setTimeout(() => quote(text)));
  text.addEventListener("keyup", () => quote(text));
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event) || marks.length === 0) return;
  if (event.key === "n" || event.key === "N") go(1);
  if (event.key === "p" || event.key === "P") go(at < 0 ? 0 : -1);
});

document.getElementById("proof-keys").hidden = false;
