/* Where the cursor goes by itself: to the first wrong field. */
import { $ } from "./page.js";

const focusInvalid = (root) => $("[aria-invalid=true]:not(.example *)", root)?.focus();

document.addEventListener("htmx:afterSettle", ({ detail }) => focusInvalid(detail.elt));

focusInvalid(document);
