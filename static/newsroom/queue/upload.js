/* Files are dropped or chosen and sent one after another; each line says how far its file is. */

const MOST_BYTES = 512 * 1024;

function send(form, file, { isAlone, progress }) {
  return new Promise((resolve) => {
    const body = new FormData(form);
    body.delete("file");
    if (!isAlone) body.delete("label");
    body.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(loaded / total));
    request.addEventListener("load", () => resolve(request.response ?? {}));
    request.addEventListener("error", () => resolve({}));
    request.send(body);
  });
}

function makeLine(list, file) {
  const [line, name, bar, said] = ["li", "span", "progress", "span"].map((each) => document.createElement(each));
  name.textContent = file.name;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  line.append(name, bar, said);
  list.append(line);
  return { line, bar, said };
}

async function take(form, files) {
  const list = form.querySelector(".take-in-list");
  const { sending, reading, failed, large } = form.dataset;
  const lines = files.map((file) => [file, makeLine(list, file)]);
  const taken = [];
  for (const [file, { line, bar, said }] of lines) {
    said.textContent = sending;
    const progress = (share) => {
      bar.value = share;
      if (share === 1) said.textContent = reading;
    };
    const isAlone = files.length === 1;
    const answer = file.size > MOST_BYTES ? { text: large } : await send(form, file, { isAlone, progress });
    bar.remove();
    said.textContent = answer.text ?? failed;
    if (answer.address) {
      const link = Object.assign(document.createElement("a"), { href: answer.address, textContent: answer.text });
      said.replaceChildren(link);
      taken.push(answer.address);
    } else {
      line.classList.add("is-refused");
    }
  }
  if (taken.length < files.length) return;
  location.assign(files.length === 1 ? taken[0] : location.pathname);
}

const form = document.getElementById("take-in");
const input = form.elements.namedItem("file");
form.querySelector(".take-in-drop").hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const files = [...input.files];
  input.value = "";
  take(form, files);
});
for (const name of ["dragenter", "dragover"]) {
  form.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.add("is-over");
  });
}
for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("is-over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  take(form, [...event.dataTransfer.files]);
});
