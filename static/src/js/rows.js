/* Rows by keyboard: J and K go through a list, X ticks, Enter opens, and a letter of data-key acts. */
import { $, $$, isTyping } from "./page.js";

const ROW = ".data tbody > tr";
const FEW = 10;
let last;

const rowsOf = (table) =>
  $$("tbody > tr", table).filter((row) => !row.hidden && !row.matches(".htmx-swapping"));
const rowOf = (element) => element.closest?.(ROW);
const focusRow = (row) => {
  if (!row) return;
  row.tabIndex = -1;
  row.focus();
};

const step = (by) => {
  const from = rowOf(document.activeElement) || (last?.isConnected && last);
  const table = from ? from.closest("table") : $$("table.data").find((one) => rowsOf(one).length);
  if (!table) return;
  const rows = rowsOf(table);
  const at = rows.indexOf(from);
  focusRow(at < 0 ? rows[0] : rows[at + by]);
};

let anchor;
const boxesOf = (table) => rowsOf(table).map((row) => $("input[type=checkbox]", row));
const tick = (box, isRange) => {
  const boxes = boxesOf(box.closest("table")).filter(Boolean);
  const ends = [boxes.indexOf(isRange && anchor?.isConnected ? anchor : box), boxes.indexOf(box)];
  const [first, end] = ends.sort((a, b) => a - b);
  boxes.slice(first, end + 1).forEach((each) => (each.checked = box.checked));
  anchor = box;
  box.dispatchEvent(new Event("change", { bubbles: true }));
};

const act = (key, row) => {
  const form = row?.closest("form") || $("form:has(.data)");
  const isTicked = form && $("tbody input:checked", form);
  const button = $(`[data-key="${key}"]`, isTicked ? $(".bulk-bar", form) : row || undefined);
  if (isTicked || row) button?.click();
  return button;
};

const press = ({ key, shiftKey, target }) => {
  const row = rowOf(document.activeElement);
  const letter = key.toLowerCase();
  if (letter === "j" || letter === "k") return step(letter === "j" ? 1 : -1) || true;
  if (key === "Enter") return target === row && ($("a[href]", row)?.click(), true);
  const box = letter === "x" && row && $("input[type=checkbox]", row);
  if (box) {
    box.checked = shiftKey || !box.checked;
    tick(box, shiftKey);
    return true;
  }
  return !shiftKey && /^[a-z]$/.test(key) && act(key, row);
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || $(".dialog:is([open], :popover-open)")) return;
  if (press(event)) event.preventDefault();
});
document.addEventListener("focusin", ({ target }) => {
  last = rowOf(target) || last;
});
document.addEventListener("click", ({ target, shiftKey }) => {
  if (target.matches(`${ROW} input[type=checkbox]`)) tick(target, shiftKey);
});

/* Done with a row: go on with the next one, and fetch more before they run out. */
document.addEventListener("htmx:afterRequest", ({ detail: { successful, target } }) => {
  if (!successful || !target?.matches(`${ROW}.htmx-swapping`)) return;
  const table = target.closest("table");
  const rows = rowsOf(table);
  const isAfter = (row) => target.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
  focusRow(rows.find(isAfter) || rows.at(-1));
  const more = $("[data-more]", table.closest("[id]:not(table)"));
  if (more && rows.length <= FEW) htmx.trigger(more, "more");
});
document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (target.matches(".dialog[popover]") && target.childElementCount) target.showPopover();
});
