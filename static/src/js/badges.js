/* Badges: every 30 s while somebody looks, and at once on coming back. */
import { $, $$, isBackground, text } from "./page.js";
import { toast } from "./toasts.js";

const REFRESH = 30_000;
let signedOut = false;
let refreshed = Date.now();

const refresh = () => {
  const due = Date.now() - refreshed >= REFRESH - 500;
  if (!due || signedOut || document.hidden || !$("#badges")) return;
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

setInterval(refresh, REFRESH);
document.addEventListener("visibilitychange", refresh);
document.addEventListener("htmx:oobAfterSwap", sumGroups);
document.addEventListener("htmx:beforeOnLoad", (event) => {
  // A poll must not throw somebody out of a half-filled form.
  if (!isBackground(event.detail.elt) || !event.detail.xhr.getResponseHeader("HX-Redirect")) return;
  event.preventDefault();
  signedOut = true;
  toast(text("signed-out"), "error");
});

sumGroups();
