/* The offline page: held by a worker that the browser itself keeps up to date from then on. */

const workers = isSecureContext && navigator.serviceWorker;
if (workers && !workers.controller) {
  // Later is early enough, and without it everything works.
  addEventListener("load", () => workers.register("/sw.js").catch(() => {}));
}
