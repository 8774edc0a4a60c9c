/* Moves are sent one after the other. Each names the pages as they are shown when its turn comes, and the parts
   that come back are put in place. A move that is refused moves nothing, and those waiting behind it are dropped. */

import { post } from "../story/sending.js";
import { Place } from "./parts.js";

const PATIENCE = 20;

export class Mover {
  constructor(board, saying) {
    Object.assign(this, { board, saying, waiting: [], isBusy: false });
    board.element.addEventListener("submit", (event) => this.submit(event));
  }

  submit(event) {
    const card = event.target.closest(".card");
    if (!card || event.target.method !== "post") return;
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target, event.submitter));
    this.move(card, () => fields);
  }

  /* `fields(card)` is asked when the turn comes; nothing from it, nothing is sent. `undo` puts back what a
     dragging hand has moved already: what stands where comes from the server. */
  move(card, fields, { undo = () => {} } = {}) {
    card.classList.add("moving");
    this.waiting.push({ id: card.id, fields, undo });
    if (!this.isBusy) this.run();
  }

  async run() {
    this.isBusy = true;
    try {
      while (this.waiting.length) await this.next(this.waiting.shift());
    } finally {
      this.isBusy = false;
    }
  }

  async next(order) {
    const card = document.getElementById(order.id);
    const fields = card && order.fields(card);
    const answer = fields ? await this.ask(card, fields) : {};
    await this.board.dragged;
    order.undo();
    card?.classList.remove("moving");
    if (fields) this.answered(order, card, answer);
  }

  async ask(card, fields) {
    try {
      const form = card.querySelector("form");
      const response = await post(this.board.address("move"), this.data(form, fields), form, { patience: PATIENCE });
      return { isDone: response.ok, ...(await response.json()) };
    } catch {
      return { error: this.saying.texts.failed };
    }
  }

  data(form, fields) {
    const data = new FormData(form);
    const { versions, have } = this.board;
    for (const [name, value] of Object.entries({ ...fields, versions, have })) data.set(name, value);
    return data;
  }

  answered(order, card, answer) {
    const before = new Set(this.board.cardsOf(card.dataset.article).map(({ id }) => id));
    const place = new Place(this.board);
    this.board.show(answer);
    const now = document.getElementById(order.id) ?? this.board.cardsOf(card.dataset.article).find(({ id }) => !before.has(id));
    if (place.isFreeFor(order.id)) place.to(now ?? place.neighbour());
    if (!answer.isDone) this.drop();
    else if (now) for (const each of this.waiting) if (each.id === order.id) each.id = now.id;
    this.saying.say(answer.said ?? answer.error ?? this.saying.texts.failed, answer.isDone ? "" : "error");
  }

  drop() {
    for (const { id, undo } of this.waiting.splice(0)) {
      undo();
      document.getElementById(id)?.classList.remove("moving");
    }
  }
}
