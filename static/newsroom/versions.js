/* Through the life of a story: the slider, its two buttons and the list show a version without a new page. */
"use strict";

/* The slider passes many versions: only where it rests is asked for. */
const REST = 150;

function makeWay(box) {
  const { address } = box.dataset;
  const slider = document.getElementById("versions-slider");
  const part = document.getElementById("versions-part");
  const last = Number(slider.max);
  let asked = new AbortController();
  let resting = 0;

  function aim(link, number) {
    if (number >= 1 && number <= last) {
      link.href = `${address}?new=${number}`;
      link.removeAttribute("aria-disabled");
    } else {
      link.removeAttribute("href");
      link.setAttribute("aria-disabled", "true");
    }
  }

  /* What is known of a version by its number alone. */
  function mark(number) {
    slider.value = number;
    document.getElementById("versions-number").textContent = number;
    aim(document.getElementById("versions-previous"), number - 1);
    aim(document.getElementById("versions-next"), number + 1);
    for (const link of box.querySelectorAll("[data-number]:is(a)")) {
      if (Number(link.dataset.number) === number) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  function fill(text) {
    part.innerHTML = text;
    slider.setAttribute("aria-valuetext", part.querySelector("[data-said]").dataset.said);
  }

  /* A lost session or line: the page of its own says more. An answer that comes late is left alone. */
  async function load(number) {
    const page = `${address}?new=${number}`;
    asked.abort();
    asked = new AbortController();
    try {
      const response = await fetch(`${page}&part=1`, { signal: asked.signal });
      if (!response.ok || response.redirected) throw new Error(response.statusText);
      fill(await response.text());
      window.history.replaceState(null, "", page);
    } catch (error) {
      if (error.name !== "AbortError") window.location.assign(page);
    }
  }

  function show(number, wait = 0) {
    mark(number);
    window.clearTimeout(resting);
    resting = window.setTimeout(load, wait, number);
  }

  function follow(event) {
    const link = event.target.closest("#versions-previous, #versions-next, a[data-number]");
    if (!link?.href || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(Number(new URL(link.href).searchParams.get("new")));
  }

  slider.addEventListener("input", () => show(Number(slider.value), REST));
  box.addEventListener("click", follow);
  slider.setAttribute("aria-valuetext", part.querySelector("[data-said]").dataset.said);
  slider.hidden = false;
}

const box = document.getElementById("versions");
if (box) makeWay(box);
