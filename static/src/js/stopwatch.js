/* How long something has lasted: the server says how many seconds, so that a reload is right too. */
import { $$ } from "./page.js";

const begun = new WeakMap();
const two = (number) => String(number).padStart(2, "0");

const written = (seconds) => {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const rest = `${two(minutes)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
};

const tick = () =>
  $$("[data-elapsed]").forEach((clock) => {
    const { elapsed } = clock.dataset;
    const known = begun.get(clock);
    // The server's word counts, each time that it says another one.
    if (known?.elapsed !== elapsed) begun.set(clock, { elapsed, at: performance.now() });
    const passed = Math.floor((performance.now() - begun.get(clock).at) / 1000);
    clock.textContent = written(Number(elapsed) + passed);
  });

tick();
setInterval(tick, 1000);
