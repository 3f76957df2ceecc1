/* Short messages that come and go. */
import { $, $$ } from "./page.js";

export const toast = (message, level = "info") => {
  const item = $("#toast").content.firstElementChild.cloneNode(true);
  item.classList.add(`alert-${level}`);
  item.firstElementChild.textContent = message;
  const same = $$("#toasts .alert").find((old) => old.textContent === item.textContent);
  same?.remove();
  $("#toasts").append(item);
};

document.addEventListener("toast", ({ detail }) =>
  detail.messages.forEach(({ text: message, level }) => toast(message, level)),
);
document.addEventListener("animationend", ({ target, animationName }) => {
  if (animationName === "leave") target.remove();
});
document.addEventListener("click", ({ target }) => {
  target.closest("[data-close]")?.closest(".alert").remove();
});
