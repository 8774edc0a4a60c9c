/* Pages and stories turned by key and by finger; the picture of a page: what is meant on it, and its size. */
const STEPS = [1, 1.5, 2, 3, 4];
const LONGEST = 700; // Milliseconds of a stroke: who takes longer is reading with the finger.
const EDGE = 24; // The browser's own way back begins there.
const find = (selector) => document.querySelector(selector);
const paper = find(".paper");
let step = 0;

function turn(rel) {
  find(`main a[rel="${rel}"]`)?.click();
}

/* Keys: not while somebody types, not with another key held, not where the photos of a story are turned. */

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
  if (target.closest?.("input, select, textarea, [contenteditable]")) return;
  const size = { "+": 1, "=": 1, "-": -1, 0: 0 }[key];
  /* A sign of its own is a key only where the focus is (WCAG 2.1.4). */
  if (size !== undefined && target.closest?.(".paper")) return zoom(size);
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[key];
  if (rel && !event.shiftKey && !(step && target.closest?.(".frame"))) turn(rel);
});

/* Strokes across the picture, or across a story */

let from = null;

const field = find(".frame") || find(".story");
field?.addEventListener("touchstart", ({ touches, timeStamp }) => {
  const [{ clientX: x, clientY: y }] = touches;
  const isAlone = touches.length === 1 && !step && (visualViewport?.scale ?? 1) < 1.05;
  from = isAlone && x > EDGE && x < innerWidth - EDGE ? { x, y, at: timeStamp } : null;
}, { passive: true });
field?.addEventListener("touchend", ({ changedTouches: [{ clientX, clientY }], timeStamp }) => {
  if (!from || timeStamp - from.at > LONGEST || !getSelection().isCollapsed) return;
  const [across, down] = [clientX - from.x, clientY - from.y];
  if (Math.abs(across) > 60 && Math.abs(across) > 2 * Math.abs(down)) turn(across > 0 ? "prev" : "next");
});

/* A story is meant on the picture and in the list at once. */

function mean(at) {
  const story = at?.closest?.("[data-story]")?.dataset.story;
  for (const each of paper.querySelectorAll("[data-story]")) each.classList.toggle("is-meant", each.dataset.story === story);
}

/* The size of the picture: what stood in the middle stays there. */

function zoom(by) {
  const [frame, plate] = [find(".frame"), find(".plate")];
  const [x, y] = [(frame.scrollLeft + frame.clientWidth / 2) / plate.offsetWidth, (frame.scrollTop + frame.clientHeight / 2) / plate.offsetHeight];
  step = by && Math.min(Math.max(step + by, 0), STEPS.length - 1);
  frame.classList.toggle("is-zoomed", step > 0);
  plate.style.width = `${STEPS[step] * 100}%`;
  plate.firstElementChild.sizes = `${plate.offsetWidth}px`;
  frame.scrollTo(x * plate.offsetWidth - frame.clientWidth / 2, y * plate.offsetHeight - frame.clientHeight / 2);
  if (step) frame.tabIndex = 0;
  else frame.removeAttribute("tabindex");
  find(".zoom output").textContent = `${STEPS[step] * 100}%`;
  const [smaller, larger, whole] = document.querySelectorAll(".zoom button");
  for (const button of [smaller, whole]) button.setAttribute("aria-disabled", String(step === 0));
  larger.setAttribute("aria-disabled", String(step === STEPS.length - 1));
}

if (paper) {
  for (const type of ["pointerover", "focusin"]) paper.addEventListener(type, ({ target }) => mean(target));
  for (const type of ["pointerleave", "focusout"]) paper.addEventListener(type, () => mean(null));
  find(".zoom").hidden = false;
  find(".zoom").addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) zoom(Number(button.dataset.zoom));
  });
  zoom(0);
  if (location.hash) mean(document.getElementById(location.hash.slice(1)));
}
