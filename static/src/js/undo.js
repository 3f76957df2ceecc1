/* Undo: a toast that takes back what it tells of, by click, by U, or by Alt+U inside a field. */
import { $, $$, isTyping } from "./page.js";

export const undoForm = (url) => {
  const form = $("#undo").content.firstElementChild.cloneNode(true);
  form.setAttribute("hx-post", url);
  return form;
};

document.addEventListener("keydown", (event) => {
  const { key, code, altKey, ctrlKey, metaKey, target } = event;
  // With Alt, a Mac writes a letter of its own.
  const isUndo = altKey ? code === "KeyU" : key === "u" && !isTyping(target);
  const button = $$("[data-undo] button").at(-1);
  if (!isUndo || ctrlKey || metaKey || !button) return;
  event.preventDefault();
  button.click();
});

document.addEventListener("htmx:afterRequest", ({ detail: { elt, xhr, successful } }) => {
  // What was refused once will be refused again.
  if (!elt.matches("[data-undo]") || !xhr.status || xhr.status >= 500) return;
  elt.closest(".alert").remove();
  if (successful) htmx.trigger(document.body, "undone");
  if (document.activeElement === document.body) $("#main [autofocus]")?.focus();
});
