/* The make-up of a page, and the list of an issue's pages. Without it both are plain forms and links. */

import { Changing } from "./changing.js";
import { Parts } from "./parts.js";
import { Watching } from "./watching.js";

const parts = new Parts(document.getElementById("make-up-said"));
new Watching(parts);
const page = document.getElementById("make-up-page");
if (page) new Changing(page, parts);
