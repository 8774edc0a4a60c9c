// The reader's town, kept on this device and told to nobody. Runs before the page is drawn, so that there is room for it.
(() => {
  let store = null;
  try { store = localStorage; } catch (error) { /* Forbidden: nothing is remembered. */ }
  const read = () => /^([\w-]+) (.+)$/.exec(store && store.getItem("my-town")) || [];
  const root = document.documentElement;

  function link(slug, name) {
    const item = document.querySelector(".nav .my-town");
    item.hidden = !slug;
    item.firstChild.textContent = name;
    item.firstChild.href = item.dataset.towns + slug + "/";
  }

  async function stories(block, slug, name) {
    const address = block.dataset.towns + slug + "/";
    block.hidden = false;
    block.querySelectorAll("a").forEach((each) => { each.href = address; });
    block.querySelector("h2 a").textContent = name;
    const response = await fetch(address);
    if (response.status === 404) store.removeItem("my-town");
    if (!response.ok) return root.classList.remove("has-town");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const item of [...page.querySelectorAll(".list > .item")].slice(0, 3)) {
      const line = block.querySelector("ol").appendChild(document.createElement("li"));
      line.append(item.querySelector("h3 a"), item.querySelector("time"));
    }
    block.querySelector(".quiet").hidden = block.querySelector("li") !== null;
  }

  function serve(button) {
    const [make, own] = [button.textContent, button.value];
    const say = () => {
      button.textContent = read()[0] === own ? button.dataset.forget : make;
      link(...read().slice(1));
    };
    button.addEventListener("click", () => {
      if (read()[0] === own) store.removeItem("my-town");
      else store.setItem("my-town", own);
      say();
    });
    button.hidden = store === null;
    say();
  }

  const [, slug, name] = read();
  if (slug) root.classList.add("has-town");
  addEventListener("DOMContentLoaded", () => {
    const [block, button] = [".my-town-stories", ".remember"].map((each) => document.querySelector(each));
    if (slug) link(slug, name);
    if (slug && block) stories(block, slug, name).catch(() => root.classList.remove("has-town"));
    if (button) serve(button);
  });
})();
