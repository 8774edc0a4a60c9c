/* The buttons of a card are folded away until they are asked for: a full board stays readable. Without this they
   all stand open. */

export function foldCards(board, { texts }) {
  const { element } = board;
  const fold = () => element.querySelectorAll(".card:not(.foldable)").forEach((card) => equip(card, texts));
  element.classList.add("with-script");
  element.addEventListener("board:shown", fold);
  element.addEventListener("card:open", ({ target }) => open(target, true));
  element.addEventListener("click", ({ target }) => { if (target.closest(".card-more")) toggle(target.closest(".card")); });
  fold();
}

function equip(card, texts) {
  const form = card.querySelector("form");
  card.classList.add("foldable");
  if (!form) return;
  const more = Object.assign(document.createElement("button"), { type: "button", className: "card-more", tabIndex: -1 });
  more.textContent = texts.more;
  more.setAttribute("aria-expanded", "false");
  form.before(more);
}

function open(card, isOpen) {
  card.classList.toggle("open", isOpen);
  card.querySelector(".card-more")?.setAttribute("aria-expanded", String(isOpen));
}

/* One at a time: whoever goes on to another card is done with this one. */
export function toggle(card, isOpen = !card.classList.contains("open")) {
  for (const other of document.querySelectorAll(".card.open")) if (other !== card) open(other, false);
  open(card, isOpen && Boolean(card.querySelector("form")));
  if (isOpen) card.scrollIntoView({ block: "nearest", inline: "nearest" });
}
