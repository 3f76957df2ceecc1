/* Rows by keyboard: J and K walk, X ticks, Enter opens, and the letter of a data-key acts. */
import { $, $$, isTyping } from "./page.js";

const ROW = ".data tbody > tr";
const BOX = `${ROW} input[type=checkbox]`;
const FEW = 10;
let last;
let ticked;

const rows = () => $$(`${ROW}:not([hidden], [data-skip], .htmx-swapping)`);
const rowOf = (element) => element.closest?.(ROW);
const focus = (row) => {
  row?.setAttribute("tabindex", -1);
  row?.focus();
};

const step = (by) => {
  const all = rows();
  const at = all.indexOf(last);
  focus(all[at < 0 ? 0 : at + by]);
};

/* What is ticked comes before the row one is at. */
const buttonFor = (key, row) =>
  $(`${BOX}:checked`) ? $(`.bulk-bar [data-key=${key}]`) : row && $(`[data-key=${key}]`, row);

const press = (event) => {
  const { key, shiftKey, target } = event;
  const row = rowOf(target);
  const letter = key.toLowerCase();
  const button = /^[a-z]$/.test(key) && buttonFor(key, row);
  const box = letter === "x" && row && $("input[type=checkbox]", row);
  const by = { j: 1, k: -1 }[letter];
  if (by) step(by);
  else if (box) box.dispatchEvent(new MouseEvent("click", { shiftKey, bubbles: true }));
  else if (key === "Enter" && target === row) $("a[href]", row)?.click();
  else if (button) {
    // The letter must not end up in a field that opens.
    event.preventDefault();
    button.click();
  }
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
  const at = boxes.indexOf(target);
  const from = shiftKey && boxes.includes(ticked) ? boxes.indexOf(ticked) : at;
  const range = boxes.slice(Math.min(at, from), Math.max(at, from) + 1);
  range.forEach((box) => (box.checked = target.checked));
  ticked = target;
});

/* Done with a row: on with the next one, and more of them before they run out. */
document.addEventListener("htmx:afterRequest", ({ detail: { successful, target } }) => {
  if (!successful || !target?.matches(`${ROW}.htmx-swapping`)) return;
  const all = rows();
  // 4: DOCUMENT_POSITION_FOLLOWING
  const isBelow = (row) => target.compareDocumentPosition(row) & 4;
  focus(all.find(isBelow) || all.at(-1) || $("#main"));
  if (all.length <= FEW && $("[data-more]")) htmx.trigger("[data-more]", "more");
});
document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (target.matches(".dialog[popover]")) target.showPopover();
  // The row one was at, written anew.
  if (last?.id && !last.isConnected) focus(document.getElementById(last.id));
});
