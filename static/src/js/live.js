/* Live parts: [data-live] is fetched again from that address, where nobody is at work in it. */
import { $, $$, isChanged } from "./page.js";

/* Less than half a minute, so that what happens is seen within one. */
const EVERY = 25_000;
const TYPING = "input:not([type=checkbox]), textarea, select";
const OPEN = "dialog[open], :popover-open, [data-busy], .htmx-request, .htmx-swapping";
/* What a script or a person has set, and the server knows nothing of. */
const STATE = ["tabindex", "open", "title", "data-busy"];
let refreshed = Date.now();

const isInUse = (area) => {
  const { activeElement } = document;
  const selection = getSelection();
  return (
    (area.contains(activeElement) && activeElement.matches(TYPING)) ||
    $$("input:not([type=hidden]), textarea, select", area).some(isChanged) ||
    $(OPEN, area) ||
    (selection.type === "Range" && selection.getRangeAt(0).intersectsNode(area))
  );
};

/* Everything live that is not in use, from the server. */
export const refreshLive = () => {
  if (document.hidden) return;
  refreshed = Date.now();
  for (const area of $$("[data-live]")) {
    if (isInUse(area)) continue;
    // Its own indicator: the bar on top is for what a person asked for.
    area.setAttribute("hx-indicator", "this");
    const context = { source: area, target: area, swap: "morph:outerHTML", select: `#${area.id}` };
    htmx.ajax("GET", area.dataset.live, context).catch(() => {});
  }
};

const refreshIfDue = () => {
  if (Date.now() - refreshed >= EVERY - 500) refreshLive();
};

/* The line that a person reads stays where it is on the screen. */
const inPlace = (area, change) => {
  const edge = $(".topbar")?.getBoundingClientRect().bottom ?? 0;
  const topOf = (element) => element.getBoundingClientRect().top;
  const isSeen = (element) => topOf(element) >= edge && topOf(element) < innerHeight;
  const focused = area.contains(document.activeElement) && document.activeElement.closest("[id]");
  const lines = $$("[id]", area).filter((each) => !$("[id]", each));
  const line = [focused, ...lines].find((each) => each && isSeen(each));
  const before = line && topOf(line);
  const result = change();
  for (let box = line; box; box = box.parentElement) box.scrollTop += topOf(line) - before;
  return result;
};

const callbacks = {
  beforeAttributeUpdated: (name, _element, change) => change !== "remove" || !STATE.includes(name),
  beforeNodeRemoved: (node) =>
    !node.contains(document.activeElement) && !node.matches?.("[data-stays]"),
};

htmx.defineExtension("morph", {
  isInlineSwap: (style) => style === "morph:outerHTML",
  handleSwap: (style, target, { children }) =>
    style === "morph:outerHTML" &&
    inPlace(target, () => Idiomorph.morph(target, children, { morphStyle: "outerHTML", callbacks })),
});
document.body.setAttribute("hx-ext", "morph");

setInterval(refreshIfDue, EVERY);
document.addEventListener("visibilitychange", refreshIfDue);
document.addEventListener("htmx:configRequest", ({ detail }) => {
  // Not work: it must not keep a session alive.
  if ("live" in detail.elt.dataset) detail.headers["X-Background"] = "1";
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { elt, target, xhr } = { ...detail, elt: detail.requestConfig.elt };
  if (!("live" in elt.dataset)) return;
  const isThere = xhr.status === 200 && xhr.responseText.includes(`id="${elt.id}"`);
  if (!isThere || isInUse(target)) detail.shouldSwap = false;
});
