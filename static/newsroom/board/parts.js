/* The parts of the board: the columns and the tray. A part is replaced where its digest differs; the focus, the
   card that is open and the place scrolled to stay. */

const PART = "[data-digest]";
const LIST = "[data-cards]";
/* Somebody is choosing or typing in it. */
export const HELD = "input:focus, select:focus, textarea:focus, .card details[open]";

export class Board {
  constructor(element) {
    this.element = element;
    this.stamp = element.dataset.stamp;
    this.isDragging = false;
    this.shown = 0;
  }

  get parts() {
    return [...this.element.querySelectorAll(PART)];
  }

  get pages() {
    return [...this.element.querySelectorAll("[data-digest][data-page]")];
  }

  get lists() {
    return [...this.element.querySelectorAll(LIST)];
  }

  /* The pages as they are shown: the server compares them with the pages as they are. */
  get versions() {
    return this.pages.map(({ dataset }) => `${dataset.page}:${dataset.version}`).join(",");
  }

  /* What is here already is not sent again. */
  get have() {
    return this.parts.map(({ id, dataset }) => `${id}:${dataset.digest}`).join(",");
  }

  cardsOf(article) {
    return [...this.element.querySelectorAll(`.card[data-article="${article}"]`)];
  }

  /* Filters of the tray stand in the address, and the answers keep to them. */
  address(name, fields = {}) {
    const address = new URL(this.element.dataset[name], window.location.href);
    for (const [key, value] of new URLSearchParams(window.location.search)) address.searchParams.append(key, value);
    for (const [key, value] of Object.entries(fields)) address.searchParams.set(key, value);
    return address;
  }

  /* With `spare` a part stays as it is while somebody chooses or types in it: the next look brings it. */
  show({ stamp, parts }, { spare = false } = {}) {
    const sent = Object.entries(parts ?? {}).filter(([, html]) => html);
    const made = sent.map(([id, html]) => [document.getElementById(id), fragment(html)]);
    const differing = made.filter(([old, part]) => old && old.dataset.digest !== part.dataset.digest);
    const spared = spare ? differing.filter(([old]) => old.querySelector(HELD)) : [];
    const replaced = differing.filter((pair) => !spared.includes(pair));
    const place = new Place(this);
    for (const [old, part] of replaced) replace(old, part);
    if (stamp && !spared.length) this.stamp = stamp;
    if (replaced.length) this.changed(place);
    return replaced.map(([, part]) => part);
  }

  /* A page that was added or taken away needs its place among the others, and its name in every list of pages. */
  hasOtherPages(parts) {
    return this.parts.length !== Object.keys(parts).length || this.parts.some(({ id }) => !(id in parts));
  }

  changed(place) {
    this.shown += 1;
    this.element.dispatchEvent(new CustomEvent("board:shown"));
    place.back();
  }
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function replace(old, part) {
  const top = old.querySelector(LIST)?.scrollTop;
  markArrivals(old, part);
  old.replaceWith(part);
  if (top) part.querySelector(LIST).scrollTop = top;
}

function markArrivals(old, part) {
  const there = new Set([...old.querySelectorAll(".card")].map(({ id }) => id));
  for (const card of part.querySelectorAll(".card")) card.classList.toggle("arrived", !there.has(card.id));
}

/* Where the focus is, to be found again after the card was drawn anew. */
export class Place {
  constructor(board) {
    const active = document.activeElement;
    const card = active?.closest?.(".card");
    Object.assign(this, { board, active, id: card?.id });
    this.open = [...board.element.querySelectorAll(".card.open")].map(({ id }) => id);
    this.control = card && active !== card ? selectorOf(active) : "";
    this.list = card?.closest(PART).id;
    this.number = card ? [...card.parentElement.children].indexOf(card) : -1;
  }

  /* Nobody's focus is taken away for a card. */
  isFreeFor(id) {
    return !this.active || this.active === document.body || this.id === id;
  }

  back() {
    for (const id of this.open) document.getElementById(id)?.dispatchEvent(new CustomEvent("card:open", { bubbles: true }));
    if (!this.active || this.active.isConnected) return;
    this.to(document.getElementById(this.id) ?? this.neighbour());
  }

  /* A card that went out of sight leaves the focus to the one that took its place. */
  neighbour() {
    const cards = document.getElementById(this.list)?.querySelectorAll(".card") ?? [];
    return cards[Math.min(this.number, cards.length - 1)];
  }

  to(card) {
    const control = this.control && card?.querySelector(this.control);
    const isThere = control && !control.disabled && control.offsetParent;
    (isThere ? control : card ?? this.board.element).focus({ preventScroll: true });
    card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

function selectorOf(control) {
  const value = control.tagName === "BUTTON" && control.value ? `[value="${control.value}"]` : "";
  return control.name ? `[name="${control.name}"]${value}` : control.matches(".card-more") ? ".card-more" : "";
}
