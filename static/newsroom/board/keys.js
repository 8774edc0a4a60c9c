/* The board by keys alone: arrows walk over the cards, of which one a list is in the order of Tab, and keys move the
   card that has the focus. What a card may do is what its buttons offer. Keys of an input method are never taken. */

import { toggle } from "./opening.js";

const FIELDS = "input, select, textarea, [contenteditable]";
const WALKS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export class Keys {
  constructor(board, { mover, saying }) {
    Object.assign(this, { board, mover, saying, dialog: document.getElementById("board-keys"), visited: new Set() });
    board.element.addEventListener("keydown", (event) => this.pressed(event));
    board.element.addEventListener("focusin", ({ target }) => this.enter(target.closest(".card")));
    board.element.addEventListener("board:shown", () => this.rove());
    document.addEventListener("keydown", (event) => this.ask(event));
    this.offer(document.getElementById("board-show-keys"));
    this.rove();
  }

  /* Tab goes from list to list; in each it reaches the card that had the focus last, and its buttons from there. */
  rove() {
    for (const { children } of this.board.lists) {
      const cards = [...children].filter((each) => each.matches(".card"));
      const current = cards.find(({ id }) => this.visited.has(id)) ?? cards[0];
      for (const card of cards) reach(card, card === current);
    }
  }

  enter(card) {
    if (!card) return;
    for (const other of card.parentElement.querySelectorAll(".card")) {
      this.visited.delete(other.id);
      reach(other, other === card);
    }
    this.visited.add(card.id);
  }

  offer(button) {
    button.hidden = false;
    button.addEventListener("click", () => this.dialog.showModal());
  }

  ask(event) {
    if (event.key !== "?" || isTyped(event) || isComposed(event) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (!this.dialog.open) this.dialog.showModal();
    // The card may have been drawn anew behind the list.
    const card = event.target.closest(".card");
    if (card) this.dialog.addEventListener("close", () => document.getElementById(card.id)?.focus(), { once: true });
  }

  pressed(event) {
    const card = event.target.closest(".card");
    if (!card || isComposed(event) || event.ctrlKey || event.metaKey) return;
    const act = isTyped(event) ? this.inField(event, card)
      : event.altKey ? this.withAlt(event, card) : this.plain(event, card);
    if (!act) return;
    event.preventDefault();
    // A key that is held down does not send a move for every time it repeats.
    if (!event.repeat || !this.mover.isBusy) act();
  }

  /* A page that was chosen is gone to with Enter, as in a dialog. */
  inField({ key, target, altKey }, card) {
    if (altKey) return undefined;
    return {
      Escape: () => this.leave(card),
      ...(target.matches('select[name="to"]') ? { Enter: () => this.press(card, "move", { to: target.value }) } : {}),
    }[key];
  }

  withAlt({ key }, card) {
    return {
      ArrowUp: () => this.press(card, "up"),
      ArrowDown: () => this.press(card, "down"),
      ArrowLeft: () => this.moveBy(card, -1),
      ArrowRight: () => this.moveBy(card, 1),
    }[key];
  }

  plain({ key, target }, card) {
    const onCard = {
      Enter: () => this.unfold(card),
      Home: () => this.step(card, [0, -Infinity]),
      End: () => this.step(card, [0, Infinity]),
    };
    return {
      l: () => this.press(card, "lead"),
      t: () => this.press(card, "tray"),
      m: () => this.choosePage(card),
      Escape: () => this.leave(card),
      ...(target === card ? onCard : {}),
      ...(target === card && WALKS[key] ? { [key]: () => this.step(card, WALKS[key]) } : {}),
    }[key.length === 1 ? key.toLowerCase() : key];
  }

  /* Sideways to the card at the same height; columns without a card are passed over. */
  step(card, [sideways, along]) {
    const lists = this.board.lists.map(({ children }) => [...children].filter((each) => each.matches(".card")));
    const here = lists.findIndex((cards) => cards.includes(card));
    const filled = lists.filter((cards, number) => cards.length || number === here);
    const cards = filled[filled.indexOf(lists[here]) + sideways] ?? [];
    const number = Math.max(0, Math.min(lists[here].indexOf(card) + along, cards.length - 1));
    look(cards[number]);
  }

  press(card, what, fields = {}) {
    const button = card.querySelector(`button[name="do"][value="${what}"]`);
    if (!button || button.disabled) return this.refuse();
    return this.mover.move(card, () => ({ ...fields, do: what }));
  }

  /* The page beside the one on which the card stands when its turn comes; from the tray, the first. */
  moveBy(card, step) {
    if (!card.querySelector('select[name="to"]')) return this.refuse();
    return this.mover.move(card, (it) => {
      const pages = this.board.pages.map(({ dataset }) => dataset.page);
      const to = pages[pages.indexOf(it.closest("[data-digest]").dataset.page) + step];
      if (!to) this.saying.say(this.saying.texts.edge, "error");
      return to && { do: "move", to };
    });
  }

  choosePage(card) {
    const pages = card.querySelector('select[name="to"]');
    if (!pages) return this.refuse();
    toggle(card, true);
    return pages.focus();
  }

  unfold(card) {
    toggle(card);
    if (card.classList.contains("open")) card.querySelector("form :is(button, select):not(:disabled)")?.focus();
  }

  leave(card) {
    toggle(card, false);
    card.focus();
  }

  refuse() {
    this.saying.say(this.saying.texts.fixed, "error");
  }
}

function isComposed({ isComposing, keyCode }) {
  return isComposing || keyCode === 229;
}

function isTyped({ target }) {
  return target.matches(FIELDS);
}

function reach(card, isCurrent) {
  card.tabIndex = isCurrent ? 0 : -1;
  card.querySelectorAll("a, .card-more").forEach((each) => { each.tabIndex = isCurrent ? 0 : -1; });
}

function look(card) {
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
