/* The entry form: suggestions under the customer, units beside the amount. */
import { $, $$ } from "./page.js";

const customer = () => $(".combobox input");
const amount = () => $("#id_nominal");
const list = () => $("#customers");
const options = () => $$("#customers [role=option]");
const marked = () => $("#customers [aria-selected=true]");

const mark = (option) => {
  marked()?.setAttribute("aria-selected", false);
  option?.setAttribute("aria-selected", true);
  option?.scrollIntoView({ block: "nearest" });
  customer().setAttribute("aria-activedescendant", option?.id ?? "");
};

const open = (isOpen) => {
  list().hidden = !isOpen;
  customer().setAttribute("aria-expanded", isOpen);
  mark();
};

const move = (by) => {
  const all = options();
  if (all.length && list().hidden) open(true);
  const at = all.indexOf(marked());
  mark(all[at + by]);
};

const write = (field, value) => {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const pick = ({ dataset }) => {
  list().dataset.picked = dataset.value;
  write(customer(), dataset.value);
  amount().focus();
};

document.addEventListener("keydown", (event) => {
  const { key, target, isComposing } = event;
  if (isComposing || target !== customer()) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[key];
  const isNext = key === "Enter" || key === "Tab";
  if (by) move(by);
  else if (isNext && marked()) pick(marked());
  else if (key === "Escape" && !list().hidden) open(false);
  // Nothing to save yet.
  else if (key === "Enter" && !amount().value) amount().focus();
  else return;
  event.preventDefault();
});
document.addEventListener("focusout", ({ target }) => {
  if (target === customer()) open(false);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target.id !== "customers") return;
  const { value } = customer();
  if (value.trim().length > 1 && value !== list().dataset.picked) return;
  event.preventDefault();
  list().replaceChildren();
  open(false);
});
document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (target.id === "customers") open(list().childElementCount && document.activeElement === customer());
});

// A press on these must not take the focus, and a phone's keyboard, away from the field.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("#customers, [data-unit]")) event.preventDefault();
});
document.addEventListener("click", ({ target }) => {
  const option = target.closest("#customers [role=option]");
  const unit = target.closest("[data-unit]")?.dataset.unit;
  if (option) pick(option);
  if (!unit) return;
  const number = amount().value.replace(/[^\d.,]+$/, "");
  if (number) write(amount(), number + unit);
  amount().focus();
});
