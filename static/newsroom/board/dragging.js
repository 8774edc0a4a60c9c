/* Cards are dragged by mouse, pen and finger; a finger rests first, so that it can still scroll. What is dropped
   is sent like any other move, and goes back where it was when the server refuses. */

const Sortable = window.Sortable;
const LONG_PRESS = 250;
const NOT_BY_THESE = "[data-fixed], button, select, input, textarea, summary, label";

export class Dragging {
  constructor(board, mover) {
    Object.assign(this, { board, mover, lists: new Map() });
    board.element.addEventListener("board:shown", () => this.equip());
    this.equip();
  }

  /* Lists that were replaced are let go of. */
  equip() {
    for (const [list, sortable] of this.lists) if (!list.isConnected) this.forget(list, sortable);
    for (const list of this.board.lists) if (!this.lists.has(list)) this.lists.set(list, this.make(list));
  }

  forget(list, sortable) {
    sortable.destroy();
    this.lists.delete(list);
  }

  make(list) {
    return Sortable.create(list, {
      group: "stories",
      draggable: ".card",
      filter: NOT_BY_THESE,
      preventOnFilter: false,
      sort: Boolean(pageOf(list)),
      delay: LONG_PRESS,
      delayOnTouchOnly: true,
      touchStartThreshold: 8,
      // One way of dragging for every pointer, and one that scrolls the columns under it.
      forceFallback: true,
      fallbackTolerance: 6,
      fallbackClass: "card-dragged",
      ghostClass: "card-gap",
      scrollSensitivity: 60,
      scrollSpeed: 14,
      animation: 120,
      onChoose: () => this.hold(),
      onUnchoose: () => this.letGo(),
      onStart: (event) => this.start(event),
      onEnd: (event) => this.drop(event),
    });
  }

  /* From the first press on, nothing is drawn anew under the hand. */
  hold() {
    this.board.isDragging = true;
    this.board.dragged = new Promise((resolve) => { this.release = resolve; });
  }

  letGo() {
    this.board.isDragging = false;
    this.release();
  }

  start({ item, from }) {
    const next = item.nextElementSibling;
    // Behind the last card stands the picture of the dragged one, which is gone by then.
    this.undo = () => from.insertBefore(item, next?.parentElement === from ? next : null);
    this.board.element.classList.add("dragging");
  }

  drop({ item, from, to, oldDraggableIndex, newDraggableIndex }) {
    this.board.element.classList.remove("dragging");
    item.focus({ preventScroll: true });
    if (from !== to || oldDraggableIndex !== newDraggableIndex) this.send(item, to, newDraggableIndex);
  }

  /* Behind a move that is still on its way the card waits where it was: that one draws the board anew. */
  send(item, to, place) {
    const page = pageOf(to);
    const undo = this.mover.isBusy ? () => {} : this.undo;
    if (this.mover.isBusy) this.undo();
    this.mover.move(item, () => (page ? { do: "move", to: page, place } : { do: "tray" }), { undo });
  }
}

function pageOf(list) {
  return list.closest("[data-digest]").dataset.page;
}
