/* The photo library: choose all of a page, and how many are chosen. Django's own script needs a table. */
"use strict";

function showChosen(boxes, counter, all) {
  const chosen = boxes.filter((box) => box.checked).length;
  counter.textContent = `${chosen} / ${boxes.length}`;
  all.checked = chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
}

document.addEventListener("DOMContentLoaded", () => {
  const boxes = [...document.querySelectorAll(".photo-grid .action-select")];
  const all = document.getElementById("choose-all");
  const counter = document.querySelector(".action-counter");
  if (!all || !counter || !boxes.length) return;
  const update = () => showChosen(boxes, counter, all);
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = all.checked; });
    update();
  });
  boxes.forEach((box) => box.addEventListener("change", update));
  window.addEventListener("pageshow", update);
});
