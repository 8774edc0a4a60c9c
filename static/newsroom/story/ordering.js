/* The order of the photos, by a handle that is dragged (finger, pen or mouse) or moved with the arrow keys, or
   by one tap; and one caption or one credit for all of them. */

import { choose, part, setValue } from "./fields.js";
import { rowsOfPhotos } from "./pictures.js";

const NEAR_THE_EDGE = 70;
const SCROLLED = 10;
// A row without one of these is no photo: the server leaves it out.
const HOLDS = ["uploaded", "image", "caption", "place", "alt_text", "photographers", "new_photographer"];

function isPhoto(row) {
  const isComing = ["has_original", "uploading"].some((name) => row.classList.contains(name));
  return isComing || HOLDS.some((name) => part(row, name)?.value);
}

/* As the [图1] of the text count them. */
export function number() {
  let count = 0;
  for (const row of rowsOfPhotos()) {
    const place = isPhoto(row) ? String(count += 1) : "";
    const order = part(row, "order");
    if (order) order.value = place;
    const label = row.querySelector(".photo-number");
    if (label) label.textContent = place;
    const handle = row.querySelector(".handle");
    handle?.setAttribute("aria-label", `图${place} ${handle.title}`);
  }
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

/* While one is dragged every row shows its picture only: whole rows are longer than the screen of a phone. */
function gather(row, isDragged, y) {
  row.classList.toggle("dragged", isDragged);
  row.closest("#photos-group").classList.toggle("ordering", isDragged);
  const handle = row.querySelector(".handle").getBoundingClientRect();
  window.scrollBy({ top: handle.top + handle.height / 2 - y, behavior: "instant" });
}

/* At the edge of the screen the page goes on under a finger that rests. */
function scrollAt(y) {
  const step = y < NEAR_THE_EDGE ? -SCROLLED : y > window.innerHeight - NEAR_THE_EDGE ? SCROLLED : 0;
  if (step) window.scrollBy({ top: step, behavior: "instant" });
}

function follow(row, y) {
  for (const other of rowsOfPhotos()) {
    const { top, bottom, height } = other.getBoundingClientRect();
    if (other === row || y < top || y > bottom) continue;
    if (y < top + height / 2) other.before(row);
    else other.after(row);
    return;
  }
}

function drag(handle, row) {
  const isDragged = () => row.classList.contains("dragged");
  let y = 0;
  let pointer = 0;
  const onEachFrame = () => {
    if (!isDragged()) return;
    scrollAt(y);
    follow(row, y);
    handle.setPointerCapture(pointer);
    requestAnimationFrame(onEachFrame);
  };
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.focus({ preventScroll: true });
    pointer = event.pointerId;
    handle.setPointerCapture(pointer);
    y = event.clientY;
    gather(row, true, y);
    onEachFrame();
  });
  handle.addEventListener("pointermove", (event) => { y = event.clientY; });
  const drop = () => {
    if (!isDragged()) return;
    follow(row, y);
    gather(row, false, y);
    moved(row);
  };
  handle.addEventListener("pointerup", drop);
  handle.addEventListener("pointercancel", drop);
}

function makeHandle(row, texts) {
  const handle = Object.assign(document.createElement("button"), { type: "button", className: "handle" });
  handle.title = texts.move;
  handle.innerHTML = '<span aria-hidden="true">⠿</span> 图<span class="photo-number"></span>';
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

/* For whoever cannot drag and has no arrow keys. */
function makeStep(row, step, name) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "photo-step" });
  made.textContent = step < 0 ? "↑" : "↓";
  made.setAttribute("aria-label", name);
  made.title = name;
  made.addEventListener("click", () => {
    move(row, step);
    row.scrollIntoView({ block: "nearest" });
    made.focus({ preventScroll: true });
  });
  return made;
}

/* A field of one photo for all of them: what stands in the others is replaced only after a question. */
function spread(row, names, texts) {
  const others = rowsOfPhotos().filter((other) => other !== row && isPhoto(other));
  const filled = others.some((other) => names.some((name) => part(other, name)?.value));
  if (filled && !window.confirm(texts.replaceOthers)) return;
  for (const other of others) for (const name of names) copy(part(row, name), part(other, name));
}

function copy(from, to) {
  if (!from || !to) return;
  if (from.tagName === "SELECT") {
    for (const option of to.options) option.selected = false;
    choose(to, ...[...from.selectedOptions].map(({ value, textContent }) => ({ id: value, label: textContent })));
  } else {
    setValue(to, from.value);
  }
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
  const steps = [makeStep(row, -1, texts.earlier), makeStep(row, 1, texts.later)];
  row.querySelector("h3").prepend(makeHandle(row, texts), ...steps);
  row.append(makeSpread(row, texts));
}

/* Django counts the rows anew when one goes, in the order they stand in: those that are kept already have
   to be the first then, whatever order they are shown in. */
function removeInOrder(event) {
  if (!event.target.matches("#photos-group .inline-deletelink")) return;
  const row = event.target.closest(".inline-related");
  row.dispatchEvent(new CustomEvent("photo:removed", { bubbles: true }));
  arrange((each) => Number(each.id.replace("photos-", "")));
  setTimeout(() => { arrange((each) => wanted(each)); number(); });
}

/* The place that a row has, or that a draft gave it; empty rows come last. */
function wanted(row, fields) {
  const order = part(row, "order");
  return Number(fields?.[order?.name] ?? order?.value) || Number.MAX_SAFE_INTEGER;
}

function arrange(place) {
  const rows = rowsOfPhotos().sort((one, other) => place(one) - place(other));
  const empty = document.querySelector("#photos-group .empty-form");
  for (const row of rows) empty?.before(row);
}

export function orderPhotos(texts) {
  const group = document.querySelector("#photos-group");
  if (!group) return;
  group.addEventListener("click", removeInOrder, { capture: true });
  group.classList.add("with-handles");
  group.addEventListener("input", number);
  group.addEventListener("change", number);
  document.addEventListener("story:restored", ({ detail }) => {
    arrange((row) => wanted(row, detail));
    number();
  });
  // A form that came back with its errors has the rows by their names, not in their order.
  arrange((row) => wanted(row));
  const equipAll = () => { rowsOfPhotos().forEach((row) => equip(row, texts)); number(); };
  document.addEventListener("formset:added", equipAll);
  equipAll();
}
