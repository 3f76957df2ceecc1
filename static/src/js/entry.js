/* The entry form: suggestions under the customer, units beside the amount. */
import { $, $$ } from "./page.js";

const customer = () => $("[role=combobox]#id_customer_id");
const amount = () => $("#id_nominal");
const list = () => $("#customers");
const options = () => $$("[role=option]", list());
const marked = () => $("[aria-selected=true]", list());

const mark = (option) => {
  options().forEach((other) => other.setAttribute("aria-selected", other === option));
  customer().setAttribute("aria-activedescendant", option?.id || "");
  option?.scrollIntoView({ block: "nearest" });
};

const open = (isOpen) => {
  list().hidden = !isOpen;
  customer().setAttribute("aria-expanded", isOpen);
  mark(null);
};

const write = (field, value) => {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const pick = (option) => {
  list().dataset.picked = option.dataset.value;
  write(customer(), option.dataset.value);
  open(false);
  amount().focus();
};

const move = (step) => {
  const all = options();
  if (list().hidden && all.length) open(true);
  const at = all.indexOf(marked());
  mark(all[(at < 0 && step < 0 ? all.length : at) + step]);
};

const KEYS = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Escape: () => !list().hidden && open(false),
  Enter: () => {
    const option = marked();
    if (option) return pick(option);
    open(false);
    // Nothing to save yet: the amount comes next.
    return amount().value ? false : amount().focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.target !== customer() || event.isComposing) return;
  const key = event.key === "Tab" && marked() ? "Enter" : event.key;
  if (KEYS[key] && KEYS[key]() !== false) event.preventDefault();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target !== list()) return;
  const { value } = customer();
  if (value.trim().length >= 2 && value !== list().dataset.picked) return;
  event.preventDefault();
  list().replaceChildren();
  open(false);
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target === list()) open(options().length > 0 && document.activeElement === customer());
});
document.addEventListener("focusout", ({ target }) => {
  if (target === customer()) open(false);
});

// A press on these must not take the focus, and the keyboard of a phone, away from the field.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[role=listbox], [data-unit]")) event.preventDefault();
});
document.addEventListener("click", ({ target }) => {
  const option = target.closest("[role=option]");
  const unit = target.closest("[data-unit]");
  if (option && list()?.contains(option)) pick(option);
  if (!unit) return;
  const number = amount().value.replace(/[^\d.,]+$/, "");
  if (number) write(amount(), number + unit.dataset.unit);
  amount().focus();
});
