/* What every part needs to find its way in the page. */

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/* A text of templates/dialogs.html, in the reader's language. */
export const text = (name) => $("#texts").getAttribute(`data-${name}`);

/* True for what asks by itself: its failures are nobody's business. */
export const isBackground = (element) => element.id === "badges" || "quiet" in element.dataset;
