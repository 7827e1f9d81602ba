(() => {
  const review = document.getElementById("review");
  const { base, number, state, notebook, cell } = review.dataset;
  const { words, tell } = asking;
  const send = (path, body) => asking.send(base + path, body);
  const groups = [...document.querySelectorAll("section[data-members]")];
  const GO_ON = "review go on";

  // What is typed is forgotten when it is given.
  const membersOf = new Map(groups.map((each) => [each, Object.keys(JSON.parse(each.dataset.members))]));
  const drafts = new Map(), draftFor = (kind, group) =>
    asking.draftOf(kind, `${notebook}/${cell}`, membersOf.get(group), [...membersOf.values()]);
  for (const group of groups) {
    const form = group.querySelector("form"), draft = draftFor("gift", group);
    const [comment, points] = [form.elements.comment, form.elements.points];
    drafts.set(group, draft);
    if (draft.value) { comment.value = draft.value.comment; points.value = draft.value.points; }
    const keep = () => draft.keep({ comment: comment.value, points: points.value });
    form.addEventListener("input", keep);
    if (form.elements.bank) form.elements.bank.addEventListener("change", () => {
      if (form.elements.bank.value) { comment.value = form.elements.bank.value; keep(); }
    });
    whenGiven(form, () => give(group, "ask"));
    const naming = group.querySelector("form[data-learn]");
    if (naming) learnFrom(group, naming);
  }

  // One comment for several groups.
  for (const form of document.querySelectorAll("form[data-family]")) {
    const draft = `review family ${notebook} ${cell} ${form.dataset.key}`;
    const kept = sessionStorage.getItem(draft);
    if (kept !== null) form.elements.comment.value = kept;
    form.addEventListener("input", () => sessionStorage.setItem(draft, form.elements.comment.value));
    whenGiven(form, () => giveMany(form, "ask", draft));
  }

  function whenGiven(form, act) {
    form.addEventListener("submit", (event) => { event.preventDefault(); act(); });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    form.querySelector("[data-skip]").addEventListener("click", () => goOn(form));
  }

  async function giveMany(form, over, draft) {
    const box = form.querySelector(".told"), button = form.querySelector("button.main");
    if (button.disabled) return;  // Enter was pressed twice
    button.disabled = true;
    const ticked = [...form.querySelectorAll("input[name=group]:checked")];
    const answer = await send("give-many", asking.agreed(form, over, {
      notebook, cell, groups: ticked.map((each) => JSON.parse(each.value)),
      comment: form.elements.comment.value,
    }));
    if (!answer.why) sessionStorage.removeItem(draft);
    given(form, box, answer, (how) => giveMany(form, how, draft));
  }

  async function give(group, over) {
    const form = group.querySelector("form"), box = form.querySelector(".told");
    const button = form.querySelector("button.main"), points = form.elements.points.value;
    if (button.disabled) return;
    button.disabled = true;
    const answer = await send("give", asking.agreed(form, over, {
      notebook, cell, members: JSON.parse(group.dataset.members),
      comment: form.elements.comment.value, points: points === "" ? null : Number(points),
    }));
    if (!answer.why) drafts.get(group).forget();
    given(form, box, answer, (how) => give(group, how));
  }

  function given(form, box, answer, again) {
    // It stays off where the page goes on: nothing is given twice meanwhile.
    const stays = answer.why || answer.notes.length;
    if (stays) form.querySelector("button.main").disabled = false;
    if (!answer.why && answer.notes.length) tell(box, answer.notes.join(" "), [["on", () => goOn(form, true)]]);
    else if (!answer.why) goOn(form, true);
    else if (answer.why === "by-hand") tell(box, answer.said, [
      ["keep", () => again("keep")],
      ["replace", () => again("replace")],
      ["cancel", () => { box.replaceChildren(); form.elements.comment.focus(); }],
    ]);
    else refused(box, answer, form);
  }

  function refused(box, answer, form) {
    const again = () => reloadAt(form);
    tell(box, answer.said, answer.why === "changed" ? [["reload", again]] : []);
  }

  function ended(box, answer) {
    if (answer.why) return refused(box, answer, null);
    const notes = (answer.notes || []).join(" ");
    if (notes) tell(box, notes, [["reload", () => location.reload()]]);
    else location.reload();
  }

  // On to the next form that waits, of this question or of a later one, with its field focused.
  const keyOf = (form) => form.dataset.key || form.closest("[data-key]").dataset.key;
  const waysOf = (form) => form.dataset.ways.split(" ").filter(Boolean);
  function wayOf(form) {
    const before = sessionStorage.getItem("review way") || "groups", its = waysOf(form);
    return its.includes(before) ? before : its[0] || before;
  }
  const allForms = () => [...document.querySelectorAll("form[data-ways]")];

  function goOn(form, wasGiven = false) {
    const way = wayOf(form);
    sessionStorage.setItem("review way", way);
    if (!wasGiven) {
      const past = JSON.parse(sessionStorage.getItem("review past") || "[]");
      sessionStorage.setItem("review past", JSON.stringify([...past, keyOf(form)]));
      arrive(way, keyOf(form), false);
      return;
    }
    sessionStorage.setItem(GO_ON, JSON.stringify({ way, from: keyOf(form) }));
    location.reload();
  }

  function reloadAt(form) {
    if (form) sessionStorage.setItem(GO_ON, JSON.stringify({ at: keyOf(form) }));
    location.reload();
  }

  function arrive(way, from, wasGiven) {
    const forms = allForms();
    const place = from ? forms.findIndex((each) => keyOf(each) === from) : -1;
    // Behind it first, then before it: but not again what somebody has gone past.
    const past = JSON.parse(sessionStorage.getItem("review past") || "[]");
    const next = [...forms.slice(place + 1), ...forms.slice(0, Math.max(place, 0))].find((each) =>
      waysOf(each).includes(way) && !past.includes(keyOf(each)));
    if (!next) { location.assign(`${base}next/${number}/${way}`); return; }
    reach(next);
    if (wasGiven) {
      const about = next.closest("section").querySelector("h3")?.textContent
        || next.querySelector("legend").textContent;
      document.getElementById("went-on").textContent = `${words("given")} ${about.replace(/\s+/g, " ").trim()}`;
    }
  }

  function reach(form) {
    const section = form.hasAttribute("data-family") ? form : form.closest("section");
    for (const each of section.querySelectorAll("details[data-look]")) each.open = true;
    const fits = section.getBoundingClientRect().height <= window.innerHeight;
    if (fits) section.scrollIntoView({ block: "start" });
    else form.querySelector(".acts").scrollIntoView({ block: "end" });
    form.elements.comment.focus({ preventScroll: true });
  }

  const kept = JSON.parse(sessionStorage.getItem(GO_ON) || "null");
  sessionStorage.removeItem(GO_ON);
  const asked = location.hash.match(/^#on-(groups|families)$/);
  if (kept && kept.way) {
    arrive(kept.way, kept.from, true);
  } else if (kept) {
    const form = allForms().find((each) => keyOf(each) === kept.at);
    if (form) reach(form);
  } else if (asked) {
    sessionStorage.setItem("review way", asked[1]);
    sessionStorage.removeItem("review past");
    arrive(asked[1], "", false);
  }

  // A name for an unnamed group: its words outlive a reload, too.
  function learnFrom(group, form) {
    const fields = [...form.querySelectorAll("input")], draft = draftFor("name", group);
    const typed = () => Object.fromEntries(fields.map((each) => [each.name, each.value]));
    if (draft.value) {
      for (const each of fields) each.value = draft.value[each.name] || "";
      form.closest("details").open = true;
    }
    form.addEventListener("input", () => draft.keep(typed()));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button.main"), box = form.querySelector(".told");
      if (button.disabled) return;
      button.disabled = true;
      const members = JSON.parse(group.dataset.members);
      const answer = await send("learn", { notebook, cell, members, ...typed() });
      button.disabled = false;
      if (!answer.why) draft.forget();
      ended(box, answer);
    });
  }

  for (const button of document.querySelectorAll("[data-undo]")) {
    button.addEventListener("click", async () => {
      const box = button.closest("section").querySelector(".told");
      ended(box, await send("undo", { number: Number(button.dataset.undo) }));
    });
  }
  for (const button of document.querySelectorAll("[data-move]")) {
    button.addEventListener("click", async () => {
      const { move, etag, out } = button.dataset;
      const box = button.closest("section").querySelector(".told");
      ended(box, await send("move", { notebook, cell, student: move, etag, out: out === "1" }));
    });
  }

  for (const button of document.querySelectorAll("[data-forget]")) {
    button.addEventListener("click", async () => {
      const { forget, etag } = button.dataset;
      const box = document.querySelector("#known > .told");
      const answer = await send("forget", { function: button.dataset.function, name: forget, etag });
      ended(box, answer);
    });
  }

  // A page that was left open says so as soon as somebody looks at it again.
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
  async function look() {
    if (document.hidden) return;
    const box = document.getElementById("stale");
    try {
      const answer = await fetch(base + "state/" + number);
      if (answer.status === 403) throw new Error();
      const now = (await answer.json()).state;
      if (now === state) { box.replaceChildren(); return; }
      tell(box, words("stale"), [["reload", () => location.reload()]], false);
    } catch {
      tell(box, words("gone"));
    }
  }
})();
