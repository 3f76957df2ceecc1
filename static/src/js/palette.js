/* Ctrl-K: a field whose choices come from /search/, by keyboard alone. */
import { $, $$ } from "./page.js";

const choices = () => $$("#found [role=option]");
const marked = () => $("#found [aria-selected=true]");

const mark = (choice) => {
  marked()?.setAttribute("aria-selected", false);
  choice?.setAttribute("aria-selected", true);
  choice?.scrollIntoView({ block: "nearest" });
  $("#palette-text").setAttribute("aria-activedescendant", choice?.id ?? "");
};

const move = (steps) => {
  const all = choices();
  mark(all.at((all.indexOf(marked()) + steps) % all.length));
};

/* With the text that was typed elsewhere. Returns false on a page without a palette. */
export const openPalette = (typed) => {
  const palette = $("#palette");
  if (palette && !palette.open) {
    palette.showModal();
    if (typed) $("#palette-text").value = typed;
    $("#palette-text").select();
    htmx.trigger("#palette-text", "open");
  }
  return Boolean(palette);
};

const KEYS = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Enter: () => marked().click(),
};

document.addEventListener("keydown", (event) => {
  const act = event.target.id === "palette-text" && !event.isComposing && KEYS[event.key];
  // With nothing found or found yet, Enter leads to the page that searches.
  if (!act || !marked()) return;
  event.preventDefault();
  act();
});
document.addEventListener("input", ({ target }) => {
  if (target.id === "palette-text") mark(null);
});
// Not before htmx knows the buttons, so that it sends what they stand for.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id === "found") mark(choices()[0]);
});
document.addEventListener("click", ({ target }) => {
  if (target.closest("#found [role=option]")) $("#palette").close();
});
document.addEventListener("submit", (event) => {
  const { target } = event;
  if (target.matches("[data-palette]") && openPalette(target.q?.value)) event.preventDefault();
});
// A tap on the field of the drawer; the palette is the same field with its results.
document.addEventListener("click", ({ target }) => {
  if (target.matches("[data-palette] input")) openPalette(target.value);
});
