/* Filters: nothing empty in an address that people share, no saved one marked that is left, and one
   step back from all that was typed into a search. */
import { $$ } from "./page.js";

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.elt.closest("[data-filter]")) return;
  const empty = [...detail.formData].filter(([, value]) => value === "");
  if (detail.verb === "get") empty.forEach(([name]) => detail.formData.delete(name));
  $$(".saved-filters [aria-current]").forEach((link) => link.removeAttribute("aria-current"));
});

/* The search that the newest entry of the history was typed into. */
let typedInto = null;

const searchOf = (event) => {
  const field = event?.type === "submit" ? document.activeElement : event?.target;
  return field?.matches?.("[data-filter] [type=search]") ? field : null;
};

document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
  const { history, requestConfig } = detail;
  const field = searchOf(requestConfig.triggeringEvent);
  const isHere = history.path === location.pathname + location.search;
  if (history.type === "push" && (isHere || (field && field === typedInto))) history.type = "replace";
  typedInto = field;
});
