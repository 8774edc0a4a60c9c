// The reader's town, kept on this device and told to nobody. Runs before the page is drawn, to make room for it.
(() => {
  let store = null;
  try { localStorage.getItem("my-town"); store = localStorage; } catch (error) { /* Forbidden: nothing is remembered. */ }
  const read = () => /^([\w-]+) (.+)$/.exec(store && store.getItem("my-town")) || [];
  const find = (selector) => document.querySelector(selector);

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
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const item of [...page.querySelectorAll(".list > .item")].slice(0, 3)) {
      const line = block.querySelector("ol").appendChild(document.createElement("li"));
      line.append(item.querySelector("h3 a"), item.querySelector("time"));
    }
    block.querySelector(".quiet").hidden = block.querySelector("li") !== null;
  }

  function serve(button) {
    const make = button.textContent;
    const isKept = () => read()[0] === button.value;
    const say = () => { button.textContent = isKept() ? button.dataset.forget : make; };
    button.addEventListener("click", () => {
      if (isKept()) store.removeItem("my-town");
      else store.setItem("my-town", button.value);
      say();
      show();
    });
    button.hidden = store === null;
    say();
  }

  document.documentElement.classList.toggle("has-town", read().length > 0);
  addEventListener("DOMContentLoaded", () => {
    const [town, block, button] = [show(), find(".my-town-stories"), find(".remember")];
    if (town && block) fill(block, town).catch(() => document.documentElement.classList.remove("has-town"));
    if (button) serve(button);
  });
})();
