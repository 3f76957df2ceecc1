/* Failed requests: reads are asked again once, writes wait, and the page stays as it is (SE-6). */
import { $, isBackground, text } from "./page.js";
import { toast } from "./toasts.js";
import { forget, hold, holdForSignIn, repeat } from "./unsent.js";

const PASSING = [0, 502, 503, 504];
const AGAIN_AFTER = 1000;
const timers = new WeakMap();

const isWholePage = (xhr) => /^\s*<!doctype/i.test(xhr.responseText);
const seconds = (xhr) => parseInt(xhr.getResponseHeader("Retry-After"), 10) || 60;

const reason = (xhr) => {
  if (xhr.status === 429) return text(429).replace("{n}", seconds(xhr));
  const page = isWholePage(xhr) && new DOMParser().parseFromString(xhr.responseText, "text/html");
  const explanation = page && $("[data-error]", page)?.textContent.trim();
  return explanation || text(xhr.status || "offline") || text(xhr.status >= 500 ? "5" : "unknown");
};

const isAskedAgain = (detail) => {
  const { elt } = detail.requestConfig;
  if (timers.has(elt) || !PASSING.includes(detail.xhr.status)) return false;
  timers.set(elt, setTimeout(repeat, AGAIN_AFTER, detail));
  return true;
};

const isHeldForSignIn = (detail) =>
  (detail.xhr.status === 401 || detail.xhr.getResponseHeader("X-Csrf-Failed")) && holdForSignIn(detail);

const isHeld = (detail) => {
  const { status } = detail.xhr;
  if (isHeldForSignIn(detail)) return true;
  if (status !== 429 && !PASSING.includes(status)) return false;
  hold(detail, status === 429 && seconds(detail.xhr));
  return true;
};

/* The page leads to the sign-in and back. */
const isLedToSignIn = ({ xhr }) => {
  if (xhr.status === 401) location.reload();
  return xhr.status === 401;
};

/* A filter that is posted, so that no address names anybody, is a read all the same. */
const isMended = (detail) => {
  const { elt, verb } = detail.requestConfig;
  if (verb === "get") return isAskedAgain(detail);
  if (!elt.matches("[data-filter]")) return isHeld(detail);
  return isLedToSignIn(detail) || isHeldForSignIn(detail) || isAskedAgain(detail);
};

const failed = ({ detail }) => {
  const { elt } = detail.requestConfig;
  if (isBackground(elt) || isMended(detail)) return;
  timers.delete(elt);
  const isSecond = forget(elt);
  toast(isSecond && detail.xhr.status === 409 ? text("arrived") : reason(detail.xhr), "error");
};

document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);
document.addEventListener("htmx:beforeRequest", ({ detail }) => clearTimeout(timers.get(detail.elt)));
document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig, xhr } }) => {
  if (xhr.status < 200 || (xhr.status >= 400 && ![409, 422].includes(xhr.status))) return;
  timers.delete(requestConfig.elt);
  forget(requestConfig.elt);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400 || !event.detail.shouldSwap || !isWholePage(xhr)) return;
  event.detail.shouldSwap = false;
  failed(event);
});
