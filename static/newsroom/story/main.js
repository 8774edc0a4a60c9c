/* The story's form: what the parts beside this file do, put together. Without it the form works plainly. */

import { showCounts } from "./counts.js";
import { Drafts, differs, restore } from "./drafts.js";
import { cleanPastes, showTools } from "./editing.js";
import { Messages, offer } from "./messages.js";
import { orderPhotos } from "./ordering.js";
import { Pictures } from "./pictures.js";
import { watchOthers } from "./presence.js";
import { Preview } from "./preview.js";
import { Proposals } from "./proposals.js";
import { Sender, post } from "./sending.js";
import { listenToKeys } from "./shortcuts.js";

const SAVE_PAUSE = 800;

function storyKey(form) {
  return /\/(\d+)\/change\//u.exec(window.location.pathname)?.[1] ?? `new:${form.elements.form_key?.value ?? ""}`;
}

/* A step with an address of its own does not save the form: what was typed would be gone. */
class Typing {
  constructor(form, { drafts, texts, status }) {
    Object.assign(this, { form, drafts, texts, status });
    this.isTyped = false;
    form.addEventListener("input", (event) => { if (event.target.name !== "step_note") this.note(); });
    form.addEventListener("change", (event) => { if (event.target.name !== "step_note") this.note(); });
    form.addEventListener("submit", (event) => this.ask(event));
    window.addEventListener("beforeunload", (event) => { if (this.isTyped) event.preventDefault(); });
    window.addEventListener("pagehide", () => { if (this.isTyped) this.keep(); });
  }

  note() {
    this.isTyped = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), SAVE_PAUSE);
  }

  keep() {
    try {
      this.drafts.keep(storyKey(this.form), this.form);
      const time = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
      this.status.textContent = this.texts.kept.replace("%s", time);
    } catch {
      this.status.textContent = this.texts.notKept;
    }
  }

  ask(event) {
    const warning = event.submitter?.dataset.unsaved;
    if (this.isTyped && warning && !window.confirm(warning)) event.preventDefault();
    else if (warning) this.settle();
  }

  settle() {
    clearTimeout(this.timer);
    this.isTyped = false;
  }
}

function titleOf(draft) {
  const { headline, body } = draft.fields;
  return headline || (body ?? "").trim().slice(0, 20);
}

function offerDraft(id, draft, { form, drafts, messages, texts }) {
  const line = document.createElement("p");
  line.className = "story-message recovered";
  const time = new Date(draft.at).toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" });
  line.append(texts.recovered.replace("%(time)s", time).replace("%(title)s", titleOf(draft)), " ");
  line.append(
    offer({ text: texts.restore, act: () => { restore(draft, form); line.remove(); if (id !== storyKey(form)) drafts.forget(id); } }),
    offer({ text: texts.forget, act: () => { if (window.confirm(texts.forgetSure)) { drafts.forget(id); line.remove(); } } }),
  );
  messages.add(line);
}

function offerDrafts(context) {
  const { form, drafts } = context;
  for (const [id, draft] of drafts.for(storyKey(form))) {
    if (differs(draft, form)) offerDraft(id, draft, context);
    else drafts.forget(id);
  }
}

function showStatus() {
  const status = document.createElement("p");
  status.className = "kept";
  document.querySelector("#article_form .look")?.append(status);
  return status;
}

function start(form, desk) {
  const { texts } = desk;
  const messages = new Messages(document.getElementById("story-messages"));
  const drafts = new Drafts(desk.user);
  const body = document.getElementById("id_body");
  const typing = new Typing(form, { drafts, texts, status: showStatus() });
  const pictures = new Pictures(form, { desk, messages });
  const settle = () => typing.settle();
  watchOthers(form, { isTyping: () => typing.isTyped });
  new Sender(form, { desk, messages, drafts, pictures, draftId: () => storyKey(form), onLeave: settle });
  const preview = new Preview(form, { desk, button: document.getElementById("show-preview"), send: post });
  cleanPastes(form);
  orderPhotos(texts);
  const showKeys = listenToKeys(form, { body, texts, preview });
  if (body) showTools(body, texts, [["shortcuts", showKeys]]);
  const story = /\/(\d+)\/change\//u.exec(window.location.pathname)?.[1];
  if (body && desk.addresses.proposals) new Proposals(form, { desk, messages, send: post, story });
  offerDrafts({ form, drafts, messages, texts });
  showCounts(document, texts);
  document.addEventListener("formset:added", () => showCounts(document, texts));
  document.querySelector(".errorlist")?.scrollIntoView({ block: "center" });
}

const form = document.getElementById("article_form");
const desk = document.getElementById("story-desk");
/* After the jQuery that draws Django's choices and rows, which waits for the page in the same way. */
if (form && desk) window.django.jQuery(() => start(form, JSON.parse(desk.textContent)));
else if (form) watchOthers(form);
