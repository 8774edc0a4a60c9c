/* The field for a note: names at a tap, and a word before a typed note is left behind. */
"use strict";

/* "@赵敏 " where the cursor stands; typing goes on behind it. */
function insertMention(field, name) {
  field.setRangeText(`@${name} `, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function offerMentions(form, field) {
  const buttons = form.querySelector(".mention-buttons");
  if (!buttons) return;
  buttons.hidden = false;
  buttons.addEventListener("click", (event) => {
    const name = event.target.dataset.mention;
    if (name) insertMention(field, name);
  });
}

/* Saving the story instead, or going elsewhere, asks first what becomes of a typed note. */
function warnOfTypedNote(form, field) {
  let sent = field.value;
  form.addEventListener("submit", () => { sent = field.value; });
  window.addEventListener("beforeunload", (event) => {
    if (field.value.trim() && field.value !== sent) event.preventDefault();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("note_form");
  if (!form) return;
  const field = form.querySelector("textarea");
  offerMentions(form, field);
  warnOfTypedNote(form, field);
});
