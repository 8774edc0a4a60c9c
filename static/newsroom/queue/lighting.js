/* Hover or focus shows which characters made which field, and which fields a piece of the text makes. */

/* Where text and fields scroll beside each other, one follows the other; below each other it would run away. */
const BESIDE = matchMedia("(min-width: 1024px)");

function spansOf(element) {
  const spans = element.dataset.spans ?? element.dataset.span ?? "";
  return spans.split(" ").filter(Boolean).map((each) => each.split("-").map(Number));
}

function touch(some, others) {
  return some.some(([start, end]) => others.some(([first, last]) => start < last && first < end));
}

export function light(queue) {
  const pieces = [...queue.querySelectorAll(".piece")];
  const fields = [...queue.querySelectorAll("[data-spans]")];
  const all = [...pieces, ...fields];

  function show(element, { follow }) {
    const spans = element ? spansOf(element) : [];
    const others = element?.matches(".piece") ? fields : pieces;
    for (const each of all) each.classList.remove("is-lit");
    const lit = others.filter((each) => touch(spansOf(each), spans));
    for (const each of lit) each.classList.add("is-lit");
    if (follow && BESIDE.matches && others === pieces) lit[0]?.scrollIntoView({ block: "nearest" });
  }

  const own = (event) => event.target.closest("[data-spans], .piece");
  queue.addEventListener("pointerover", (event) => show(own(event), { follow: false }));
  queue.addEventListener("focusin", (event) => show(own(event), { follow: true }));
}
