/* A page that is being made is asked for until it is done; then it is shown. */

const PAUSE = 1500;
const LONGEST_PAUSE = 24_000;

export function wait(element, pause = PAUSE) {
  setTimeout(() => ask(element, pause), pause);
}

async function ask(element, pause) {
  if (document.hidden) return wait(element, pause);
  try {
    const response = await fetch(element.dataset.state, { headers: { Accept: "application/json" } });
    const found = await response.json();
    if (!response.ok) return show(element, found.error);
    show(element, found.said);
    if (found.is_done) return reload();
    return wait(element);
  } catch {
    return wait(element, Math.min(2 * pause, LONGEST_PAUSE));
  }
}

function show(element, said) {
  const line = element.querySelector("[data-said]");
  if (line.textContent !== said) line.textContent = said;
}

/* Whoever is choosing the next file goes on choosing. */
function reload() {
  if (!document.getElementById("picture-file")?.files.length) window.location.reload();
}
