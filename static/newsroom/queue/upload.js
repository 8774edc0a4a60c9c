/* Printed pages are dropped or chosen: files, folders, ZIPs. Each page has a line that says what became of it;
   when all went in, the queue is shown. */

import { fromDrop, fromInput, sorted } from "./entries.js";
import { filled, Run } from "./run.js";

const NAMES_TOLD = 10;
const SAID_PARTS = 4; // How often a screen reader hears how far the run is.

const knows = JSON.parse(document.getElementById("take-in-knows").textContent);
const { texts } = knows;
const form = document.getElementById("take-in");
const part = (selector) => form.querySelector(selector);
const [shown, bar, count, said, heard] = [
  ".take-in-run",
  ".take-in-whole progress",
  ".take-in-count",
  ".take-in-said",
  "[role=status]",
].map(part);
const button = (name) => part(`[data-do=${name}]`);
let run = null;
let partsHeard = 0;

function begin(found) {
  if (!found.length) return;
  if (!run?.isRunning) startAnew();
  const { wanted, others } = sorted(found, knows);
  shown.hidden = false;
  if (others.length) {
    const names = others.slice(0, NAMES_TOLD).join("、") + (others.length > NAMES_TOLD ? "…" : "");
    run.leaveOut(texts.leftOut.replace("%s", names));
  }
  run.add(wanted);
  if (!wanted.length) said.textContent = texts.empty;
}

function startAnew() {
  part(".take-in-list").replaceChildren();
  shown.querySelectorAll(".help").forEach((each) => each.remove());
  run = new Run(form, { knows, onChange: show });
  partsHeard = 0;
}

function show() {
  const { lines, isRunning } = run;
  const done = lines.filter((line) => line.isDone).length;
  Object.assign(bar, { max: Math.max(lines.length, 1), value: done });
  count.textContent = filled(texts.count, { done, total: lines.length });
  const [isOver, refused] = [done === lines.length, run.count("refused")];
  const sum = filled(texts.sum, { new: run.count("new"), known: run.count("known"), refused });
  said.textContent = isRunning ? texts.leave : run.why || sum;
  hear(isRunning ? count.textContent : said.textContent, { isRunning, share: done / lines.length });
  button("stop").hidden = !isRunning;
  button("go").hidden = isRunning || isOver;
  button("retry").hidden = isRunning || !isOver || !refused;
  showWay({ isOver: isOver && !isRunning });
}

function hear(text, { isRunning, share }) {
  const parts = Math.floor(share * SAID_PARTS);
  if (isRunning && parts <= partsHeard) return;
  partsHeard = parts;
  heard.textContent = text;
}

/* Where it goes on: to a single page, to the first of several, to the list of their day. */
function showWay({ isOver }) {
  const taken = run.lines.filter((line) => line.isIn);
  const fresh = taken.filter((line) => line.state === "new");
  const [first] = fresh.length ? fresh : taken;
  const days = new Set(taken.map((line) => line.answer.day));
  const day = days.size === 1 ? [...days][0] : knows.queue;
  for (const [name, address] of [["first", first?.answer.address], ["day", day]]) {
    const link = part(`[data-to=${name}]`);
    link.hidden = !isOver || !first;
    if (address) link.href = address;
  }
  if (!isOver || !first || fresh.length < run.lines.length) return;
  window.location.assign(fresh.length === 1 ? first.answer.address : day);
}

form.classList.add("has-script");
const [files, folder] = [part("#take-in-file"), part("#take-in-folder")];
for (const input of [files, folder]) input.addEventListener("change", () => begin(fromInput(input)));
form.addEventListener("submit", (event) => event.preventDefault());
button("stop").addEventListener("click", () => run.stop());
button("go").addEventListener("click", () => run.go());
button("retry").addEventListener("click", () => run.retry());
for (const name of ["dragenter", "dragover"]) {
  form.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.add("is-over");
  });
}
for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("is-over"));
form.addEventListener("drop", async (event) => {
  event.preventDefault();
  begin(await fromDrop(event.dataTransfer));
});
