// The start page: loads the course with a bar that says what, shows what work is not saved yet.
import { database, download, forgets, hash, hasRoom, isSaved, noteSaved, root, within } from "./work.js";

const site = await (await fetch(new URL("course-site.json", root), { cache: "no-cache" })).json();
const language = document.documentElement.lang;
const said = site.words[language];

// Whoever comes first sees the page in their browser's language; who follows a link has chosen.
const CHOSEN = `${root.pathname} language`;
function inBrowsersLanguage() {
  const other = document.querySelectorAll("a[hreflang]");
  for (const link of other) link.addEventListener("click", () => keepChoice(link.hreflang));
  const wanted = chosen() ?? navigator.language.split("-")[0];
  const link = wanted !== language && Array.from(other).find((each) => each.hreflang === wanted);
  if (link) location.replace(link.href);
}
function chosen() {
  try {
    return localStorage.getItem(CHOSEN);
  } catch (error) {
    return null; // it is turned off
  }
}
function keepChoice(name) {
  try {
    localStorage.setItem(CHOSEN, name);
  } catch (error) {
    // the browser's language is asked again next time
  }
}
inBrowsersLanguage();
const show = (id) => (document.getElementById(id).hidden = false);

// JupyterLite keeps files in this database, by path. Where it has never been, it finds what is made here.
const FILES = "files";
async function withFiles() {
  const name = `JupyterLite Storage - ${root.pathname}`;
  const make = (data) => data.objectStoreNames.contains(FILES) || data.createObjectStore(FILES);
  const data = await database(name, undefined, make);
  if (data.objectStoreNames.contains(FILES)) return data;
  data.close();
  return database(name, data.version + 1, make);
}

async function stored(mode, act) {
  const data = await withFiles();
  try {
    return await within(data, FILES, mode, act);
  } finally {
    data.close();
  }
}

const remove = (path) => stored("readwrite", (files) => files.delete(path));
const read = (path) => stored("readonly", (files) => files.get(path));
const write = (file) => stored("readwrite", (files) => files.put(file, file.path));

const handout = (content) => content.metadata?.autograder_handout;
const current = (path) => site.notebooks.find((each) => each.path === path)?.handout;

async function handedOut(path) {
  const answer = await fetch(new URL(`files/${path}`, root));
  return answer.json();
}

async function refresh(entry) {
  const path = decodeURIComponent(entry.dataset.path);
  const file = await withoutOld(path, await read(path));
  const release = entry.querySelector(".release");
  release.hidden = true;
  if (!file) {
    entry.querySelector(".state").textContent = said.fresh;
    return;
  }
  const untouched = await describe(entry, file);
  release.hidden = untouched || !handout(file.content) || handout(file.content) === current(path);
  release.querySelector(".beside").onclick = () => openBeside(path);
}

// Says whether a notebook was changed since it was saved as a file; returns whether nobody ever did.
async function describe(entry, file) {
  const now = await hash(file.content);
  const untouched = await isUntouched(file.content);
  const state = untouched ? "fresh" : isSaved(file.path, now) ? "saved" : "changed";
  entry.querySelector(".state").textContent = said[state];
  entry.querySelector(".state").dataset.state = state;
  const save = entry.querySelector(".save");
  save.hidden = untouched;
  save.onclick = () => {
    download(file.name, file.content);
    noteSaved(file.path, now);
    return describe(entry, file);
  };
  return untouched;
}

// What was renamed, copied or opened beside its notebook is work, too.
async function refreshOthers() {
  const found = await stored("readonly", (files) => files.getAll());
  const others = found.filter(({ type, path }) => type === "notebook" && !current(path));
  const entries = others.map((file) => {
    const entry = document.getElementById("other").content.firstElementChild.cloneNode(true);
    const link = entry.querySelector("a");
    link.href = `lab/index.html?path=${encodeURIComponent(file.path)}`;
    link.textContent = file.path;
    return describe(entry, file).then(() => entry);
  });
  document.querySelector("#others ul").replaceChildren(...(await Promise.all(entries)));
  document.getElementById("others").hidden = !others.length;
}

async function isUntouched(content) {
  return (await hash(content)) === content.metadata?.autograder_sources;
}

