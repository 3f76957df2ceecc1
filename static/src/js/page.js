/* What every part needs to find its way in the page. */

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/* A text of templates/dialogs.html, in the reader's language. */
export const text = (name) => $("#texts").getAttribute(`data-${name}`);

/* True where a letter is text, and not a key of ours: also for who wants no such keys at all. */
export const isTyping = (element) =>
  hasCookie("letters=off") ||
  Boolean(
    element.closest?.(
      "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog, :popover-open",
    ),
  );

export const hasCookie = (pair) => document.cookie.split("; ").includes(pair);
export const remember = (name, value) => {
  document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`;
};

/* True for what asks by itself: its failures are nobody's business. */
export const isBackground = (element) =>
  element.id === "badges" || "quiet" in element.dataset || "live" in element.dataset;

/* True if a person has changed this field since the server wrote it. */
export const isChanged = (field) => {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  const chosen = [...field.options].find((option) => option.defaultSelected) || field.options[0];
  return field.value !== (chosen?.value ?? "");
};
