/* Lists: the last row that leaves, cut-off cells, ticked rows. */
import { $, $$ } from "./page.js";

document.addEventListener("htmx:beforeCleanupElement", ({ target }) => {
  const rows = target.matches(".data tbody > tr") && target.parentElement;
  if (!rows) return;
  setTimeout(() => {
    if (!rows.isConnected || rows.rows.length) return;
    htmx.ajax("GET", location.href, { target: rows.closest("[id]"), swap: "outerHTML" });
  });
});

document.addEventListener("mouseover", ({ target }) => {
  const cell = target.closest(".data td");
  if (cell && !cell.title && cell.scrollWidth > cell.clientWidth) cell.title = cell.innerText;
});

const countSelected = (form) => {
  const boxes = $$("tbody input[type=checkbox]", form);
  const chosen = boxes.filter((box) => box.checked).length;
  const all = $("[data-select-all]", form);
  if (all) all.checked = chosen > 0 && chosen === boxes.length;
  if (all) all.indeterminate = chosen > 0 && chosen < boxes.length;
  $$("[data-selected]", form).forEach((place) => (place.textContent = chosen));
};

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form:has([data-select-all])");
  if (!form || target.type !== "checkbox") return;
  if ("selectAll" in target.dataset) {
    $$("tbody input[type=checkbox]", form).forEach((box) => (box.checked = target.checked));
  }
  countSelected(form);
});
