/* What happened, in one line above the board that is also read out, and beside it what stands between the board
   and the server for longer. The sentences of the script itself are in the template. */

export class Saying {
  constructor() {
    this.line = document.getElementById("board-said");
    this.standing = document.getElementById("board-standing");
    this.texts = { ...this.line.dataset };
  }

  /* The same sentence twice is read out twice: an empty line lies between. */
  say(sentence, kind = "") {
    this.line.textContent = "";
    this.line.className = `board-said ${kind}`.trim();
    requestAnimationFrame(() => { this.line.textContent = sentence; });
  }

  stand(sentence) {
    if (this.standing.textContent !== sentence) this.standing.textContent = sentence;
    this.standing.hidden = !sentence;
  }
}
