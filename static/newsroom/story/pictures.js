/* Photos of a story: several at once, each uploaded by itself with its progress, while the story is typed. */

import { choose, part, setValue } from "./fields.js";
import { csrfToken } from "./sending.js";

const KINDS = ["image/jpeg", "image/png", "image/webp"];
const MAX_BYTES = 30 * 1024 * 1024;
const AT_ONCE = 2;
const WAITS = [2, 5, 10, 20];
const GROUP = "#photos-group";

export function rowsOfPhotos() {
  return [...document.querySelectorAll(`${GROUP} .inline-related:not(.empty-form)`)];
}

export class Pictures {
  constructor(form, { desk, messages }) {
    Object.assign(this, { form, messages, texts: desk.texts, addresses: desk.addresses });
    this.group = document.querySelector(GROUP);
    this.waiting = [];
    this.running = 0;
    this.pausing = 0;
    this.add = () => this.group?.querySelector(".add-row a");
    if (!this.group) return;
    this.showPicker();
    this.takeDrops();
    this.form.addEventListener("paste", (event) => this.takePasted(event));
    this.group.addEventListener("change", (event) => this.takeChosen(event));
    this.group.addEventListener("photo:removed", (event) => this.discard(event.target));
    this.form.addEventListener("story:restored", () => this.showRestored());
    this.showRestored();
  }

  /* Coming in */

  showPicker() {
    const label = document.createElement("label");
    label.className = "picker";
    const input = Object.assign(document.createElement("input"), { type: "file", multiple: true, accept: KINDS.join() });
    input.id = "pictures";
    input.addEventListener("change", () => { this.takeFiles(input.files); input.value = ""; });
    const text = document.createElement("span");
    text.textContent = this.texts.choosePictures;
    const hint = document.createElement("small");
    hint.textContent = this.texts.dropPictures;
    label.append(input, text, hint);
    if (this.add()) this.group.querySelector("h2").after(label);
  }

  takeDrops() {
    const isFiles = (event) => event.dataTransfer?.types.includes("Files");
    this.form.addEventListener("dragover", (event) => {
      if (!isFiles(event)) return;
      event.preventDefault();
      this.group.classList.add("drop-here");
    });
    this.form.addEventListener("dragleave", () => this.group.classList.remove("drop-here"));
    this.form.addEventListener("drop", (event) => {
      if (!isFiles(event)) return;
      event.preventDefault();
      this.group.classList.remove("drop-here");
      this.takeFiles(event.dataTransfer.files);
    });
  }

  takePasted(event) {
    const files = [...event.clipboardData.files].filter((file) => file.type.startsWith("image/"));
    if (!files.length || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    this.takeFiles(files);
  }

  /* A file chosen in a row is uploaded like the others; a photo that is kept already gets its new picture
     with the form. */
  takeChosen(event) {
    const input = event.target;
    if (input.type !== "file" || input.id === "pictures" || !input.files.length) return;
    const row = input.closest(".inline-related");
    if (!row || row.classList.contains("has_original") || !part(row, "uploaded")) return;
    const [file] = input.files;
    input.value = "";
    this.upload(row, file);
  }

  takeFiles(files) {
    for (const file of files) {
      const row = this.newRow();
      if (row) this.upload(row, file);
    }
  }

  newRow() {
    const before = new Set(rowsOfPhotos());
    this.add()?.click();
    return rowsOfPhotos().find((row) => !before.has(row));
  }

  /* Going up */

  upload(row, file) {
    const task = { row, file, key: crypto.randomUUID?.() ?? fallbackKey(), tries: 0 };
    row.classList.add("uploading");
    this.say(row, this.texts.waits, 0);
    if (!KINDS.includes(file.type) && file.type !== "") return this.fail(task, this.texts.wrongKind, false);
    if (file.size > MAX_BYTES) return this.fail(task, this.texts.tooHeavy, false);
    row.uploadTask = task;
    this.waiting.push(task);
    this.next();
  }

  next() {
    while (this.running < AT_ONCE && this.waiting.length) this.run(this.waiting.shift());
  }

  run(task) {
    this.running += 1;
    const request = new XMLHttpRequest();
    task.request = request;
    request.open("POST", this.addresses.upload);
    request.timeout = 300_000;
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrfToken(this.form));
    request.upload.addEventListener("progress", (event) => {
      const share = event.lengthComputable ? event.loaded / event.total : 0;
      this.say(task.row, share < 1 ? this.texts.uploading : this.texts.processing, share);
    });
    request.addEventListener("loadend", () => this.ended(task, request));
    const data = new FormData();
    data.append("key", task.key);
    data.append("image", task.file, task.file.name);
    request.send(data);
  }

