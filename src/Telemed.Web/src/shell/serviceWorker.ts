/** Keeps the application's own files on the device, so that it opens without a line. Built pages only. */
export function startServiceWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => {
    // Where the browser forbids it (plain http on another host) the pages work all the same, only online.
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  });
}
