/* The worker keeps the latest issue, unless the reader saves data. It begins when the page is there. */
if ("serviceWorker" in navigator) {
  addEventListener("load", async () => {
    await navigator.serviceWorker.register("/worker.js");
    const { active } = await navigator.serviceWorker.ready;
    if (!navigator.connection?.saveData) active.postMessage("keep");
  });
}
