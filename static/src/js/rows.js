/* Rows by keyboard: J and K walk, X ticks, Enter opens, and the letter of a data-key acts. */
import { $, $$, isTyping } from "./page.js";

const ROW = ".data tbody > tr";
const BOX = `${ROW} input[type=checkbox]`;
const FEW = 10;
let last;
let ticked;

const rows = () => $$(`${ROW}:not([hidden], [data-skip], .htmx-swapping)`);
const rowOf = (element) => element.closest?.(ROW);
const focusRow = (row) => {
  if (!row) return;
  row.tabIndex = -1;
  row.focus();
};

const step = (by) => {
  const all = rows();
  const at = all.indexOf(last);
  focusRow(all[at < 0 ? 0 : at + by]);
};

const act = (key, row) => {
  const button = $(`${BOX}:checked`)
    ? $(`.bulk-bar [data-key=${key}]`)
    : row && $(`[data-key=${key}]`, row);
  button?.click();
};

const press = ({ key, shiftKey, target }) => {
  const row = rowOf(target);
  const letter = key.toLowerCase();
  const box = letter === "x" && row && $("input[type=checkbox]", row);
  if (letter === "j") step(1);
  else if (letter === "k") step(-1);
  else if (box) box.dispatchEvent(new MouseEvent("click", { shiftKey, bubbles: true }));
  else if (key === "Enter" && target === row) $("a[href]", row)?.click();
  else if (/^[a-z]$/.test(key)) act(key, row);
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  press(event);
});
document.addEventListener("focusin", ({ target }) => {
  last = rowOf(target) || last;
});
document.addEventListener("click", ({ target, shiftKey }) => {
  if (!target.matches(BOX)) return;
  const boxes = $$(BOX);
  const ends = [shiftKey && boxes.includes(ticked) ? ticked : target, target];
  const [first, end] = ends.map((box) => boxes.indexOf(box)).sort((a, b) => a - b);
  boxes.slice(first, end).forEach((box) => (box.checked = target.checked));
  ticked = target;
});

/* Done with a row: on with the next one, and more of them before they run out. */
document.addEventListener("htmx:afterRequest", ({ detail: { successful, target } }) => {
  if (!successful || !target?.matches(`${ROW}.htmx-swapping`)) return;
  const all = rows();
  const isBelow = (row) => target.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
  focusRow(all.find(isBelow) || all.at(-1) || $("#main"));
  if (all.length <= FEW && $("[data-more]")) htmx.trigger("[data-more]", "more");
});
document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (target.matches(".dialog[popover]")) target.showPopover();
});
