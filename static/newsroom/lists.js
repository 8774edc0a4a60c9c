/* The list of stories: a quick look by keys, and columns that move without a new page. */
"use strict";

/* Typing, composing Chinese, or a shortcut of the browser: such a key is not for us. */
function isForUs(event) {
  const isTyped = event.target.closest("input, textarea, select, [contenteditable]");
  return !(isTyped || event.isComposing || event.ctrlKey || event.metaKey || event.altKey);
}

function makePeek(dialog) {
  const links = [...document.querySelectorAll("#result_list a.peek")];
  const body = dialog.querySelector("#peek-body");
  const open = dialog.querySelector("#peek-open");
  const steps = [...dialog.querySelectorAll("[data-step]")];
  let place = -1;

  function fill(text, link) {
    body.innerHTML = text;
    body.scrollTop = 0;
    open.href = link.closest("tr").querySelector("th a").href;
    dialog.querySelector("#peek-place").textContent = `${place + 1} / ${links.length}`;
    steps.forEach((button) => { button.disabled = !links[place + Number(button.dataset.step)]; });
    if (!dialog.open) dialog.showModal();
    body.focus();
  }

  /* An answer that comes late, after another row was asked for, is left alone. A lost session or line: the
     page of its own says more than a window could. */
  async function show(next) {
    const link = links[next];
    if (!link) return;
    place = next;
    try {
      const response = await fetch(`${link.href}?part=1`, { headers: { Accept: "text/html" } });
      const text = await response.text();
      if (next !== place) return;
      if (!response.ok || response.redirected) window.location.assign(link.href);
      else fill(text, link);
    } catch {
      window.location.assign(link.href);
    }
  }

  function step(by) { show(place + by); }

  function key(event) {
    if (!isForUs(event)) return;
    const by = { j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1 }[event.key];
    if (by) step(by);
    else if (event.key === "Enter" && event.target === body) open.click();
    else return;
    event.preventDefault();
  }

  links.forEach((link, number) => {
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(number);
    });
  });
  steps.forEach((button) => button.addEventListener("click", () => step(Number(button.dataset.step))));
  dialog.querySelector("#peek-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", key);
  /* The focus goes back to the row that was looked at last. */
  dialog.addEventListener("close", () => links[place]?.focus());
  document.getElementById("result_list")?.addEventListener("keydown", (event) => {
    const link = event.target.closest("tbody a")?.closest("tr").querySelector("a.peek");
    if (event.key !== " " || !link || !isForUs(event)) return;
    event.preventDefault();
    link.click();
  });
}

function moveColumn(event) {
  const button = event.target.closest("button[name=up], button[name=down]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("li");
  if (button.name === "up") row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  button.focus();
}

const peek = document.getElementById("peek");
if (peek) makePeek(peek);
document.querySelectorAll(".columns-form").forEach((form) => form.addEventListener("click", moveColumn));
