/* Failed requests: the page and what was typed stay as they are. */
import { $, isBackground, text } from "./page.js";
import { toast } from "./toasts.js";

const isWholePage = (xhr) => /^\s*<!doctype/i.test(xhr.responseText);

const reason = (xhr) => {
  const page = isWholePage(xhr) && new DOMParser().parseFromString(xhr.responseText, "text/html");
  const said = page && $("[data-error]", page)?.textContent.trim();
  return said || text(xhr.status) || (xhr.status >= 500 ? text("5") : text("unknown"));
};

const failed = ({ detail }) => {
  if (!isBackground(detail.elt)) toast(reason(detail.xhr), "error");
};
const unreachable = ({ detail }) => {
  if (!isBackground(detail.elt)) toast(text("offline"), "error");
};

document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", unreachable);
document.addEventListener("htmx:timeout", unreachable);
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400 || !event.detail.shouldSwap || !isWholePage(xhr)) return;
  event.detail.shouldSwap = false;
  failed(event);
});
