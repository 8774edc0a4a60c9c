// What every page runs. Town and text size are kept on this device and told to nobody.
(() => {
  const root = document.documentElement;
  let store = null;
  try { localStorage.getItem("my-town"); store = localStorage; } catch (error) { /* Forbidden: nothing is remembered. */ }
  const kept = (key) => String(store && store.getItem(key));
  const read = () => /^([\w-]+) (.+)$/.exec(kept("my-town")) || [];
  const find = (selector) => document.querySelector(selector);
  const stories = (page) => [...page.querySelectorAll(".list > .item")].slice(0, 3);

  // A town's lines have the room of last time: one that came since waits for the next.
  const keepRoom = (found) => store.setItem("my-town-lines", found.length || 1);

  function show() {
    const [, slug, name] = read();
    const item = find(".nav .my-town");
    item.hidden = !slug;
    item.firstChild.textContent = name;
    item.firstChild.href = item.dataset.towns + slug + "/";
    return slug && item.firstChild;
  }

  async function fill(block, town) {
    block.hidden = false;
    block.querySelectorAll("a").forEach((link) => { link.href = town.href; });
    block.querySelector("h2 a").textContent = town.textContent;
    const response = await fetch(town.href);
    if (response.status === 404) store.removeItem("my-town");
    if (!response.ok) throw new Error(response.statusText);
    const found = stories(new DOMParser().parseFromString(await response.text(), "text/html"));
    const list = block.querySelector("ol");
    list.firstChild.hidden = false;
    if (found.length) list.replaceChildren(...found.slice(0, root.dataset.town).map(line));
    keepRoom(found);
  }

  function line(item) {
    const made = document.createElement("li");
    const link = item.querySelector(".item-text a");
    made.className = link.parentNode.className;
    made.append(link, item.querySelector("time"));
    return made;
  }

  function serve(button) {
    const make = button.textContent;
    const isKept = () => read()[0] === button.value;
    const say = () => { button.textContent = isKept() ? button.dataset.forget : make; };
    button.addEventListener("click", () => {
      if (isKept()) store.removeItem("my-town");
      else store.setItem("my-town", button.value);
      keepRoom(stories(document));
      say();
      show();
    });
    button.hidden = store === null;
    say();
  }

  if (read().length) root.dataset.town = (/^[12]$/.exec(kept("my-town-lines")) || ["3"])[0];
  root.dataset.size = (/^(small|large)$/.exec(kept("text-size")) || ["normal"])[0];
  root.dataset.can = (navigator.clipboard ? "copy " : "") + (navigator.share ? "share" : "");
  addEventListener("DOMContentLoaded", () => {
    const [town, block, button] = [show(), find(".my-town-stories"), find(".remember")];
    if (town && block) fill(block, town).catch(() => delete root.dataset.town);
    if (button) serve(button);
  });

  // The worker keeps the latest issue, unless the reader saves data. It begins when the page is there.
  if ("serviceWorker" in navigator) addEventListener("load", async () => {
    await navigator.serviceWorker.register("/worker.js");
    const { active } = await navigator.serviceWorker.ready;
    if (!navigator.connection?.saveData) active.postMessage("keep");
  });
})();
