/* What the text lets the system propose: towns, people, dateline, byline, tags. One click takes each;
   nothing is filled in by itself. */

import { choose, part, setValue } from "./fields.js";
import { showLikely } from "./likely.js";
import { rowsOfPhotos } from "./pictures.js";

const PAUSE = 1500;
const ASKED = [
  "body", "headline", "kicker", "deck", "dateline", "printed_byline", "genre", "planned_for", "county", "tags",
];

function field(form, name) {
  return form.elements[name];
}

function chosenValues(select) {
  return [...(select?.selectedOptions ?? [])].map((option) => option.value).filter(Boolean);
}

function isEmptyRow(row) {
  return [...row.querySelectorAll("select, input[type=text]")].every((input) => !input.value);
}

function creditRows() {
  return [...document.querySelectorAll("#credits-group tr.form-row:not(.empty-form)")];
}

/* The first empty row of credits, or a new one. */
function freeCreditRow() {
  const free = creditRows().find(isEmptyRow);
  if (free) return free;
  document.querySelector("#credits-group .add-row a")?.click();
  return creditRows().at(-1);
}

/* Whether a photo credits already whom its caption names; the story's own credits the server knows. */
function isCredited({ caption, printed, matches }) {
  const row = caption === null ? null : rowsOfPhotos()[caption];
  if (!row) return caption !== null;
  const chosen = chosenValues(part(row, "photographers"));
  const typed = part(row, "new_photographer")?.value ?? "";
  return typed.includes(printed) || matches.some(({ id }) => chosen.includes(String(id)));
}

export class Proposals {
  constructor(form, { desk, messages, send, story }) {
    Object.assign(this, { form, messages, send, story, texts: desk.texts, addresses: desk.addresses });
    this.box = this.makeBox();
    form.addEventListener("input", (event) => { if (event.target.name !== "step_note") this.later(); });
    form.addEventListener("story:restored", () => this.later());
    this.later();
  }

