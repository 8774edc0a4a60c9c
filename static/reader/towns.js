// Typing leaves the towns that may be meant, by the rule of towns/readings.py; without this script the server does it.
const form = document.querySelector(".finder");
const towns = [...document.querySelectorAll("[data-keys]")];

function fold(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[vü]/g, "u").replace(/[^\p{L}\p{N}]/gu, "");
}

function show() {
  const typed = " " + fold(form.q.value);
  for (const town of towns) town.hidden = !(" " + town.dataset.keys).includes(typed);
  for (const section of document.querySelectorAll(".town-section")) {
    section.hidden = !section.querySelector("li:not([hidden])");
  }
  const found = towns.filter((town) => !town.hidden);
  document.querySelector(".directory").classList.toggle("finding", typed !== " ");
  document.querySelector(".said b").textContent = found.length;
  document.querySelector(".none-found").hidden = found.length > 0;
  return found;
}

if (towns.length) {
  form.q.addEventListener("input", show);
  // The address says what is looked for, so that the way back from a town leads here.
  form.q.addEventListener("change", () => {
    const address = new URL(location);
    address.searchParams.set("q", form.q.value);
    history.replaceState(null, "", address);
  });
  form.addEventListener("submit", (event) => {
    const [town, ...others] = show();
    if (!town || others.length) return;
    event.preventDefault();
    town.querySelector("a").click();
  });
  // A browser that comes back may have kept what was typed.
  show();
}
