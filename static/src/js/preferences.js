/* Theme, menu and keys, as the person left them. */
import { $, $$, hasCookie, remember } from "./page.js";

document.addEventListener("submit", ({ target, submitter }) => {
  if (target.id !== "theme-form" || !submitter) return;
  if (submitter.value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = submitter.value;
  $$("button", target).forEach((button) =>
    button.setAttribute("aria-pressed", button.value === submitter.value),
  );
});

document.addEventListener("click", ({ target }) => {
  // A page that comes "back" must not come with its menu open.
  if (target.closest(".sidebar:popover-open a")) $("#sidebar").hidePopover();
  const button = target.closest("[data-rail]");
  if (!button) return;
  const isNarrow = $(".shell").classList.toggle("rail");
  button.setAttribute("aria-pressed", isNarrow);
  remember("rail", isNarrow ? "on" : "");
});

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.matches(".sidebar-group")) return;
    const closed = $$(".sidebar-group:not([open])").map((group) => group.dataset.group);
    remember("closed_groups", closed.join("."));
  },
  true,
);

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.matches("[data-remember]")) remember(target.dataset.remember, target.open ? "" : "folded");
  },
  true,
);

const letters = $("[data-letter-keys]");
if (letters) letters.checked = !hasCookie("letters=off");
letters?.addEventListener("change", () => remember("letters", letters.checked ? "" : "off"));
