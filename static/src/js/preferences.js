/* Theme and menu, as the person left them. */
import { $$ } from "./page.js";

const remember = (name, value) => {
  document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`;
};

document.addEventListener("click", ({ target }) => {
  const theme = target.closest("[data-theme-form] button");
  if (!theme) return;
  if (theme.value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
  $$("button", theme.form).forEach((button) =>
    button.setAttribute("aria-pressed", button === theme),
  );
});

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.matches(".sidebar-group")) return;
    const closed = $$(".sidebar-group").flatMap((group, at) => (group.open ? [] : [at]));
    remember("closed_groups", closed.join("."));
  },
  true,
);
