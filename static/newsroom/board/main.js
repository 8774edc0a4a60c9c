/* The planning board: what the parts beside this file do, put together. Without it every move is a plain form. */

import { Dragging } from "./dragging.js";
import { Keys } from "./keys.js";
import { Mover } from "./moving.js";
import { foldCards } from "./opening.js";
import { Board } from "./parts.js";
import { Polling } from "./polling.js";
import { Saying } from "./saying.js";

function start(element) {
  const board = new Board(element);
  const saying = new Saying();
  const mover = new Mover(board, saying);
  foldCards(board, saying);
  new Keys(board, { mover, saying });
  new Dragging(board, mover);
  new Polling(board, { mover, saying });
}

const element = document.getElementById("board");
if (element) start(element);
