/* The queue by keys alone. Keys of an input method, of a field and of the browser are never taken. */

const FIELDS = "input:not([type=radio]), select, textarea";

export function listen(queue) {
  const dialog = document.getElementById("queue-keys");
  const text = document.getElementById("queue-form");
  const doubts = [...queue.querySelectorAll(".queue-doubt")];
  const stories = [...queue.querySelectorAll(".queue-story")];
  let current = null;

  const choices = (doubt) => [...doubt.querySelectorAll("button")];
  const key = (name, within) => within?.querySelector(`[data-key="${name}"]`);
  const at = () => document.activeElement;

  function setCurrent(number) {
    current = stories.find(({ dataset }) => dataset.story === number) ?? current;
    for (const each of stories) each.classList.toggle("is-current", each === current);
  }

  function enter(field) {
    if (!field) return;
    const folded = field.closest("details");
    if (folded) folded.open = true;
    field.focus();
    field.select?.();
  }

  function go(list, here, step, focus) {
    const now = list.indexOf(here);
    const next = list[now < 0 ? (step > 0 ? 0 : list.length - 1) : now + step];
    if (next) focus(next);
  }

  const toDoubt = (step) => go(doubts, at().closest(".queue-doubt"), step, (each) => choices(each)[0].focus());
  const toStory = (step) => go(stories, current, step, (each) => each.querySelector(".story-number").focus());

  function choose(number) {
    const doubt = at().closest(".queue-doubt") ?? doubts[0];
    if (doubt) choices(doubt)[number - 1]?.click();
  }

  function toText() {
    const piece = text.querySelector(`.piece[data-story="${current?.dataset.story}"] input:enabled`);
    (piece ?? text.querySelector(".piece input:enabled"))?.focus();
  }

  /* A piece that has the focus by arrow or Tab is the chosen one. */
  function takePiece() {
    if (at().matches(".piece input")) at().checked = true;
  }

  const acts = {
    n: () => toDoubt(1),
    p: () => toDoubt(-1),
    "]": () => toStory(1),
    "[": () => toStory(-1),
    a: () => key("a", current)?.click(),
    A: () => (key("A", queue) ? key("A", queue).click() : toDoubt(1)),
    N: () => key("N", queue)?.click(),
    x: () => key("x", current)?.click(),
    j: () => enter(key("j", current)),
    t: () => enter(key("t", current)),
    c: () => enter(key("c", current)),
    b: () => enter(key("b", current)),
    l: toText,
    s: () => { takePiece(); key("s", text)?.click(); },
    m: () => { takePiece(); enter(key("m", text)); },
    r: () => { takePiece(); enter(key("r", text)); },
    w: () => { takePiece(); enter(key("w", text)); },
    u: () => key("u", queue)?.click(),
    U: () => key("U", queue)?.click(),
    "?": () => dialog.showModal(),
  };

  /* With CapsLock a letter comes as a capital: what counts is whether Shift is held. */
  const actOf = ({ key: name, shiftKey }) => {
    if (/^[1-9]$/.test(name)) return () => choose(Number(name));
    return acts[/^[a-z]$/i.test(name) ? name[shiftKey ? "toUpperCase" : "toLowerCase"]() : name];
  };

  /* Ctrl and Z, with Shift the other way, and Y, as everywhere; in a field they are the field's. */
  function undoing({ key: name, shiftKey }) {
    if (name.toLowerCase() === "z") return shiftKey ? acts.U : acts.u;
    return name.toLowerCase() === "y" ? acts.U : null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || dialog.open) return;
    if (event.altKey) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.target.matches(FIELDS)) {
      if (!isCommand) leave(event);
      return;
    }
    const act = isCommand ? undoing(event) : actOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  });

  /* Enter does what stands beside the field, Escape leaves it. */
  function leave(event) {
    const field = event.target.closest("[data-key]");
    if (!field) return;
    if (event.key === "Escape") {
      (text.querySelector(".piece input:checked") ?? current?.querySelector(".story-number"))?.focus();
    } else if (event.key === "Enter" && field.dataset.key === "w") {
      event.preventDefault();
      text.querySelector(".piece input:checked")?.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      field.parentElement.querySelector("button:enabled").click();
    }
  }

  queue.addEventListener("focusin", ({ target }) => {
    setCurrent(target.closest("[data-story]")?.dataset.story);
  });
  const show = document.getElementById("queue-show-keys");
  show.hidden = false;
  show.addEventListener("click", () => dialog.showModal());
  /* Going to its place in the page the browser takes the focus away; it has done so once all is loaded. */
  window.addEventListener("load", () => setTimeout(arrive));

  /* After each step the focus is where the work goes on. */
  function arrive() {
    const place = document.getElementById(location.hash.slice(1));
    if (location.hash === "#doubts") {
      (doubts.length ? choices(doubts[0])[0] : key("A", queue) ?? key("N", queue))?.focus();
    } else if (place?.matches(".piece")) {
      place.querySelector("input:enabled")?.focus();
    } else if (location.hash.startsWith("#story-")) {
      storyAt(place, Number(location.hash.slice(7)))?.querySelector(".story-number").focus();
    }
  }

  /* The story; the next one that waits, if it is accepted or taken out. */
  function storyAt(place, number) {
    if (place && !place.matches(".is-accepted")) return place;
    const rest = place ? stories.slice(stories.indexOf(place)) : stories.filter(({ dataset }) => Number(dataset.story) > number);
    return rest.find((each) => !each.matches(".is-accepted")) ?? place;
  }
}
