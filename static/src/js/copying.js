/* A button that copies what stands in a field, or all codes in a list. Only a browser that is served
   safely may copy: elsewhere there is no button. */
import { $, $$ } from "./page.js";

const show = (root) => {
  if (navigator.clipboard) $$("[data-copy]", root).forEach((button) => (button.hidden = false));
};

show(document);
document.addEventListener("htmx:load", ({ target }) => show(target));

document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  const source = $(`#${button.dataset.copy}`);
  const lines = [source, ...$$("code", source)].filter((each) => each.matches("code, input"));
  await navigator.clipboard.writeText(lines.map((each) => each.value ?? each.textContent).join("\n"));
  button.textContent = button.dataset.copied;
});
