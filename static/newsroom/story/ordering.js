/* The order of the photos, by a handle that is dragged (finger, pen or mouse) or moved with the arrow keys;
   and one caption or one credit for all of them. */

import { rowsOfPhotos } from "./pictures.js";

function part(row, name) {
  return row.querySelector(`[name$="-${name}"]`);
}

export function number() {
  rowsOfPhotos().forEach((row, index) => {
    const order = part(row, "order");
    if (order) order.value = index + 1;
    const label = row.querySelector(".photo-number");
    if (label) label.textContent = index + 1;
  });
}

function move(row, step) {
  const rows = rowsOfPhotos();
  const other = rows[rows.indexOf(row) + step];
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  moved(row);
}

function moved(row) {
  number();
  part(row, "order")?.dispatchEvent(new Event("input", { bubbles: true }));
}

function drag(handle, row) {
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    row.classList.add("dragged");
  });
  handle.addEventListener("pointermove", (event) => {
    if (!row.classList.contains("dragged")) return;
    for (const other of rowsOfPhotos()) {
      const { top, bottom, height } = other.getBoundingClientRect();
      if (other === row || event.clientY < top || event.clientY > bottom) continue;
      if (event.clientY < top + height / 2) other.before(row);
      else other.after(row);
      handle.setPointerCapture(event.pointerId);
      return;
    }
  });
  const drop = () => {
    if (!row.classList.contains("dragged")) return;
    row.classList.remove("dragged");
    moved(row);
  };
  handle.addEventListener("pointerup", drop);
  handle.addEventListener("pointercancel", drop);
}

function makeHandle(row, texts) {
  const handle = Object.assign(document.createElement("button"), { type: "button", className: "handle" });
  handle.setAttribute("aria-label", texts.move);
  handle.title = texts.move;
  handle.innerHTML = '<span aria-hidden="true">⠿</span> <span class="photo-number"></span>';
  handle.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    move(row, step);
    handle.focus();
  });
  drag(handle, row);
  return handle;
}

/* A field of one photo for all of them: what stands in the others is replaced only after a question. */
function spread(row, names, texts) {
  const others = rowsOfPhotos().filter((other) => other !== row);
  const filled = others.some((other) => names.some((name) => part(other, name)?.value));
  if (filled && !window.confirm(texts.replaceOthers)) return;
  for (const other of others) for (const name of names) copy(part(row, name), part(other, name));
}

function copy(from, to) {
  if (!from || !to) return;
  if (from.tagName === "SELECT") {
    for (const option of to.options) option.selected = false;
    for (const { value, textContent } of from.selectedOptions) {
      const there = [...to.options].find((option) => option.value === value);
      const option = there ?? new Option(textContent, value);
      if (!there) to.add(option);
      option.selected = true;
    }
    window.django?.jQuery(to).trigger("change");
  } else {
    to.value = from.value;
  }
  to.dispatchEvent(new Event("input", { bubbles: true }));
}

function makeSpread(row, texts) {
  const bar = Object.assign(document.createElement("div"), { className: "spread" });
  const choices = [
    [texts.captionForAll, ["caption"]],
    [texts.creditForAll, ["photographers", "new_photographer"]],
    [texts.placeForAll, ["place", "taken_on"]],
  ];
  for (const [text, names] of choices) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    made.addEventListener("click", () => spread(row, names, texts));
    bar.append(made);
  }
  return bar;
}

function equip(row, texts) {
  if (row.querySelector(".handle") || !part(row, "order")) return;
  row.querySelector("h3").prepend(makeHandle(row, texts));
  row.append(makeSpread(row, texts));
}

/* Django counts the rows anew when one goes, in the order they stand in: those that are kept already have
   to be the first then, whatever order they are shown in. */
function removeInOrder(event) {
  if (!event.target.matches("#photos-group .inline-deletelink")) return;
  const row = event.target.closest(".inline-related");
  row.dispatchEvent(new CustomEvent("photo:removed", { bubbles: true }));
  arrange((each) => Number(each.id.replace("photos-", "")));
  setTimeout(() => { arrange((each) => Number(part(each, "order")?.value)); number(); });
}

function arrange(place) {
  const rows = rowsOfPhotos().sort((one, other) => place(one) - place(other));
  const empty = document.querySelector("#photos-group .empty-form");
  for (const row of rows) empty.before(row);
}

export function orderPhotos(texts) {
  const group = document.querySelector("#photos-group");
  if (!group) return;
  group.addEventListener("click", removeInOrder, { capture: true });
  group.classList.add("with-handles");
  const equipAll = () => { rowsOfPhotos().forEach((row) => equip(row, texts)); number(); };
  document.addEventListener("formset:added", equipAll);
  equipAll();
}
