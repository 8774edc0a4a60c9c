/* Live 字数 beside the fields, as articles/text.py counts them: every character but white space and marks. */

const PHOTO = /^[[［【]图[0-9０-９]{1,2}[\]］】]$/u;
const MARK = /^(## |> )/u;

export function countCharacters(text) {
  return [...text.replace(/\s/gu, "")].length;
}

export function bodyLength(text) {
  const lines = text.split(/\r?\n/u).map((line) => line.trim()).filter((line) => !PHOTO.test(line));
  return lines.reduce((sum, line) => sum + countCharacters(line.replace(MARK, "")), 0);
}

function limitOf(field) {
  const from = field.dataset.limitFrom;
  const typed = from ? document.getElementById(`id_${from}`)?.value : field.dataset.limit;
  return Number.parseInt(typed, 10) || 0;
}

function said(count, limit, texts) {
  if (!limit) return String(count);
  const over = count > limit ? ` ${texts.over.replace("%s", count - limit)}` : "";
  return `${count} / ${limit}${over}`;
}

function showCount(field, texts) {
  const output = document.createElement("output");
  output.className = "count";
  output.htmlFor = field.id;
  output.setAttribute("aria-live", "off");
  const count = field.dataset.count === "body" ? bodyLength : countCharacters;
  const update = () => {
    const limit = limitOf(field);
    const number = count(field.value);
    output.textContent = said(number, limit, texts);
    output.classList.toggle("over", limit > 0 && number > limit);
  };
  field.addEventListener("input", update);
  const from = field.dataset.limitFrom;
  if (from) document.getElementById(`id_${from}`)?.addEventListener("input", update);
  field.after(output);
  field.dataset.counted = "yes";
  update();
}

export function showCounts(root, texts) {
  root.querySelectorAll("[data-count]:not([data-counted])").forEach((field) => {
    if (!field.id.includes("__prefix__")) showCount(field, texts);
  });
}
