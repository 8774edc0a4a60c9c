/* A story: text size, link, share sheet, clipping, its photos one by one. */
const page = document.documentElement;

/* Text size; site.js has set the one that is kept */

function showSize() {
  document.querySelectorAll(".sizes button").forEach((button) => {
    button.setAttribute("aria-pressed", button.dataset.size === page.dataset.size);
  });
}

/* Where nothing may be kept, the size is for this page alone. */
function setSize(size) {
  page.dataset.size = size;
  try { localStorage.setItem("text-size", size); } catch { /* See above. */ }
  showSize();
}

/* Link, share sheet, clipping */

async function copy({ address }, said) {
  try {
    await navigator.clipboard.writeText(address);
    said.textContent = said.dataset.copied;
  } catch {
    said.textContent = `${said.dataset.refused} ${address}`;
  }
}

/* Pictures further down may not have been loaded yet. */
async function print() {
  const pictures = [...document.querySelectorAll(".photo img")];
  pictures.forEach((picture) => (picture.loading = "eager"));
  await Promise.allSettled(pictures.map((picture) => picture.decode()));
  window.print();
}

const DOES = {
  copy,
  /* Who closes the sheet has not failed. */
  share: ({ address }) => navigator.share({ title: document.title, url: address }).catch(() => {}),
  print,
};

/* Photos */

class Viewer {
  constructor(dialog) {
    this.dialog = dialog;
    this.row = dialog.querySelector(".viewer-row");
    this.links = [...document.querySelectorAll(".enlarge")];
    this.row.append(...this.links.map((link) => this.slide(link.closest("figure"))));
    this.row.addEventListener("scroll", () => this.tell(Math.round(this.row.scrollLeft / this.row.clientWidth)));
    /* The focus may be gone with its photo: keys are heard everywhere. */
    document.addEventListener("keydown", (event) => dialog.open && this.key(event));
    dialog.addEventListener("close", () => this.opener.focus());
    window.addEventListener("resize", () => dialog.open && this.show(this.at));
  }

  /* The figure once more, its picture as wide as the window. */
  slide(figure) {
    const slide = document.createElement("li");
    const large = slide.appendChild(figure.cloneNode(true));
    const link = large.querySelector(".enlarge");
    link.replaceWith(link.querySelector("picture"));
    large.className = "";
    large.querySelector("figcaption").tabIndex = 0; // A long caption is scrolled with the keys.
    large.querySelectorAll("source, img").forEach((part) => part.setAttribute("sizes", "100vw"));
    return slide;
  }

  open(link) {
    this.opener = link;
    this.dialog.showModal();
    this.show(this.links.indexOf(link));
  }

  show(at) {
    this.tell(Math.min(Math.max(at, 0), this.links.length - 1));
    this.row.scrollLeft = this.at * this.row.clientWidth;
  }

  tell(at) {
    if (at === this.at) return;
    this.at = at;
    [...this.row.children].forEach((slide, number) => (slide.inert = number !== at));
    const [count, caption] = this.dialog.querySelectorAll(".viewer-count span");
    count.textContent = `${at + 1}/${this.links.length}`;
    caption.textContent = this.row.children[at].textContent;
    const [back, on] = this.dialog.querySelectorAll(".viewer-step");
    back.setAttribute("aria-disabled", at === 0);
    on.setAttribute("aria-disabled", at === this.links.length - 1);
  }

  key(event) {
    const to = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, Home: 0, End: this.links.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.show(to);
  }
}

let viewer;

function view(event, link) {
  const dialog = document.querySelector(".viewer");
  if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  viewer ??= new Viewer(dialog);
  viewer.open(link);
}

/* Everything is pressed somewhere */

showSize();

document.addEventListener("click", (event) => {
  const link = event.target.closest(".enlarge");
  if (link) return view(event, link);
  const button = event.target.closest("button");
  if (!button) return;
  const { size, do: does, view: step } = button.dataset;
  const tools = button.closest(".tools");
  if (size) setSize(size);
  if (does) DOES[does](tools.dataset, tools.querySelector(".said"));
  if (step === "close") viewer.dialog.close();
  else if (step) viewer.show(viewer.at + Number(step));
});