// JupyterLab keeps what is only looked at, too: it would hide a new release, and is nobody's work.
async function withoutOld(path, file) {
  if (!file || handout(file.content) === current(path)) return file;
  if (!(await isUntouched(file.content))) return file;
  await remove(path);
  return undefined;
}

async function openBeside(path) {
  const place = besides(path, current(path).slice(0, 8));
  if (!(await read(place))) await keep(place, await handedOut(path));
  location.href = `lab/index.html?path=${encodeURIComponent(place)}`;
}

const besides = (path, what) => path.replace(/\.ipynb$/, ` (${what}).ipynb`);

function keep(path, content) {
  const now = new Date().toISOString();
  const name = path.split("/").pop();
  const size = JSON.stringify(content).length;
  const kind = { type: "notebook", format: "json", mimetype: "application/x-ipynb+json" };
  const times = { created: now, last_modified: now };
  return write({ ...kind, ...times, name, path, content, size, writable: true });
}

// A file that was saved comes back where its notebook is, beside other work that is there.
async function openSaved(file) {
  const content = JSON.parse(await file.text());
  if (!Array.isArray(content.cells)) throw new Error(file.name);
  const stem = file.name.replace(/( ?\(\d+\))?\.ipynb$/, "");
  const its = content.metadata?.autograder_language ?? "en";
  const namesakes = site.notebooks.filter((each) => each.path.endsWith(`/${stem}.ipynb`));
  const known = namesakes.find((each) => each.language === its) ?? namesakes[0];
  let path = known ? known.path : `${stem}.ipynb`;
  for (let count = 2; await differs(path, content); count++) {
    path = besides(known ? known.path : `${stem}.ipynb`, count);
  }
  await keep(path, content);
  noteSaved(path, await hash(content));
  return path;
}

async function differs(path, content) {
  const there = await read(path);
  return Boolean(there) && (await hash(there.content)) !== (await hash(content));
}

document.getElementById("open").addEventListener("change", async ({ target }) => {
  const opened = document.getElementById("opened");
  try {
    const path = await openSaved(target.files[0]);
    const link = document.createElement("a");
    link.href = `lab/index.html?path=${encodeURIComponent(path)}`;
    link.textContent = path;
    opened.replaceChildren(said.opened, " ", link);
    await refreshAll();
  } catch (error) {
    opened.textContent = error?.name === "QuotaExceededError" ? said.full : said.unreadable;
  }
  target.value = ""; // the same file may be chosen again
});

async function refreshAll() {
  try {
    await Promise.all(Array.from(document.querySelectorAll("li[data-path]"), refresh));
    await refreshOthers();
  } catch (error) {
    show("private"); // this browser keeps nothing here
  }
}

async function lookAtStorage() {
  if (await forgets()) show("private");
  if (!(await hasRoom())) show("full");
}

// JupyterLite asks for its worker by this very address: another would be another worker.
async function startWorker() {
  if (!navigator.serviceWorker) return show("no-worker");
  try {
    await navigator.serviceWorker.register(new URL("service-worker.js?enableCache=false", root));
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => {
        navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
        setTimeout(resolve, 3000);
      });
    }
  } catch (error) {
    show("no-worker");
  }
}

// Loaded here with a bar, it is there when JupyterLab asks for it.
async function load() {
  const bar = document.getElementById("bar");
  const now = document.getElementById("now");
  let done = 0;
  for (const { name, path, size } of site.files) {
    now.textContent = `${said.loading} ${name} (${Math.round(done / 1e5) / 10} / ${bar.max} MB)`;
    try {
      await (await fetch(new URL(path, root))).arrayBuffer();
    } catch (error) {
      now.textContent = said.network;
      return;
    }
    done += size;
    bar.value = done / 1e6;
  }
  bar.value = bar.max;
  await lookAtStorage(); // what was loaded takes room, too
  now.textContent = (await isKept()) ? said.loaded : said.once;
}

async function isKept() {
  const last = new URL(site.files.at(-1).path, root);
  return Boolean(navigator.serviceWorker?.controller && (await caches.match(last)));
}

if (typeof WebAssembly !== "object") {
  show("no-wasm");
  await refreshAll(); // work from better days can be saved
} else {
  await startWorker();
  await lookAtStorage();
  await refreshAll();
  addEventListener("focus", refreshAll);
  await load();
}
