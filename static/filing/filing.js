/* The form of a private link on a poor line: what is typed is kept on the telephone until the paper has it,
   pictures go ahead one by one, and sending is tried until it worked. The form's key makes it one story. */
"use strict";

const KEPT_DAYS = 30;
const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/* What is kept on the telephone: one draft for each form, by the form's key.
   By the person, not by the link: a new link brings back what was typed under the old one. */
const drafts = {
  name: (person, key) => `filing.${person}.${key}`,
  read(name) {
    try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
  },
  write(name, draft) {
    try { localStorage.setItem(name, JSON.stringify(draft)); return true; } catch { return false; }
  },
  forget(name) {
    try { localStorage.removeItem(name); } catch { /* Nothing is kept where nothing may be kept. */ }
  },
  /* The key of the draft written last; what is too old is thrown away. */
  latest(person) {
    const prefix = drafts.name(person, "");
    const found = [];
    try {
      for (const name of Object.keys(localStorage).filter((each) => each.startsWith(prefix))) {
        const draft = drafts.read(name);
        const key = name.slice(prefix.length);
        if (!draft || !KEY.test(key) || Date.now() - draft.at > KEPT_DAYS * 864e5) drafts.forget(name);
        else found.push([draft.at, key]);
      }
    } catch { /* As above. */ }
    return found.sort((one, other) => other[0] - one[0])[0]?.[1];
  },
};

function countCharacters(text) {
  return [...text.replace(/\s/gu, "")].length;
}

/* Ever longer, but at once when the telephone says that the line is back. */
function pause(attempt) {
  return new Promise((resolve) => {
    const done = () => { window.removeEventListener("online", done); clearTimeout(timer); resolve(); };
    const timer = setTimeout(done, Math.min(60, 2 ** attempt * 2) * 1000);
    window.addEventListener("online", done);
  });
}

/* The answer, or null when none came whole: the line broke, or the server is not well. */
function post(address, data, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.timeout = 10 * 60 * 1000;
    request.upload.onprogress = (event) => { if (event.lengthComputable) progress(event.loaded / event.total); };
    request.onload = () => resolve(request.status < 500 ? request : null);
    request.onerror = request.ontimeout = request.onabort = () => resolve(null);
    request.send(data);
  });
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

