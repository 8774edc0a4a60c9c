/* Names for those who hear the page: Django's search box, choices and rows leave some of their fields without. */
"use strict";

const texts = document.currentScript.dataset;

function nameOf(select) {
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  return select.getAttribute("aria-label") || label?.textContent.trim().replace(/[:：]$/u, "") || "";
}

/* A choice with autocomplete is drawn by select2 beside the real field, which has the label. */
function nameChoice(select) {
  const name = nameOf(select);
  const drawn = select.nextElementSibling;
  if (!name || !drawn?.classList.contains("select2")) return;
  const chosen = [...select.selectedOptions].map((option) => option.textContent).filter(Boolean).join("、");
  drawn.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field").forEach((part) => {
    part.removeAttribute("aria-labelledby");
    part.setAttribute("aria-label", chosen ? `${name}：${chosen}` : name);
  });
  unlist(drawn);
}

/* select2 puts a button among the rows of its list of chosen things: as a list it would be read wrongly. */
function unlist(drawn) {
  drawn.querySelectorAll(".select2-selection__rendered, .select2-selection__rendered > li").forEach((part) => {
    if (part.matches("ul, li")) part.setAttribute("role", "none");
  });
}

/* What stands above a cell of rows inside a form. */
function headOf(cell) {
  const field = [...cell.classList].find((name) => name.startsWith("field-"))?.slice("field-".length);
  const head = field && cell.closest("table").querySelector(`th.column-${CSS.escape(field)}`);
  return head?.textContent.trim() || "";
}

/* On a telephone a row is a column without its head: a cell that only says something, or is ticked, keeps its name. */
function nameCell(cell) {
  const name = cell.matches(".delete") ? texts.delete : headOf(cell);
  if (name) cell.dataset.label = name;
}

/* Django names the fields of a row by the head of the table alone. */
function nameField(field) {
  const name = headOf(field.closest("td"));
  if (name && !field.labels.length && !field.hasAttribute("aria-label")) field.setAttribute("aria-label", name);
}

function nameAll() {
  document.querySelectorAll("select.admin-autocomplete").forEach(nameChoice);
  document.querySelectorAll("th.original:empty").forEach((head) => {
    const text = document.createElement("span");
    text.className = "visually-hidden";
    text.textContent = texts.row;
    head.append(text);
  });
  document.querySelectorAll("td.delete input[type=checkbox]").forEach((box) => {
    box.setAttribute("aria-label", texts.delete);
  });
  document.querySelectorAll(".tabular td:has(> p:not([class])), .tabular td:has(input[type=checkbox])").forEach(nameCell);
  document.querySelectorAll(".tabular td :is(input, select, textarea):not([type=hidden])").forEach(nameField);
  document.getElementById("searchbar")?.setAttribute("aria-label", texts.search);
}

function watchChoices(jQuery) {
  jQuery(document).on("select2:select select2:unselect select2:clear", (event) => nameChoice(event.target));
  jQuery(document).on("select2:open", (event) => {
    document.querySelector(".select2-search--dropdown .select2-search__field")
      ?.setAttribute("aria-label", nameOf(event.target));
  });
}

/* Asked to wait by the jQuery that draws the choices, this comes after them. */
const jQuery = window.django?.jQuery;
if (jQuery) jQuery(nameAll);
else document.addEventListener("DOMContentLoaded", nameAll);
if (jQuery) watchChoices(jQuery);
document.addEventListener("formset:added", () => setTimeout(nameAll));
