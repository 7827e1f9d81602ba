"use strict";
(() => {
  const review = document.getElementById("review");
  const { base, number, state, notebook, cell } = review.dataset;
  const words = (name) => document.getElementById("say-" + name).textContent;
  const groups = [...document.querySelectorAll("section[data-members]")];

  // What is typed outlives a reload; it is forgotten when it is given.
  const draftOf = (group) => "review " + group.dataset.key;
  const nameOf = (group) => "review name " + group.dataset.key;
  for (const group of groups) {
    const form = group.querySelector("form");
    const [comment, points] = [form.elements.comment, form.elements.points];
    const kept = JSON.parse(sessionStorage.getItem(draftOf(group)) || "null");
    if (kept) { comment.value = kept.comment; points.value = kept.points; }
    const keep = () => sessionStorage.setItem(draftOf(group),
      JSON.stringify({ comment: comment.value, points: points.value }));
    form.addEventListener("input", keep);
    if (form.elements.bank) form.elements.bank.addEventListener("change", () => {
      if (form.elements.bank.value) { comment.value = form.elements.bank.value; keep(); }
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); give(group, "ask"); });
    const naming = group.querySelector("form[data-learn]");
    if (naming) learnFrom(group, naming);
  }

  // One comment for several groups that fail alike.
  for (const [number, form] of document.querySelectorAll("form[data-family]").entries()) {
    const draft = `review family ${notebook} ${cell} ${number}`;
    form.elements.comment.value = sessionStorage.getItem(draft) || "";
    form.addEventListener("input", () => sessionStorage.setItem(draft, form.elements.comment.value));
    form.addEventListener("submit", (event) => { event.preventDefault(); giveMany(form, "ask", draft); });
  }

  async function giveMany(form, over, draft) {
    const box = form.querySelector(".told"), button = form.querySelector("button.main");
    const ticked = [...form.querySelectorAll("input[name=group]:checked")];
    button.disabled = true;
    const answer = await send("give-many", {
      notebook, cell, groups: ticked.map((each) => JSON.parse(each.value)),
      comment: form.elements.comment.value, over,
    });
    button.disabled = false;
    if (!answer.why) sessionStorage.removeItem(draft);
    ended(box, answer, () => tell(box, answer.said, [
      ["keep", () => giveMany(form, "keep", draft)],
      ["replace", () => giveMany(form, "replace", draft)],
      ["cancel", () => box.replaceChildren()],
    ]));
  }

  // A name for an unnamed group: its words outlive a reload, too.
  function learnFrom(group, form) {
    const fields = [...form.querySelectorAll("input")];
    const words = () => Object.fromEntries(fields.map((each) => [each.name, each.value]));
    const kept = JSON.parse(sessionStorage.getItem(nameOf(group)) || "null");
    if (kept) {
      for (const each of fields) each.value = kept[each.name] || "";
      form.closest("details").open = true;
    }
    form.addEventListener("input", () =>
      sessionStorage.setItem(nameOf(group), JSON.stringify(words())));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button.main"), box = form.querySelector(".told");
      button.disabled = true;
      const members = JSON.parse(group.dataset.members);
      const answer = await send("learn", { notebook, cell, members, ...words() });
      button.disabled = false;
      if (!answer.why) sessionStorage.removeItem(nameOf(group));
      ended(box, answer);
    });
  }

  async function send(path, body) {
    try {
      const answer = await fetch(base + path, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      });
      if (answer.status === 403) return { why: "gone", said: words("gone") };
      return await answer.json();
    } catch {
      return { why: "gone", said: words("gone") };
    }
  }

  function tell(box, said, buttons = []) {
    box.replaceChildren();
    const line = document.createElement("p");
    line.textContent = said;
    box.append(line);
    if (!buttons.length) return;
    const acts = document.createElement("div");
    acts.className = "acts";
    for (const [name, act] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words(name);
      button.addEventListener("click", act);
      acts.append(button);
    }
    box.append(acts);
    acts.querySelector("button").focus();
  }

  function ended(box, answer, onByHand) {
    if (!answer.why) {
      const notes = (answer.notes || []).join(" ");
      if (!notes) { location.reload(); return; }
      tell(box, notes, [["reload", () => location.reload()]]);
    } else if (answer.why === "by-hand") {
      onByHand();
    } else {
      tell(box, answer.said, answer.why === "changed" ? [["reload", () => location.reload()]] : []);
    }
  }

  async function give(group, over) {
    const form = group.querySelector("form"), box = form.querySelector(".told");
    const points = form.elements.points.value;
    const button = form.querySelector("button.main");
    button.disabled = true;
    const answer = await send("give", {
      notebook, cell, members: JSON.parse(group.dataset.members),
      comment: form.elements.comment.value, points: points === "" ? null : Number(points), over,
    });
    button.disabled = false;
    if (!answer.why) sessionStorage.removeItem(draftOf(group));
    ended(box, answer, () => tell(box, answer.said, [
      ["keep", () => give(group, "keep")],
      ["replace", () => give(group, "replace")],
      ["cancel", () => box.replaceChildren()],
    ]));
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
      tell(box, words("stale"), [["reload", () => location.reload()]]);
    } catch {
      tell(box, words("gone"));
    }
  }
})();
