"use strict";
(() => {
  const { base } = document.getElementById("agreement").dataset;
  const words = (name) => document.getElementById("say-" + name).textContent;

  async function send(path, body) {
    try {
      const answer = await fetch(base + path, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      });
      if (answer.status !== 403) return await answer.json();
    } catch { /* said below */ }
    return { why: "gone", said: words("gone") };
  }

  async function settle(form, whose, over) {
    const { notebook, cell, alias, etag } = form.closest("section").dataset;
    const box = form.querySelector(".told"), body = { notebook, cell, alias, etag };
    if (whose) {
      const typed = form.elements.points.value;
      Object.assign(body, { whose, over, points: typed === "" ? null : Number(typed) });
    }
    const answer = await send(form.dataset.path, body);
    if (!answer.why) { location.reload(); return; }
    box.textContent = answer.said + " ";
    if (answer.why === "by-hand") {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words("replace");
      button.addEventListener("click", () => settle(form, whose, "replace"));
      box.append(button);
    }
  }

  for (const form of document.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // Enter in the field is about the points in it, whichever button stands first.
      const typing = document.activeElement === form.elements.points;
      const whose = typing ? "other" : event.submitter?.value;
      settle(form, form.dataset.path === "settle" ? whose : "", "ask");
    });
  }
})();
