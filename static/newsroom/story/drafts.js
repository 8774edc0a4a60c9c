/* What was typed is kept in this browser until the server has it, and offered again after a crash. */

const DAYS_KEPT = 30;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "step_seen", "_popup", "_to_field"]);
const NOT_TYPED = new Set(["version", "form_key"]);
const ROWS = ["photos", "credits"];

function isKept(field) {
  if (!field.name || NOT_KEPT.has(field.name) || field.name.includes("__prefix__")) return false;
  return !["file", "submit", "button", "reset"].includes(field.type);
}

function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.tagName !== "SELECT") return field.value;
  return [...field.selectedOptions].map((option) => [option.value, option.textContent.trim()]);
}

export function gather(form) {
  return Object.fromEntries([...form.elements].filter(isKept).map((field) => [field.name, valueOf(field)]));
}

function isEmpty(value) {
  if (Array.isArray(value)) return value.every(([key]) => key === "");
  return value === undefined || value === "" || value === false;
}

/* Of choices the keys count: the same person may be labelled in two ways. */
function keysOf(value) {
  return Array.isArray(value) ? value.map(([key]) => key).sort() : value;
}

function isSame(one, other) {
  if (isEmpty(one) && isEmpty(other)) return true;
  if (typeof one === "string" && typeof other === "string") return one.trim() === other.trim();
  return JSON.stringify(keysOf(one)) === JSON.stringify(keysOf(other));
}

function isTyped(name) {
  return !NOT_TYPED.has(name) && !/-(version|order|TOTAL_FORMS|INITIAL_FORMS|id)$/u.test(name);
}

/* Whether a draft holds anything that the page does not. */
export function differs(draft, form) {
  const now = gather(form);
  return Object.entries(draft.fields).some(([name, value]) => isTyped(name) && !isSame(value, now[name]));
}

function choose(field, options) {
  const chosen = new Set(options.map(([value]) => value));
  for (const [value, text] of options) {
    if (![...field.options].some((option) => option.value === value)) field.add(new Option(text, value));
  }
  for (const option of field.options) option.selected = chosen.has(option.value);
}

function fill(field, value) {
  if (field.type === "checkbox") field.checked = value;
  else if (field.tagName === "SELECT") choose(field, value);
  else field.value = value;
  const notify = window.django?.jQuery;
  if (field.tagName === "SELECT" && notify) notify(field).trigger("change");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function restore(draft, form) {
  for (const prefix of ROWS) {
    const wanted = Number(draft.fields[`${prefix}-TOTAL_FORMS`] ?? 0);
    const total = form.elements[`${prefix}-TOTAL_FORMS`];
    const add = document.querySelector(`#${prefix}-group .add-row a`);
    while (total && add && Number(total.value) < wanted) add.click();
  }
  for (const [name, value] of Object.entries(draft.fields)) {
    const field = form.elements[name];
    if (field && isKept(field) && !/-(TOTAL_FORMS|INITIAL_FORMS|id)$/u.test(name)) fill(field, value);
  }
  form.dispatchEvent(new CustomEvent("story:restored", { bubbles: true, detail: draft.fields }));
}

/* The drafts of one person; `id` is the story's key, or "new:" and the key of a form not yet received. */
export class Drafts {
  constructor(user) {
    this.prefix = `newsroom.draft.${user}.`;
    this.forgetOld();
  }

  keep(id, form) {
    const draft = { at: Date.now(), fields: gather(form) };
    localStorage.setItem(this.prefix + id, JSON.stringify(draft));
    return draft;
  }

  read(id) {
    try {
      return JSON.parse(localStorage.getItem(this.prefix + id));
    } catch {
      return null;
    }
  }

  forget(id) {
    localStorage.removeItem(this.prefix + id);
  }

  move(from, to) {
    const text = localStorage.getItem(this.prefix + from);
    if (text !== null) localStorage.setItem(this.prefix + to, text);
    this.forget(from);
  }

  ids() {
    return Object.keys(localStorage).filter((key) => key.startsWith(this.prefix))
      .map((key) => key.slice(this.prefix.length));
  }

  /* What may belong to the page of `id`; on the page of a new story, every draft never received. */
  for(id) {
    const wanted = id.startsWith("new:") ? this.ids().filter((each) => each.startsWith("new:")) : [id];
    return wanted.map((each) => [each, this.read(each)]).filter(([, draft]) => draft);
  }

  forgetOld() {
    const oldest = Date.now() - DAYS_KEPT * 24 * 60 * 60 * 1000;
    for (const id of this.ids()) if ((this.read(id)?.at ?? 0) < oldest) this.forget(id);
  }
}
