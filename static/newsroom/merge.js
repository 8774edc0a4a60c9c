/* The page of two texts: the text below follows the choices, and Ctrl+Enter saves. */

const form = document.getElementById("merge-form");

function chosen(key) {
  return form.querySelector(`[name="choice-${key}"]:checked`)?.value;
}

function textOf(piece) {
  const { clash, mine, theirs, both } = piece.dataset;
  const choice = chosen(clash);
  const own = form.elements[`own-${clash}`];
  return { mine, theirs, both, own: own?.value }[choice] ?? both;
}

function show(key) {
  const piece = form.querySelector(`[data-clash="${key}"]`);
  if (!piece) return;
  piece.textContent = textOf(piece);
  piece.classList.toggle("piece-open", !chosen(key));
}

function keyOf(field) {
  return field.name?.match(/^(?:choice|own)-(\w+)$/u)?.[1];
}

/* A session that ends in the middle leads through the login and back here: the answers wait in this tab.
   A question that has changed meanwhile has another name, and is asked anew. */
const KEPT = `merge:${location.pathname}`;

function keepAnswers() {
  const answers = [...new FormData(form)].filter(([name]) => keyOf({ name }));
  sessionStorage.setItem(KEPT, JSON.stringify(answers));
}

function answersBack() {
  for (const [name, value] of JSON.parse(sessionStorage.getItem(KEPT) ?? "[]")) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
}

form.addEventListener("input", (event) => {
  const key = keyOf(event.target);
  if (!key) return;
  show(key);
  keepAnswers();
});

/* While a word is being composed the key belongs to the input method. */
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[type=submit]"));
});

/* A browser that comes back to the page fills in what was chosen before, or this page does. */
window.addEventListener("pageshow", () => {
  answersBack();
  for (const piece of form.querySelectorAll("[data-clash]")) show(piece.dataset.clash);
});

document.querySelector(".errornote")?.closest("fieldset")?.querySelector("input")?.focus();
