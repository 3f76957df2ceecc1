/* The keys that work on every page; templates/keys.html lists them. */
import { $, $$, isTyping } from "./page.js";
import { openPalette } from "./palette.js";

const PATIENCE = 1500;
let goingSince = 0;

const go = (key) => $$("[data-go]").find((link) => link.dataset.go === key)?.click();

const search = () => {
  const field =
    $("[data-filter] input[type=search]") || $("[data-filter] :is(input, select):not([type=hidden])");
  if (field) field.focus();
  else openPalette();
};

const KEYS = {
  "/": search,
  "?": () => $("#keys")?.togglePopover(),
  g: () => (goingSince = Date.now()),
  n: () => go("n"),
};

const action = ({ key, ctrlKey, metaKey, altKey, shiftKey, target }) => {
  const isCommand = (ctrlKey || metaKey) && !altKey && !shiftKey;
  if (isCommand && key.toLowerCase() === "k") return $("#palette") && openPalette;
  if (ctrlKey || metaKey || altKey || isTyping(target)) return null;
  const isGoing = Date.now() - goingSince < PATIENCE;
  goingSince = 0;
  return isGoing ? () => go(key) : KEYS[key];
};

// First of all, so that the second of two letters is no key of the page under it.
document.addEventListener(
  "keydown",
  (event) => {
    const act = action(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  },
  true,
);
