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
    isSent = true;
  });
  window.addEventListener("pageshow", () => { isSent = false; });
}

function warnOfTypedText(form) {
  let isTyped = false;
  form.addEventListener("input", () => { isTyped = true; });
  form.addEventListener("submit", () => { isTyped = false; });
  window.addEventListener("beforeunload", (event) => {
    if (isTyped) event.preventDefault();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-count]").forEach(showCount);
  const form = document.getElementById("article_form");
  if (!form) return;
  sendOnce(form);
  warnOfTypedText(form);
  document.querySelector(".errorlist")?.scrollIntoView({ block: "center" });
});