  makeBox() {
    const box = document.createElement("section");
    box.id = "proposals";
    box.hidden = true;
    box.setAttribute("aria-label", this.texts.proposals);
    document.querySelector(".section-text").append(box);
    return box;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  question() {
    const data = new FormData();
    for (const name of ASKED) data.append(name, field(this.form, name)?.value ?? "");
    for (const row of rowsOfPhotos()) data.append("captions", part(row, "caption")?.value ?? "");
    for (const town of chosenValues(field(this.form, "towns"))) data.append("towns", town);
    for (const row of creditRows()) this.appendCredit(data, row);
    if (this.story) data.append("article", this.story);
    return data;
  }

  appendCredit(data, row) {
    for (const person of chosenValues(part(row, "person"))) data.append("people", person);
    const printed = part(row, "printed_text")?.value;
    if (printed) data.append("printed", printed);
  }

  async ask() {
    const question = this.question();
    const asked = JSON.stringify([...question]);
    if (asked === this.asked || !question.get("body") && !question.get("printed_byline")) return;
    try {
      const response = await this.send(this.addresses.proposals, question, this.form, { patience: 10 });
      if (!response.ok) return;
      this.asked = asked;
      const found = await response.json();
      this.show(found);
      showLikely(found.likely, this.texts);
    } catch {
      // No line: the next letter typed asks again.
    }
  }

  show(found) {
    this.found = found;
    const groups = [
      [this.texts.byline, this.bylines(found)],
      [this.texts.towns, this.towns(found)],
      [this.texts.people, this.people(found)],
      [this.texts.tags, this.tags(found)],
    ];
    const shown = groups.filter(([, items]) => items.length);
    this.box.replaceChildren(...shown.map(([title, items]) => this.group(title, items)));
    this.box.hidden = !shown.length;
  }

  group(title, items) {
    const group = document.createElement("div");
    group.className = "proposal-group";
    const name = document.createElement("b");
    name.textContent = title;
    group.append(name, ...items.map((item) => this.chip(item, group)));
    return group;
  }

  chip({ text, why, act, isDoubtful }, group) {
    const chip = document.createElement("button");
    Object.assign(chip, { type: "button", className: isDoubtful ? "proposal doubtful" : "proposal" });
    chip.append(text);
    if (why) {
      const reason = document.createElement("small");
      reason.textContent = why;
      chip.append(reason);
    }
    chip.addEventListener("click", async () => {
      await act();
      const next = chip.nextElementSibling ?? group.nextElementSibling?.querySelector("button");
      chip.remove();
      if (!group.querySelector("button")) group.remove();
      this.box.hidden = !this.box.querySelector("button");
      next?.focus();
      this.later();
    });
    return chip;
  }

  bylines({ byline, dateline }) {
    if (byline) {
      const text = [byline.dateline, byline.printed_byline].filter(Boolean).join(" ");
      return [{ text, why: this.texts.moveByline, act: () => this.moveByline(byline) }];
    }
    const input = field(this.form, "dateline");
    if (!dateline || input?.value) return [];
    return [{ text: dateline, why: this.texts.dateline, act: () => setValue(input, dateline) }];
  }

  moveByline(byline) {
    for (const name of ["dateline", "printed_byline", "body"]) {
      if (byline[name]) setValue(field(this.form, name), byline[name]);
    }
  }

  towns({ towns = [], county }) {
    const found = towns.map((town) => ({
      text: town.label,
      why: town.why,
      isDoubtful: !town.certain,
      act: () => choose(field(this.form, "towns"), town),
    }));
    const select = field(this.form, "county");
    if (county && select && !select.value) {
      found.push({ text: county.label, why: this.texts.county, act: () => choose(select, county) });
    }
    return found;
  }

  people({ people = [] }) {
    return people.filter((person) => !isCredited(person)).flatMap((person) => this.ways(person));
  }

  /* Why somebody is proposed: the byline of the text, or that of a photo. */
  why({ caption, printed }) {
    return caption === null ? `${this.texts.printed} ${printed}` : this.texts.photoPrinted.replace("%s", caption + 1);
  }

  /* A certain match is one chip, a doubtful one a chip for each who could be meant. */
  ways(person) {
    const ways = person.matches.map((match) => ({
      text: match.label,
      why: this.why(person),
      isDoubtful: person.certainty !== "certain",
      act: () => this.credit(person, match),
    }));
    if (person.certainty === "certain") return ways;
    const fresh = `${person.title} ${person.printed}`.trim();
    // Namesakes are told apart on the person's own page, which the "+" of the credit opens.
    if (person.can_create && !person.matches.length) {
      ways.push({ text: `+ ${fresh}`, why: this.texts.newPerson, isDoubtful: true, act: () => this.create(person) });
    }
    ways.push({ text: fresh, why: this.texts.asPrinted, isDoubtful: true, act: () => this.credit(person, null) });
    return ways;
  }

  async create(person) {
    const data = new FormData();
    data.append("name", person.printed);
    data.append("title", person.title);
    try {
      const response = await this.send(this.addresses.person, data, this.form, { patience: 20 });
      const answer = await response.json();
      if (response.ok) this.credit(person, answer);
      else this.messages.show(answer.error, "waiting");
    } catch {
      this.messages.show(this.texts.offlineNow, "waiting");
    }
  }

  /* Who stands under a caption took the picture; everybody else is credited on the story. */
  credit(person, match) {
    if (person.caption !== null) this.creditPhoto(person, match);
    else this.creditStory(person, match);
  }

  creditPhoto(person, match) {
    const row = rowsOfPhotos()[person.caption];
    const typed = part(row, "new_photographer");
    if (match) choose(part(row, "photographers"), match);
    else setValue(typed, [typed.value.trim(), `${person.title} ${person.printed}`.trim()].filter(Boolean).join("、"));
    // Once everybody it names is credited, the caption need not say it again.
    const named = this.found.people.filter((each) => each.caption === person.caption);
    if (named.every(isCredited)) setValue(part(row, "caption"), person.bare);
  }

  creditStory(person, match) {
    const row = freeCreditRow();
    if (!row) return;
    if (match) choose(part(row, "person"), match);
    part(row, "role").value = person.role;
    part(row, "title").value = person.title;
    part(row, "printed_text").value = person.printed;
    row.dispatchEvent(new Event("input", { bubbles: true }));
  }

  tags({ tags = [] }) {
    const input = field(this.form, "tags");
    const act = (name) => setValue(input, [input.value.trim().replace(/[,，、]$/u, ""), name].filter(Boolean).join("，"));
    return tags.map(({ name, count, why }) => ({
      text: name, why: `${why} ${this.texts.used.replace("%s", count)}`, act: () => act(name),
    }));
  }
}
