// Saves a student's work as a file, and says when it may be lost. A prebuilt extension of JupyterLab,
// written by hand: what webpack would make of it is this object with `get` and `init`.
(() => {
  const COMMAND = "course:save-my-work";
  const root = new URL("..", document.baseURI);
  const work = import(new URL("work.js", root)); // the start page's, too

  async function words() {
    const { words, notebooks } = await (await fetch(new URL("course-site.json", root))).json();
    const open = new URLSearchParams(location.search).get("path");
    return words[notebooks.find((each) => each.path === open)?.language ?? Object.keys(words)[0]];
  }

  const pathOf = (context) => context.path.split(":").pop();

  // The file first: it is what is left when the browser can't keep anything.
  async function save(context) {
    const { download, hash, noteSaved } = await work;
    const content = context.model.toJSON();
    download(pathOf(context).split("/").pop(), content);
    noteSaved(pathOf(context), await hash(content));
    await context.save();
  }

  function notify(app, message, type = "warning") {
    return app.commands.execute("apputils:notify", { message, type, options: { autoClose: false } });
  }

  // Both are told: each saves over what the other has saved.
  function warnOfTwoTabs(app, said) {
    const tabs = new BroadcastChannel(`course ${root.pathname}`);
    let told = false;
    tabs.onmessage = ({ data }) => {
      if (data === "opened") tabs.postMessage("here");
      if (!told) notify(app, said.tabs);
      told = true;
    };
    tabs.postMessage("opened");
  }

  async function warnOfLostStorage(app, said) {
    const { forgets, hasRoom } = await work;
    navigator.storage?.persist?.();
    if (await forgets()) notify(app, said.private);
    if (!(await hasRoom())) notify(app, said.full);
    if (!navigator.serviceWorker) notify(app, said.worker);
  }

  // JupyterLab says that it could not save, but not what to do.
  function warnOfFailedSaves(app, said) {
    const known = new WeakSet();
    const watch = () => {
      const context = app.shell.currentWidget?.context;
      if (!context || known.has(context)) return;
      known.add(context);
      let told = false;
      context.saveState.connect((_, state) => {
        if (state === "failed" && !told) notify(app, said.full, "error");
        told = state === "failed" || (told && state === "started");
      });
    };
    app.shell.currentChanged?.connect(watch);
    watch();
  }

  // JupyterLite takes the notebook out of the address once it is open: with it, a reload finds it.
  function keepAddress(app) {
    const note = () => {
      const path = app.shell.currentWidget?.context?.path;
      if (path) history.replaceState(null, "", `?path=${encodeURIComponent(path.split(":").pop())}`);
    };
    app.shell.currentChanged?.connect(note);
    note();
  }

  const plugin = {
    id: "autograder-course:plugin",
    autoStart: true,
    activate(app) {
      app.commands.addCommand(COMMAND, {
        label: (args) => args.label ?? "",
        isEnabled: () => Boolean(app.shell.currentWidget?.context),
        execute: () => save(app.shell.currentWidget.context),
      });
      app.restored.then(words).then((said) => {
        keepAddress(app);
        warnOfTwoTabs(app, said);
        warnOfLostStorage(app, said);
        warnOfFailedSaves(app, said);
      });
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["autograder-course"] = {
    init: () => undefined,
    get: (name) => Promise.resolve(() => (name === "./extension" ? { __esModule: true, default: plugin } : {})),
  };
})();
