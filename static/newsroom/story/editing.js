/* The body: its few marks by buttons and keys, and pasted text that comes out as clean paragraphs. */

const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu;
const BREAKS = /\r\n?|[\v\f\u0085\u2028\u2029]/gu;
const SPACES = /[ \t\u00a0\u3000]+/gu;
// Where the source of a page was wrapped between two Chinese characters there is no space.
const WRAPPED = /(?<=[\p{Script=Han}，。；：、！？])[ \t]*\r?\n[ \t]*(?=[\p{Script=Han}“（《])/gu;
const BLOCKS = "p, div, section, li, h1, h2, h3, h4, h5, h6, tr, blockquote";

/* Puts `text` where start and end are; the browser's own undo takes it back. */
export function replace(field, start, end, text) {
  field.focus();
  field.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function cleaned(text) {
  const lines = text.replace(BREAKS, "\n").replace(UNSEEN, "").split("\n");
  return lines.map((line) => line.replace(SPACES, " ").trim()).filter(Boolean).join("\n");
}

/* The words of a page that was copied without a plain text beside it. */
export function wordsOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll("script, style, title").forEach((part) => part.remove());
  const walker = document.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    walker.currentNode.data = walker.currentNode.data.replace(WRAPPED, "").replace(/[ \t\r\n]+/gu, " ");
  }
  page.querySelectorAll("br").forEach((part) => part.replaceWith("\n"));
  page.querySelectorAll(BLOCKS).forEach((part) => part.append("\n"));
  return page.body.textContent;
}

function paste(event) {
  const field = event.target;
  const data = event.clipboardData;
  const text = data.getData("text/plain") || wordsOf(data.getData("text/html"));
  if (!text || !field.matches("textarea, input[type=text]")) return;
  event.preventDefault();
  const clean = cleaned(text);
  const whole = field.matches("textarea") ? clean : clean.replaceAll("\n", " ");
  replace(field, field.selectionStart, field.selectionEnd, whole);
}

/* The whole lines that the selection touches. */
function linesAround(field) {
  const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const found = field.value.indexOf("\n", field.selectionEnd);
  const end = found < 0 ? field.value.length : found;
  return { start, end, lines: field.value.slice(start, end).split("\n") };
}

/* Sets the mark before each chosen line; where all have it already, takes it away. */
export function toggleMark(field, mark) {
  const { start, end, lines } = linesAround(field);
  const bare = lines.map((line) => line.replace(/^(## |> )/u, ""));
  const isOn = lines.every((line) => line.startsWith(mark));
  replace(field, start, end, (isOn ? bare : bare.map((line) => mark + line)).join("\n"));
}

export function insertPlace(field) {
  const used = [...field.value.matchAll(/[[［【]图(\d+)[\]］】]/gu)].map((match) => Number(match[1]));
  const number = Math.max(0, ...used) + 1;
  const { end } = linesAround(field);
  const before = end === 0 || field.value[end - 1] === "\n" ? "" : "\n";
  replace(field, end, end, `${before}[图${number}]`);
}

export const MARKS = {
  subhead: (field) => toggleMark(field, "## "),
  quote: (field) => toggleMark(field, "> "),
  place: insertPlace,
};

function button(name, texts, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = texts[name];
  made.title = texts.keys[name] ?? "";
  made.addEventListener("click", act);
  return made;
}

/* `more` are further buttons: [name, what it does]. */
export function showTools(field, texts, more) {
  const bar = document.createElement("div");
  bar.className = "tools";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", texts.tools);
  bar.setAttribute("aria-controls", field.id);
  const marks = Object.keys(MARKS).map((name) => button(name, texts, () => MARKS[name](field)));
  bar.append(...marks, ...more.map(([name, act]) => button(name, texts, act)));
  field.before(bar);
}

export function cleanPastes(form) {
  form.addEventListener("paste", paste);
}
