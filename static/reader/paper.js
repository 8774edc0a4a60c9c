/* Pages and stories turned by key and by finger; what is meant on the picture of a page, and its size. */
const STEPS = [1, 1.5, 2, 3, 4];
const LONGEST = 700; // Milliseconds of a stroke.
const EDGE = 24; // From there the browser goes back by itself.
const find = (selector) => document.querySelector(selector);
const [paper, frame, plate] = [".paper", ".frame", ".plate"].map(find);
let [step, from] = [0, null];

const turn = (rel) => find(`main a[rel=${rel}]`)?.click();

/* Not while somebody types, nor where a story's photos are turned. A sign such as + is a key only at the picture. */
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (find("dialog[open]") || target.closest("input, select, textarea")) return;
  const by = { "+": 1, "=": 1, "-": -1, 0: 0 }[key];
  if (by !== undefined && target.closest(".paper")) return zoom(by);
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[key];
  if (!rel || event.shiftKey) return;
  if (!step) turn(rel);
  else if (!target.closest(".frame")) frame.scrollBy(rel === "next" ? 80 : -80, 0);
});

/* Strokes across the picture, or across a story. */
const field = frame || find(".story");
field?.addEventListener("touchstart", ({ touches, timeStamp: at }) => {
  const { clientX: x, clientY: y } = touches[0];
  const isOne = touches.length === 1 && !step && visualViewport.scale < 1.05;
  from = isOne && x > EDGE && x < innerWidth - EDGE ? { x, y, at } : null;
}, { passive: true });
field?.addEventListener("touchend", ({ changedTouches: [{ clientX, clientY }], timeStamp }) => {
  if (!from || timeStamp - from.at > LONGEST || !getSelection().isCollapsed) return;
  const across = clientX - from.x;
  if (Math.abs(across) > Math.max(60, 2 * Math.abs(clientY - from.y))) turn(across > 0 ? "prev" : "next");
});

/* On the picture and in the list at once. */
function mean(at) {
  const story = at?.closest("[data-story]")?.dataset.story;
  for (const each of paper.querySelectorAll("[data-story]")) each.classList.toggle("is-meant", each.dataset.story === story);
}

/* The middle of what is seen stays there. */
function zoom(by) {
  const { top, bottom } = frame.getBoundingClientRect();
  const x = (frame.scrollLeft + frame.clientWidth / 2) / plate.offsetWidth;
  const y = (frame.scrollTop + (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2 - top) / plate.offsetHeight;
  step = by && Math.min(Math.max(step + by, 0), STEPS.length - 1);
  const size = `${STEPS[step] * 100}%`;
  frame.classList.toggle("is-zoomed", step);
  frame.tabIndex = step ? 0 : -1;
  plate.style.width = size;
  plate.firstElementChild.sizes = `${plate.offsetWidth}px`;
  frame.scrollTo(x * plate.offsetWidth - frame.clientWidth / 2, y * plate.offsetHeight - frame.clientHeight / 2);
  if (step) paper.scrollIntoView();
  find("output").textContent = size;
  paper.querySelectorAll("[data-zoom]").forEach((button) => {
    button.setAttribute("aria-disabled", step === (button.dataset.zoom > 0 ? STEPS.length - 1 : 0));
  });
}

/* The page that is read stands in the middle of the row of pages. */
const leaf = find(".leaf[aria-current]");
if (leaf) leaf.closest("ul").scrollLeft = leaf.offsetLeft - (innerWidth - leaf.offsetWidth) / 2;

if (paper) {
  for (const type of ["pointerover", "focusin"]) paper.addEventListener(type, (event) => mean(event.target));
  for (const type of ["pointerleave", "focusout"]) paper.addEventListener(type, () => mean());
  find(".zoom").hidden = false;
  find(".zoom").addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) zoom(Number(button.dataset.zoom));
  });
  zoom(0);
  mean(document.getElementById(location.hash.slice(1)));
}
