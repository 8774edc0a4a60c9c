/* What was done, in one line that is also read out. Its sentences are in the template. */

export class Saying {
  constructor() {
    this.line = document.getElementById("regions-said");
    this.texts = this.line.dataset;
  }

  say(name, story = "", box = null) {
    let sentence = this.texts[name].replace("%s", story || this.texts.nobody);
    if (box) {
      const places = { "%l": box.left, "%t": box.top, "%w": box.width, "%h": box.height };
      for (const [place, value] of Object.entries(places)) sentence = sentence.replace(place, value.toFixed(1));
    }
    // The same sentence twice is read out twice: an empty line lies between.
    this.line.textContent = "";
    requestAnimationFrame(() => { this.line.textContent = sentence; });
  }
}
