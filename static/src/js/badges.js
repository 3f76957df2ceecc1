/* Badges: every 30 s while somebody looks, and at once on coming back. */
import { $, $$, isBackground, text } from "./page.js";
import { refreshLive } from "./live.js";
import { toast } from "./toasts.js";

const REFRESH = 30_000;
let isSignedOut = false;
let refreshed = Date.now();

const refresh = () => {
  const isDue = Date.now() - refreshed >= REFRESH - 500;
  if (!isDue || document.hidden || !$("#badges")) return;
  refreshed = Date.now();
  htmx.trigger("#badges", "refresh");
};

const sumGroups = () =>
  $$("[data-sum]").forEach((sum) => {
    const counts = $$("li .count", sum.closest("details")).map((count) => count.textContent);
    const total = counts.reduce((all, count) => all + (parseInt(count, 10) || 0), 0);
    const more = total > 99 || counts.some((count) => count.endsWith("+"));
    sum.textContent = more ? "99+" : total || "";
  });

/* A count that stands somewhere else too. */
const follow = () =>
  $$("[data-follows]").forEach((count) => {
    count.textContent = $(`#${count.dataset.follows}`)?.textContent ?? "";
  });

const countsNow = () => $$(".count[id]").map((count) => count.id + count.textContent).join();
let counts = countsNow();

setInterval(refresh, REFRESH);
document.addEventListener("visibilitychange", refresh);
document.addEventListener("htmx:oobAfterSwap", () => {
  sumGroups();
  follow();
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt.id !== "badges" || detail.xhr.status !== 200) return;
  // News on the badges is news in the lists that they count.
  if (counts !== countsNow()) {
    refreshLive();
    htmx.trigger(document.body, "news");
  }
  counts = countsNow();
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { elt, xhr } = event.detail;
  if (!isBackground(elt)) return;
  const leaves = xhr.getResponseHeader("HX-Redirect");
  // A poll must not throw somebody out of a half-filled form.
  if (leaves) event.preventDefault();
  if (leaves && !isSignedOut) toast(text("signed-out"), "error");
  isSignedOut = Boolean(leaves);
});

sumGroups();
