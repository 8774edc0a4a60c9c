// Older stories are added below the list; without this the link leads to them.
const list = document.querySelector(".list");
const turn = document.querySelector(".turn");
// The pages of the list that stand above the one in the address bar.
const above = (history.state && history.state.above) || [];

async function read(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.statusText);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

// A story that came out meanwhile moves others on to the next page: they are not repeated.
function storiesOf(page) {
  const here = new Set([...list.querySelectorAll(".item a")].map((link) => link.pathname));
  return [...page.querySelectorAll(".list > .item")].filter((item) => !here.has(item.querySelector("a").pathname));
}

async function add(address) {
  turn.setAttribute("aria-busy", "true");
  const page = await read(address);
  const stories = storiesOf(page);
  const [, number, next] = page.querySelector(".turn").children;
  list.append(...stories);
  turn.children[1].textContent = number.textContent;
  turn.children[2].replaceWith(next);
  turn.removeAttribute("aria-busy");
  above.push(location.href);
  history.replaceState({ above }, "", address);
  if (stories.length) stories[0].querySelector("a:not([tabindex])").focus();
}

const topOf = (link) => link.getBoundingClientRect().top;

// Back from a story, all stands where the reader left it: at a link, for what was never seen has no height yet.
async function restore({ at, top }) {
  const pages = await Promise.all(above.map(read));
  const first = list.querySelector(".item");
  for (const page of pages) first.before(...storiesOf(page));
  turn.children[0].replaceWith(pages[0].querySelector(".turn").children[0]);
  const link = list.querySelector(`[href="${at}"]`);
  if (link) scrollBy(0, topOf(link) - top);
}

turn.addEventListener("click", (event) => {
  const link = event.target.closest("[rel=next]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (!turn.hasAttribute("aria-busy")) add(link.href).catch(() => location.assign(link.href));
});
addEventListener("pagehide", () => {
  const links = [...list.querySelectorAll(".item")].map((item) => item.querySelector("a"));
  const link = above.length && links.find((each) => topOf(each) > 0);
  if (link) history.replaceState({ above, at: link.pathname, top: topOf(link) }, "");
});
if (above.length) restore(history.state).catch(() => {});
