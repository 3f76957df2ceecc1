/* Short messages that come and go. */
import { $, $$ } from "./page.js";
import { undoForm } from "./undo.js";

const MOST = 3;

export const toast = (message, level = "info", undo = "") => {
  const item = $("#toast").content.firstElementChild.cloneNode(true);
  item.classList.add(`alert-${level}`);
  // No line ends between a currency and its figure.
  item.firstElementChild.textContent = message.replace(/(Rp|\$) (?=\d)/g, "$1\u00a0");
  if (undo) item.lastElementChild.before(undoForm(undo));
  const same = $$("#toasts .alert").find((old) => old.textContent === item.textContent);
  same?.remove();
  $("#toasts").append(item);
  // Who works fast must still see the page.
  $$("#toasts .alert:not(.alert-error, .unsent)").slice(0, -MOST).forEach((old) => old.remove());
  if (undo) htmx.process(item);
};

document.addEventListener("toast", ({ detail }) =>
  detail.messages.forEach(({ text: message, level, undo }) => toast(message, level, undo)),
);
document.addEventListener("animationend", ({ target, animationName }) => {
  if (animationName === "leave") target.remove();
});
document.addEventListener("click", ({ target }) => {
  target.closest("[data-close]")?.closest(".alert").remove();
});
