/* The frame: the filters of a list fold away, on a telephone into a drawer above it. Without this they stand open. */
"use strict";

const FOLDED = "newsroom.filters-folded";
const wide = window.matchMedia("(min-width: 768px)");

function foldFilters() {
  const filters = document.getElementById("changelist-filter");
  const heading = document.getElementById("changelist-filter-header");
  if (!filters || !heading) return;
  const inUse = filters.querySelectorAll("li.selected:not(:first-child)").length;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "filter-toggle";
  button.textContent = inUse ? `${heading.textContent.trim()} (${inUse})` : heading.textContent.trim();
  const unfold = (isOpen) => button.setAttribute("aria-expanded", String(isOpen));
  const unfoldAsKept = () => unfold(wide.matches && kept() !== "1");
  button.addEventListener("click", () => {
    const isOpen = button.getAttribute("aria-expanded") === "false";
    unfold(isOpen);
    if (wide.matches) keep(isOpen ? "" : "1");
  });
  wide.addEventListener("change", unfoldAsKept);
  unfoldAsKept();
  filters.prepend(button);
}

/* On a large screen whoever folds the filters away wants the room for the list on every page. A browser may
   keep nothing. */
function kept() {
  try { return localStorage.getItem(FOLDED); } catch { return null; }
}

function keep(value) {
  try { localStorage.setItem(FOLDED, value); } catch { /* Then they stand open again on the next page. */ }
}

/* A menu of the header closes when something else is pressed, and on Escape. */
function closeMenus(event) {
  document.querySelectorAll("details.user-menu[open]").forEach((menu) => {
    if (event.type === "keydown" && event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (event.type === "click" && !menu.contains(event.target)) {
      menu.open = false;
    }
  });
}

document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
foldFilters();
