/* Drafts: what was typed into a form[data-draft] is there again after a reload or a crash. */
import { $, $$, isChanged } from "./page.js";

const NEVER = "[type=password], [type=file], [name=csrfmiddlewaretoken], :not([name])";
const { person } = document.body.dataset;
const own = `draft:${person}:`;
const here = () => own + location.pathname + location.search;
const read = (key) => JSON.parse(sessionStorage.getItem(key));
const isSwitch = (field) => /checkbox|radio/.test(field.type);
const fieldsOf = (form) => [...form.elements].filter((field) => !field.matches(NEVER) && !isSwitch(field));

const drop = (isDue) =>
  Object.keys(sessionStorage)
    .filter((key) => key.startsWith("draft:") && isDue(key))
    .forEach((key) => sessionStorage.removeItem(key));

const keep = (form, isSent = false) => {
  if (!person) return;
  const fields = fieldsOf(form);
  const isTyped = form.dataset.draft || fields.some(isChanged);
  if (!isTyped) return sessionStorage.removeItem(here());
  const values = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  sessionStorage.setItem(here(), JSON.stringify({ values, isSent }));
};

/* The hidden version and key come back too: what somebody else changed meanwhile is noticed. */
const restore = (form) => {
  const draft = read(here());
  // A form that came back with its errors says already what was typed.
  if (!draft || form.dataset.draft) return;
  const fields = fieldsOf(form).filter(({ name, value }) => draft.values[name] !== value);
  const isSeen = fields.some((field) => field.type !== "hidden");
  if (!isSeen) return;
  fields.forEach((field) => {
    const { value } = field;
    field.value = draft.values[field.name] ?? value;
    // A choice that is there no more.
    if (field.matches("select") && field.selectedIndex < 0) field.value = value;
  });
  form.prepend($("#restored").content.cloneNode(true));
  form.dispatchEvent(new Event("input", { bubbles: true }));
};

const onTyping = ({ target }) => {
  const form = target.closest("form[data-draft]");
  if (form) keep(form);
};

document.addEventListener("input", onTyping);
document.addEventListener("change", onTyping);
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[action$='/logout/']")) drop(() => true);
  else if (form.matches("[data-draft]") && !event.defaultPrevented) keep(form, true);
});
document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig, xhr } }) => {
  const isDone = xhr.status >= 200 && xhr.status < 300 && requestConfig.verb !== "get";
  if (isDone && requestConfig.elt.matches("[data-draft]")) sessionStorage.removeItem(here());
});
document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-discard]")) return;
  sessionStorage.removeItem(here());
  location.reload();
});

// Any page but its own means that a sent form has arrived; the sign-in and error pages have no shell.
if (person) drop((key) => !key.startsWith(own));
if ($(".shell")) drop((key) => key !== here() && read(key).isSent);
// Then htmx listens, and what depends on the fields follows.
addEventListener("DOMContentLoaded", () => $$("form[data-draft]").forEach(restore));
