/* Live 字数 beside each counted field: every character but white space, as articles.text counts them. */
"use strict";

function countCharacters(text) {
  return [...text.replace(/\s/gu, "")].length;
}

function showCount(field) {
  const output = document.createElement("output");
  output.className = "count";
  output.htmlFor = field.id;
  const update = () => { output.textContent = countCharacters(field.value); };
  field.addEventListener("input", update);
  field.after(output);
  update();
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-count]").forEach(showCount);
});
