// Typing leaves the towns that may be meant, by the rule of towns/readings.py; without this script the server does.
const form = document.querySelector(".finder");
const towns = [...document.querySelectorAll("[data-keys]")];

function fold(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[vü]/g, "u").replace(/[^\p{L}\p{N}]/gu, "");
}

function show() {
  const typed = " " + fold(form.q.value);
  const found = towns.filter((town) => (" " + town.dataset.keys).includes(typed));
  for (const town of towns) town.hidden = !found.includes(town);
  for (const section of document.querySelectorAll(".town-section")) section.hidden = !section.querySelector("li:not([hidden])");
  document.querySelector(".directory").classList.toggle("finding", typed !== " ");
  document.querySelector(".said b").textContent = found.length;
  document.querySelector(".none-found").hidden = found.length > 0;
  return found;
}

if (towns.length) {
  form.q.addEventListener("input", show);
  // The way back from a town leads to what was typed.
  form.q.addEventListener("change", () => history.replaceState(null, "", "?" + new URLSearchParams(new FormData(form))));
  form.addEventListener("submit", (event) => {
    const [town, another] = show();
    if (!town || another) return;
    event.preventDefault();
    town.querySelector("a").click();
  });
  show();
}
