/* Undo: a toast that takes back what it tells of, by click, by U, or by Alt+U inside a field. */
import { $, $$, isTyping } from "./page.js";

export const undoForm = (url) => {
  const form = $("#undo").content.firstElementChild.cloneNode(true);
  form.action = url;
  for (const [name, value] of [["post", url], ["target", "#toasts"], ["swap", "none"]]) {
    form.setAttribute(`hx-${name}`, value);
  }
  return form;
};

document.addEventListener("keydown", (event) => {
  const { key, code, altKey, ctrlKey, metaKey, target } = event;
  // With Alt, a Mac writes a letter of its own.
  const isUndo = altKey ? code === "KeyU" : key === "u" && !isTyping(target);
  const button = isUndo && !ctrlKey && !metaKey && $$("[data-undo] button").at(-1);
  if (!button) return;
  event.preventDefault();
  button.click();
});

document.addEventListener("htmx:afterRequest", ({ detail: { elt, xhr, successful } }) => {
  // What the server refused once, it will refuse again.
  if (!elt.matches("[data-undo]") || !xhr.status || xhr.status >= 500) return;
  elt.closest(".alert").remove();
  if (successful) htmx.trigger(document.body, "undone");
  if (document.activeElement === document.body) $("#main [autofocus]")?.focus();
});