function start(form) {
  const find = (id) => document.getElementById(id);
  const words = form.dataset;
  const key = form.elements.key.value;
  const name = drafts.name(words.person, key);
  const status = find("status");
  const queue = [];
  let isUploading = false;
  let isSending = false;
  let isWaiting = false;
  /* Sent, put away, or replaced by the server's answer: nothing more is written down. */
  let isOver = false;
  let timer;

  const fields = () => [...form.elements].filter((each) =>
    each.name && !each.name.startsWith("_") && !["file", "hidden", "submit"].includes(each.type));

  function save() {
    clearTimeout(timer);
    if (isOver) return;
    const typed = Object.fromEntries(fields().map((each) => [each.name, each.value]));
    const isEmpty = !form.elements.headline.value.trim() && !form.elements.body.value.trim() && !find("pictures").children.length;
    if (isEmpty && !queue.length) { drafts.forget(name); return; }
    const unsent = queue.map(({ file }) => file.name);
    const isKept = drafts.write(name, { at: Date.now(), typed, unsent, isWaiting });
    find("kept").textContent = isKept ? `· ${words.saved}` : "";
  }

  function restore(draft) {
    let isNews = draft.unsent.length > 0;
    for (const each of fields()) {
      if (!(each.name in draft.typed) || each.value === draft.typed[each.name]) continue;
      each.value = draft.typed[each.name];
      isNews = true;
    }
    find("restored").hidden = !isNews;
    const again = draft.unsent.length ? ` ${words.again} ${draft.unsent.join("、")}` : "";
    find("restored").firstElementChild.textContent = words.restored + again;
  }

  function count() {
    const length = countCharacters(form.elements.body.value);
    find("count").textContent = `${length} ${words.counted}`;
    find("count").classList.toggle("over", form.elements.body.value.length > Number(find("count").dataset.most));
  }

  /* Pictures, one after the other */

  function choose(files) {
    for (const file of files) {
      const row = document.createElement("li");
      row.className = "picture";
      row.append(file.name, document.createElement("progress"));
      find("pictures").append(row);
      queue.push({ file, row });
    }
    save();
    find("id_pictures").value = "";
    upload();
  }

  async function upload() {
    if (isUploading) return;
    isUploading = true;
    for (let attempt = 0; queue.length;) {
      const { file, row } = queue[0];
      const data = new FormData();
      data.append("key", key);
      data.append("picture", file);
      const answer = await post("pictures/", data, (part) => { row.querySelector("progress").value = part; });
      if (!answer) {
        status.textContent = words.offline;
        await pause(attempt++);
        continue;
      }
      attempt = 0;
      queue.shift();
      if (!isSending) status.textContent = "";
      show(answer, row, file);
      save();
    }
    isUploading = false;
    form.dispatchEvent(new Event("uploaded"));
  }

  function show(answer, row, file) {
    const picture = answer.status === 200 && parsed(answer.responseText).querySelector("li");
    if (picture && !find(picture.id)) return row.replaceWith(picture);
    if (picture) return row.remove();
    row.className = "picture errorlist";
    row.textContent = `${file.name}：${refusal(answer)}`;
  }

  function refusal(answer) {
    const page = parsed(answer.responseText);
    return (page.querySelector("main") || page.body).textContent.trim();
  }

  /* Sending */

  async function send() {
    if (isSending) return;
    isSending = isWaiting = true;
    save();
    lock(true);
    for (let attempt = 0; isWaiting; attempt++) {
      if (isUploading) {
        status.textContent = words.pictures;
        await new Promise((resolve) => { form.addEventListener("uploaded", resolve, { once: true }); });
      }
      status.textContent = `${words.sending}…`;
      const answer = await post("./", sendable(), (part) => { status.textContent = `${words.sending} ${Math.round(part * 100)}%`; });
      if (answer) { finish(answer); break; }
      status.textContent = words.offline;
      find("edit").hidden = false;
      await pause(attempt);
    }
    isSending = false;
    lock(false);
  }

  function sendable() {
    const data = new FormData(form);
    data.delete("pictures");
    return data;
  }

  function finish(answer) {
    isWaiting = false;
    if (/\/sent\/[^/]+\/$/.test(answer.responseURL)) {
      isOver = true;
      drafts.forget(name);
      location.replace(answer.responseURL);
      return;
    }
    save();
    const page = parsed(answer.responseText);
    const again = page.getElementById("filing");
    if (!again) { status.textContent = refusal(answer); return; }
    isOver = true;
    document.querySelector("main").replaceWith(page.querySelector("main"));
    if (again.elements.key.value !== key) drafts.forget(name);
    start(find("filing"));
    document.querySelector(".problems")?.focus();
  }

  function lock(isLocked) {
    find("typed").inert = isLocked;
    find("send").disabled = isLocked;
    if (!isLocked) find("edit").hidden = true;
  }

  /* A long text is not written down at every stroke of a small telephone, but before it is out of sight. */
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 500); count(); });
  window.addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name) return;
    event.preventDefault();
    send();
  });
  find("id_pictures").addEventListener("change", (event) => choose([...event.target.files]));
  find("edit").addEventListener("click", () => {
    isWaiting = false;
    save();
    window.dispatchEvent(new Event("online"));
  });
  find("afresh").addEventListener("click", () => { isOver = true; drafts.forget(name); location.replace("./"); });
  window.addEventListener("beforeunload", (event) => { if (queue.length) event.preventDefault(); });

  find("keep").hidden = true;
  const draft = "typed" in words ? null : drafts.read(name);
  if (draft) restore(draft);
  count();
  if (draft?.isWaiting) send();
}

const form = document.getElementById("filing");
const arrived = document.getElementById("arrived");
if (arrived) drafts.forget(drafts.name(arrived.dataset.person, arrived.dataset.key));
if (form) {
  const begun = "typed" in form.dataset ? undefined : drafts.latest(form.dataset.person);
  /* The pictures of a story that was begun lie with the paper, under the key of its form. */
  if (begun && begun !== form.elements.key.value) location.replace(`./?key=${begun}`);
  else start(form);
}
