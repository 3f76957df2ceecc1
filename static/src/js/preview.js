/* The preview of a deposit: what it says is what would be saved, or it says nothing. */
import { $, text } from "./page.js";

const SLOW_AFTER = 1000;
let waiting;

const isPreview = ({ detail }) => detail.elt.id === "preview";

/* A sentence instead of what was read before: that is no longer what the form says. */
const clear = (name) => {
  const sentence = document.createElement("p");
  sentence.className = "warn";
  sentence.textContent = text(name);
  $("#amount-read").replaceChildren();
  $("#preview").replaceChildren(sentence);
};

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isPreview(event)) return;
  clearTimeout(waiting);
  waiting = setTimeout(clear, SLOW_AFTER, "reading");
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (isPreview(event)) clearTimeout(waiting);
});
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    if (!isPreview(event)) return;
    clearTimeout(waiting);
    clear("unread");
  });
}
