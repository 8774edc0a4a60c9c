/* A printed page in the queue: what a field was read from lights up, the keys work, the mouse marks words.
   All of it is a help: the page's forms do the same without. */

import { listen } from "./keys.js";
import { light } from "./lighting.js";
import { mark } from "./marking.js";

const queue = document.querySelector(".queue");
light(queue);
if (document.getElementById("queue-keys")) {
  mark(document.getElementById("queue-form"));
  listen(queue);
}
