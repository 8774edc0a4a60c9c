/* The line above the form with the stories that may tell the same, as the server has drawn it (_likely.html). */

function link(className, address, text) {
  const found = document.createElement("a");
  Object.assign(found, { className, href: address, target: "_blank", rel: "noopener", textContent: text });
  return found;
}

function line({ title, told, address, look }, texts) {
  const item = document.createElement("li");
  const quiet = document.createElement("span");
  quiet.className = "quiet";
  quiet.textContent = `(${told})`;
  item.append(link("", address, title), " ", quiet);
  if (look) item.append(" ", link("look-at", look, texts.look));
  return item;
}

export function showLikely(rows, texts) {
  const box = document.getElementById("likely");
  if (!box || !rows) return;
  const shown = JSON.stringify(rows);
  // What is the same already is not said again to who hears the page.
  if (box.dataset.shown === shown) return;
  box.dataset.shown = shown;
  box.querySelector("ul").replaceChildren(...rows.map((row) => line(row, texts)));
  box.hidden = !rows.length;
}
