/* Where the cursor goes: the first wrong field, the search field. */
import { $ } from "./page.js";

const focusInvalid = (root) => $("[aria-invalid=true]", root)?.focus();

document.addEventListener("htmx:afterSettle", ({ detail }) => focusInvalid(detail.elt));
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  const field = $("[data-filter] input[type=search]") || $("[data-filter] :is(input, select)");
  if (!field) return;
  event.preventDefault();
  field.focus();
});

focusInvalid(document);
