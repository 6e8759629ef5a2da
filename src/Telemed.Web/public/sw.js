// Keeps the application's own files on the device. Names of built files carry their hash, so a file once kept
// is right for ever; the page itself is asked for at the hub first and comes from the device when the line is down.
// Answers of the API are never kept here: they hold patients.
const shelf = "telemed-files-1";
const page = "/index.html";
const drawings = ["/icon.svg", "/icon-192.png", "/manifest.webmanifest"];
const filesAtMost = 150;

self.addEventListener("install", event => {
  event.waitUntil(keepFirstFiles().then(() => self.skipWaiting()));
});

self.addEventListener("activate", event => {
  event.waitUntil(dropOldShelves().then(() => self.clients.claim()));
});

self.addEventListener("fetch", event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && isOurPage(url.pathname)) event.respondWith(pageFirstFromHub());
  else if (url.pathname.startsWith("/assets/") || drawings.includes(url.pathname)) event.respondWith(keptOrFetched(request));
});

/** Addresses that the hub itself answers with something else than the application. */
function isOurPage(path) {
  return !/^\/(api|uploads|dicom-web|slides|live|verify|openapi|health|metrics)(\/|$)/.test(path);
}

async function keepFirstFiles() {
  const kept = await caches.open(shelf);
  const response = await fetch("/assets.json", { cache: "no-cache" });
  const built = response.ok ? await response.json() : {};
  // Pages for lists and forms; viewers are big and are kept when they are first opened.
  const names = Object.values(built).filter(each => !/viewer|cornerstone|openseadragon|worker|codec|pdf|bcmap/i.test(each.file))
    .flatMap(each => [each.file, ...(each.css ?? [])]);
  await kept.addAll([page, ...drawings, ...new Set(names.map(name => `/${name}`))]);
}

async function dropOldShelves() {
  for (const name of await caches.keys()) if (name.startsWith("telemed-files-") && name !== shelf) await caches.delete(name);
}

async function pageFirstFromHub() {
  const kept = await caches.open(shelf);
  try {
    const response = await fetch(page, { cache: "no-cache", credentials: "same-origin" });
    if (response.ok) await kept.put(page, response.clone());
    // What a proxy answers while the hub starts anew is no page either.
    return response.status < 500 ? response : ((await kept.match(page)) ?? response);
  } catch {
    return (await kept.match(page)) ?? Response.error();
  }
}

async function keptOrFetched(request) {
  const kept = await caches.open(shelf);
  const found = await kept.match(request);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) {
    await kept.put(request, response.clone());
    const names = await kept.keys();
    for (const old of names.slice(0, Math.max(0, names.length - filesAtMost))) {
      if (new URL(old.url).pathname.startsWith("/assets/")) await kept.delete(old);
    }
  }
  return response;
}
