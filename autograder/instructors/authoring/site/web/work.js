// What a browser holds of a student's work: for the start page, and for the button in JupyterLab.
export const root = new URL(".", import.meta.url);
const ROOM = 10e6; // bytes: more than a notebook with its pictures ever has

const source = (cell) => (Array.isArray(cell.source) ? cell.source.join("") : cell.source);

// Tells what a student has written. Where the address isn't https there is no SHA-256: then no notebook
// is known as untouched, and what was saved as a file is known all the same.
export async function hash(content) {
  const bytes = new TextEncoder().encode(JSON.stringify(content.cells.map(source)));
  if (!crypto.subtle) return `fnv ${bytes.reduce(fnv, 2166136261)} ${bytes.length}`;
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
const fnv = (before, byte) => Math.imul(before ^ byte, 16777619) >>> 0;

const mark = (path) => `${root.pathname} downloaded ${path}`;

export function isSaved(path, now) {
  try {
    return localStorage.getItem(mark(path)) === now;
  } catch (error) {
    return false; // it is turned off
  }
}

export function noteSaved(path, now) {
  try {
    localStorage.setItem(mark(path), now);
  } catch (error) {
    // Full, or turned off: then it is asked for once more.
  }
}

export function download(name, content) {
  const link = document.createElement("a");
  const text = JSON.stringify(content, null, 1) + "\n";
  link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// Tried, as browsers no longer say how much is left: Chrome names 10 GB on a full disk, too.
export async function hasRoom() {
  const name = `room ${root.pathname}`;
  const bytes = new Uint8Array(ROOM);
  for (let at = 0; at < ROOM; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  try {
    const data = await database(name, 1, (made) => made.createObjectStore("room"));
    try {
      await within(data, "room", "readwrite", (store) => store.put(bytes, 0));
    } finally {
      data.close();
      indexedDB.deleteDatabase(name);
    }
    return true;
  } catch (error) {
    return error?.name === "SecurityError"; // turned off altogether: `forgets` says that
  }
}

// Firefox and Safari refuse a private window its folder; Chrome hides what kind of window it is.
export async function forgets() {
  try {
    await navigator.storage?.getDirectory?.();
    localStorage.getItem("");
    indexedDB.cmp(0, 0);
  } catch (error) {
    return true;
  }
  return false;
}

export function database(name, version, make) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, version);
    asked.onupgradeneeded = () => make(asked.result);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("blocked"));
  });
}

export function within(data, name, mode, act) {
  return new Promise((resolve, reject) => {
    const transaction = data.transaction(name, mode);
    const asked = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
