/* A run: its lines are sent one after another, a ZIP first whole and then page by page. It can be stopped and
   gone on with, and what failed be tried again. */

import { csrfToken } from "../story/sending.js";
import { Line } from "./lines.js";

const WAITS = [2, 5, 10];
const TRY_AGAIN = new Set([0, 502, 503, 504]);
const TOO_LARGE = 413;

const seconds = (number) => new Promise((resolve) => setTimeout(resolve, number * 1000));
export const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);

export class Run {
  constructor(form, { knows, onChange }) {
    Object.assign(this, { form, knows, onChange, texts: knows.texts });
    this.list = form.querySelector(".take-in-list");
    this.lines = [];
    this.isRunning = false;
    this.why = "";
  }

  add(files) {
    const isAlone = files.length === 1 && !this.lines.length;
    for (const { file, path } of files) {
      const body = { file, path, ...(isAlone ? {} : { label: "" }) };
      this.lines.push(new Line(this.list, this.texts, { name: path, body, problem: this.problemOf(file) }));
    }
    return this.go();
  }

  problemOf(file) {
    const isArchive = file.name.toLowerCase().endsWith(this.knows.archive);
    if (isArchive) return file.size > this.knows.mostArchiveBytes ? this.texts.tooLargeArchive : "";
    return file.size > this.knows.mostBytes ? this.texts.tooLarge : "";
  }

  count(state) {
    return this.lines.filter((line) => line.state === state).length;
  }

  async go() {
    if (this.isRunning) return;
    this.isRunning = true;
    this.why = "";
    for (let line = this.next(); line && !this.why; line = this.next()) {
      this.onChange();
      await this.take(line);
    }
    this.isRunning = false;
    this.refusedFirst();
    this.onChange();
  }

  next() {
    return this.lines.find((line) => !line.isDone);
  }

  stop(why = this.texts.stopped) {
    this.why = why;
    this.request?.abort();
  }

  retry() {
    for (const line of this.lines) if (line.state === "refused") line.show("waits");
    return this.go();
  }

  async take(line) {
    this.list.scrollTop = line.row.offsetTop - this.list.offsetTop - this.list.clientHeight / 2;
    if (line.problem) return line.end({ state: "refused", text: line.problem });
    const { status, answer } = await this.answered(line);
    if (status === TOO_LARGE) return line.end({ state: "refused", text: this.texts.tooLargeToSend });
    if (this.why) return line.show("waits");
    if (status === 401 || status === 403) {
      line.show("waits");
      return this.stop(answer?.error ?? this.texts.failed);
    }
    if (answer?.pages) return this.open(line, answer);
    return line.end(answer?.state ? answer : { state: "refused", text: answer?.error ?? this.texts.failed });
  }

  /* Over a poor line it is tried again before the run stops by itself. */
  async answered(line) {
    for (const wait of [...WAITS, null]) {
      const answered = await this.send(line);
      if (this.why || !TRY_AGAIN.has(answered.status)) return answered;
      if (wait !== null) await seconds(wait);
      if (this.why) return {};
    }
    this.stop(this.texts.offline);
    return {};
  }

  send(line) {
    const body = new FormData(this.form);
    body.delete("file");
    body.set("csrfmiddlewaretoken", csrfToken(this.form));
    for (const [name, value] of Object.entries(line.body)) body.set(name, value);
    this.request = new XMLHttpRequest();
    const { request } = this;
    return new Promise((resolve) => {
      const end = () => resolve({ status: request.status, answer: request.response });
      request.open("POST", this.form.action);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.addEventListener("progress", ({ loaded, total }) => line.progress(loaded / total));
      request.addEventListener("loadend", end);
      request.send(body);
      line.progress(line.body.file ? 0 : 1);
    });
  }

  /* In the place of a ZIP stand its pages. */
  open(archive, { pages, left_out: leftOut }) {
    const at = this.lines.indexOf(archive);
    const lines = pages.map(({ file, rest }) => new Line(this.list, this.texts, { name: file, body: { rest } }));
    archive.row.replaceWith(...lines.map((line) => line.row));
    this.lines.splice(at, 1, ...lines);
    if (leftOut) this.leaveOut(leftOut);
  }

  /* Once it is over, what somebody has to see to stands above what went well. */
  refusedFirst() {
    if (this.next()) return;
    this.list.prepend(...this.lines.filter((line) => line.state === "refused").map((line) => line.row));
    this.list.scrollTop = 0;
  }

  leaveOut(text) {
    this.list.after(Object.assign(document.createElement("p"), { className: "help", textContent: text }));
  }
}
