/* The frame on a telephone: the filters of a list fold into a drawer above it. Without this they stand below. */
"use strict";

function foldFilters() {
  const filters = document.getElementById("changelist-filter");
  const heading = document.getElementById("changelist-filter-header");
  if (!filters || !heading) return;
  const inUse = filters.querySelectorAll("li.selected:not(:first-child)").length;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "filter-toggle";
  button.setAttribute("aria-expanded", "false");
  button.textContent = inUse ? `${heading.textContent.trim()} (${inUse})` : heading.textContent.trim();
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") === "false"));
  });
  filters.prepend(button);
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
