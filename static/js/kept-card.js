/* Lets the phone keep the card that is open, for when there is no network. */
const workers = isSecureContext && navigator.serviceWorker;
if (workers) {
  addEventListener("load", async () => {
    try {
      await workers.register("/me/sw.js", { scope: "/me/" });
      const { active } = await workers.ready;
      active.postMessage("keep");
    } catch {
      // Without a worker the card is there with the network alone.
    }
  });
}
