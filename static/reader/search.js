// Names that are meant.
const names = document.querySelector("#names");
let stop, wait;
addEventListener("input", ({ target: { list, value } }) => {
  if (list !== names) return;
  clearTimeout(wait);
  stop?.abort();
  stop = new AbortController();
  wait = setTimeout((signal) => fetch(names.dataset.at + encodeURIComponent(value), { signal })
    .then((text) => text.json())
    .then(([, all, said]) => names.replaceChildren(...all.map((name, at) => new Option(said[at], name))))
    .catch(() => {}), 200, stop.signal);
});
