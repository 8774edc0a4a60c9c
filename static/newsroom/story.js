/* The story's form: live 字数, one sending only, and a word before typed text is left behind. */
"use strict";

function countCharacters(text) {
  return [...text.replace(/\s/gu, "")].length;
}

/* Every character but white space, as articles.text counts them. */
function showCount(field) {
  const output = document.createElement("output");
  output.className = "count";
  output.htmlFor = field.id;
  const update = () => { output.textContent = countCharacters(field.value); };
  field.addEventListener("input", update);
  field.after(output);
  update();
}

/* A second tap on a slow line sends nothing; coming back to the page makes it live again. */
function sendOnce(form) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent ||= !event.defaultPrevented;
  });
  window.addEventListener("pageshow", () => { isSent = false; });
}

/* A step with an address of its own does not save the form: what was typed would be gone. */
function warnOfTypedText(form) {
  let isTyped = false;
  form.addEventListener("input", (event) => { isTyped ||= event.target.name !== "step_note"; });
  form.addEventListener("submit", (event) => {
    const warning = event.submitter?.dataset.unsaved;
    if (isTyped && warning && !window.confirm(warning)) event.preventDefault();
    else isTyped = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isTyped) event.preventDefault();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-count]").forEach(showCount);
  const form = document.getElementById("article_form");
  if (!form) return;
  warnOfTypedText(form);
  sendOnce(form);
  document.querySelector(".errorlist")?.scrollIntoView({ block: "center" });
});
