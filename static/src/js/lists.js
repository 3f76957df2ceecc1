/* Lists: the last row that leaves, cut-off cells, ticked rows. */
import { $, $$ } from "./page.js";

/* A list whose rows can be ticked. */
const LIST = "[data-bulk]";

document.addEventListener("htmx:beforeCleanupElement", ({ target }) => {
  const rows = target.matches?.(".data tbody > tr") && target.parentElement;
  if (!rows) return;
  setTimeout(() => {
    const list = rows.closest(LIST);
    if (list) countSelected(list);
    if (!rows.isConnected || rows.rows.length) return;
    htmx.ajax("GET", location.href, { target: rows.parentElement.closest("[id]"), swap: "outerHTML" });
  });
});

document.addEventListener("mouseover", ({ target }) => {
  const cell = target.closest(".data td");
  if (cell && !cell.title && cell.scrollWidth > cell.clientWidth) cell.title = cell.innerText;
});

const countSelected = (list) => {
  const boxes = $$("tbody input[type=checkbox]", list);
  const chosen = boxes.filter((box) => box.checked).length;
  const page = $("[data-select-all]", list);
  if (page) page.checked = chosen > 0 && chosen === boxes.length;
  if (page) page.indeterminate = chosen > 0 && chosen < boxes.length;
  const all = $("[name=all]", list);
  if (all && chosen < boxes.length) all.checked = false;
  const number = all?.checked ? Number(all.value) : chosen;
  $$("[data-selected]", list).forEach((place) => (place.textContent = number.toLocaleString("id")));
};

document.addEventListener("change", ({ target }) => {
  const list = target.closest(LIST);
  if (!list || target.type !== "checkbox") return;
  if ("selectAll" in target.dataset) {
    $$("tbody input[type=checkbox]", list).forEach((box) => (box.checked = target.checked));
  }
  countSelected(list);
});