  ended(task, request) {
    this.running -= 1;
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* An answer that is none of ours. */ }
    if (request.status === 200 || request.status === 201) this.done(task, answer);
    else if (task.isRemoved) { /* Nobody waits for it any more. */ }
    else if (request.status === 401) this.fail(task, this.texts.expired, true);
    else if (request.status >= 400 && request.status < 500) this.fail(task, answer.error ?? this.texts.wrongKind, false);
    else this.retryLater(task);
    this.next();
  }

  retryLater(task) {
    this.say(task.row, this.texts.offlinePicture, 0);
    const again = () => {
      clearTimeout(timer);
      window.removeEventListener("online", again);
      if (!task.isRemoved) { this.waiting.push(task); this.next(); }
      this.pausing -= 1;
    };
    this.pausing += 1;
    const timer = setTimeout(again, WAITS[Math.min(task.tries, WAITS.length - 1)] * 1000);
    window.addEventListener("online", again, { once: true });
    task.tries += 1;
  }

  done({ row, isRemoved }, photo) {
    if (isRemoved) return this.throwAway(photo.id);
    row.classList.remove("uploading", "failed");
    row.uploadTask = null;
    for (const name of ["version", "caption", "place", "taken_on", "alt_text", "new_photographer"]) {
      const input = part(row, name);
      if (input && (!input.value || name === "version")) setValue(input, photo[name]);
    }
    setValue(part(row, "uploaded"), photo.id);
    choose(part(row, "photographers"), ...(photo.photographers ?? []));
    this.showPicture(row, photo.preview);
    row.querySelector(".upload-state")?.remove();
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  fail(task, text, mayRetry) {
    task.row.uploadTask = null;
    task.row.classList.remove("uploading");
    task.row.classList.add("failed");
    const state = this.say(task.row, `${task.file.name}：${text}`, null);
    task.row.dispatchEvent(new Event("input", { bubbles: true }));
    if (!mayRetry) return;
    const again = Object.assign(document.createElement("button"), { type: "button", textContent: this.texts.again });
    again.addEventListener("click", () => { task.row.classList.remove("failed"); this.upload(task.row, task.file); });
    state.append(again);
  }

  say(row, text, share) {
    let state = row.querySelector(".upload-state");
    if (!state) {
      state = Object.assign(document.createElement("div"), { className: "upload-state" });
      state.setAttribute("role", "status");
      row.querySelector("h3").after(state);
    }
    state.textContent = text;
    if (share !== null) {
      const bar = Object.assign(document.createElement("progress"), { max: 1, value: share });
      bar.setAttribute("aria-label", this.texts.uploading);
      state.append(bar);
    }
    return state;
  }

  get isIdle() {
    return !this.running && !this.waiting.length && !this.pausing;
  }

  /* Resolves when no picture is on its way; the form is not sent before. */
  idle() {
    return new Promise((resolve) => {
      const look = setInterval(() => {
        if (!this.isIdle) return;
        clearInterval(look);
        resolve();
      }, 200);
    });
  }

  /* Staying and going */

  showPicture(row, address) {
    const place = row.querySelector(".field-preview .readonly");
    if (!place || !address) return;
    const picture = Object.assign(document.createElement("img"), { className: "preview", src: address });
    picture.alt = part(row, "alt_text")?.value || this.texts.picture;
    place.replaceChildren(picture);
    row.classList.add("has-picture");
  }

  showRestored() {
    for (const row of rowsOfPhotos()) {
      const id = part(row, "uploaded")?.value;
      if (id) row.classList.add("has-picture");
      if (id && !row.querySelector(".field-preview img")) {
        this.showPicture(row, this.addresses.picture.replace("/0/", `/${id}/`));
      }
    }
  }

  discard(row) {
    if (row.uploadTask) row.uploadTask.isRemoved = true;
    row.uploadTask?.request?.abort();
    this.waiting = this.waiting.filter((task) => task !== row.uploadTask);
    const id = part(row, "uploaded")?.value;
    if (id) this.throwAway(id);
  }

  /* Kept in the library if the line is down: nothing is lost by that. */
  throwAway(id) {
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken(this.form) };
    fetch(this.addresses.discard.replace("/0/", `/${id}/`), { method: "POST", headers }).catch(() => {});
  }
}

/* Browsers give crypto.randomUUID to pages over https only. */
function fallbackKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
