// Keeps what was loaded, so that the course opens without a network; JupyterLite's own worker, which
// gives Python the notebook's folder, goes on below. A new release has another name for its store, and so
// has another course of the same host.
const KEPT = `course ${self.registration.scope} `;
const STORE = KEPT + "{{ site }}";

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) =>
      Promise.all(
        names.filter((name) => name.startsWith(KEPT) && name !== STORE).map((name) => caches.delete(name))
      )
    )
  );
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const asked = ["/api/drive", "/api/stdin/", "/api/service-worker-heartbeat"];
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (asked.some((part) => url.pathname.includes(part))) return;
  event.stopImmediatePropagation();
  event.respondWith(isFixed(url) ? fromStore(event.request) : fromNetwork(event.request));
});

// What never changes within a release.
function isFixed(url) {
  return ["build/", "extensions/", "pypi/", "static/"].some((folder) =>
    url.pathname.startsWith(new URL(folder, self.registration.scope).pathname)
  );
}

async function fromStore(request) {
  const store = await caches.open(STORE);
  return (await store.match(request, { ignoreSearch: true })) ?? (await fetched(store, request));
}

async function fromNetwork(request) {
  const store = await caches.open(STORE);
  try {
    return await fetched(store, request);
  } catch (error) {
    const kept = await store.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

// A full storage is no reason to show nothing, and a student's work goes before what can be loaded again.
let keeping = true;
async function makeRoom() {
  keeping = false;
  await caches.delete(STORE);
}

async function fetched(store, request) {
  const answer = await fetch(request);
  if (keeping && answer.ok && answer.status === 200) {
    await store.put(request, answer.clone()).catch(makeRoom);
  }
  return answer;
}

importScripts("jupyterlite-service-worker.js");
