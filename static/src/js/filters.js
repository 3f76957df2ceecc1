/* Filters: nothing empty in an address that people share, no saved one marked that is left. */
import { $$ } from "./page.js";

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get" || !detail.elt.closest("[data-filter]")) return;
  for (const [name, value] of [...detail.formData]) if (value === "") detail.formData.delete(name);
  $$(".saved-filters [aria-current]").forEach((link) => link.removeAttribute("aria-current"));
});
