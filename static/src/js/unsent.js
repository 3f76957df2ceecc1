/* Writes that did not arrive: they wait in sight, and go again with the same key. */
import { $, $$, text } from "./page.js";

/* What makes a second arrival harmless. */
const KEYS = ["idempotency_key", "version", "records"];
const LONGEST = 30_000;
const waits = new Map();

/* Send a request again as it was, with what its form says now. */
export const repeat = ({ requestConfig, etc }) => {
  const { verb, path, elt, target, triggeringEvent: event } = requestConfig;
  const by = event?.submitter;
  const context = {
    source: elt,
    target: target.isConnected ? target : undefined,
    event,
    values: { ...etc.values, ...(by?.name && { [by.name]: by.value }) },
    swap: etc.swapOverride,
    select: etc.select,
  };
  // Its failure is told by an event.
  htmx.ajax(verb, path, context).catch(() => {});
};

const isHarmless = ({ elt, path, formData }) =>
  "resend" in elt.dataset || /[?&]version=/.test(path) || KEYS.some((name) => formData.has(name));

const waitFor = (detail) => {
  const { elt } = detail.requestConfig;
  if (!waits.has(elt)) {
    const notice = $("#unsent").content.firstElementChild.cloneNode(true);
    waits.set(elt, { notice, tries: 0, harmless: isHarmless(detail.requestConfig) });
  }
  return Object.assign(waits.get(elt), { detail });
};

const say = ({ notice }, name, seconds) => {
  $("[data-said]", notice).textContent = text(name).replace("{n}", seconds);
  $("a", notice).hidden = !/^(signed|other)/.test(name);
  if (!notice.isConnected) $("#toasts").append(notice);
};

/* True if it had been sent more than once. */
export const forget = (elt) => {
  const wait = waits.get(elt);
  if (!wait) return false;
  clearTimeout(wait.timer);
  wait.notice.remove();
  waits.delete(elt);
  return wait.tries > 0;
};

/* A new token, if the same person has signed in again. */
const renew = async (wait) => {
  const reply = await fetch("/csrf/").catch(() => null);
  if (!reply?.ok) return say(wait, "unsent-0");
  const { token, person } = await reply.json();
  if (!person) return say(wait, "signed-out-form");
  if (person !== document.body.dataset.person) return say(wait, "other-person");
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  $$("[name=csrfmiddlewaretoken]").forEach((field) => (field.value = token));
  wait.needsToken = false;
  return (wait.renewed = true);
};

const attempt = async (wait) => {
  clearTimeout(wait.timer);
  const { elt } = wait.detail.requestConfig;
  if (!elt.isConnected) return forget(elt);
  if (!wait.needsToken || (await renew(wait))) repeat(wait.detail);
};

/* Not sent for a reason that passes: by itself again if that does no harm, else by a button. */
export const hold = (detail, seconds) => {
  const wait = waitFor(detail);
  const { status } = detail.xhr;
  clearTimeout(wait.timer);
  if (!wait.harmless) return say(wait, status === 429 ? 429 : "unsure", seconds);
  wait.tries += 1;
  wait.timer = setTimeout(attempt, 1000 * seconds || Math.min(1000 * 2 ** wait.tries, LONGEST), wait);
  say(wait, status === 429 ? "unsent-429" : status ? "unsent-5" : "unsent-0", seconds);
};

/* Refused for want of a session or of its token. False if a new one did not help. */
export const holdForSignIn = (detail) => {
  const wait = waitFor(detail);
  if (wait.renewed) return false;
  wait.needsToken = true;
  attempt(wait);
  return true;
};

const attemptAll = (isDue) => [...waits.values()].filter(isDue).forEach(attempt);

addEventListener("online", () => attemptAll((wait) => wait.timer));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) attemptAll((wait) => wait.needsToken && wait.harmless);
});
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  clearTimeout(waits.get(detail.elt)?.timer);
});
document.addEventListener("click", ({ target }) => {
  const notice = target.closest(".unsent");
  const wait = notice && [...waits.values()].find((each) => each.notice === notice);
  if (!wait) return;
  if (target.closest("[data-try]")) attempt(wait);
  if (target.closest("[data-cancel]")) forget(wait.detail.requestConfig.elt);
});
addEventListener("beforeunload", (event) => {
  if (waits.size) event.preventDefault();
});
