/* The print button of the sign-off sheet; without a script the page says which keys print. */
"use strict";

const button = document.getElementById("print-sheet");
button.hidden = false;
button.addEventListener("click", () => window.print());
