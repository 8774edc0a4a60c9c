/* The picture of a page and the regions on it. What is saved stands in the table beside the picture: this draws it,
   and writes into it what is drawn. Without it the table alone is filled in. */

import { Drawing } from "./drawing.js";
import { Keys } from "./keys.js";
import { Pointing } from "./pointing.js";
import { Rows } from "./rows.js";
import { Saying } from "./saying.js";
import { Work } from "./work.js";
import { wait } from "./waiting.js";

function start(sheet) {
  const rows = new Rows(document.getElementById("regions-form"));
  const saying = new Saying();
  const drawing = new Drawing(sheet, rows);
  const work = new Work({ rows, drawing, saying });
  new Pointing({ sheet, drawing, rows, work, saying });
  new Keys({ drawing, rows, work });
}

const sheet = document.querySelector("#regions-sheet[data-draws]");
if (sheet) start(sheet);
const waiting = document.getElementById("picture-waits");
if (waiting) wait(waiting);
