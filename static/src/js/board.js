/* The wall screen: Jakarta's time by the server's clock, and since when there is nothing new. */
import { $ } from "./page.js";

const STALE_AFTER = 60_000;
const FORMAT = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Jakarta", timeStyle: "short" });
let written = "";
let refreshed = 0;

const tick = () => {
  const clock = $("[data-clock]");
  if (!clock) return;
  const now = Date.now();
  if (clock.dateTime !== written) [written, refreshed] = [clock.dateTime, now];
  const passed = now - refreshed;
  clock.textContent = FORMAT.format(Date.parse(written) + passed);
  $("[data-stale]").hidden = passed < STALE_AFTER;
};

tick();
if ($("[data-clock]")) setInterval(tick, 1000);
