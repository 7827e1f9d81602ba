(() => {
  const { base } = document.getElementById("agreement").dataset;

  const { words, agreed } = asking, send = (path, body) => asking.send(base + path, body);

  async function settle(form, whose, over) {
    const { notebook, cell, alias, etag } = form.closest("section").dataset;
    const box = form.querySelector(".told"), body = { notebook, cell, alias, etag };
    if (whose) {
      const typed = form.elements.points.value;
      Object.assign(body, { whose, points: typed === "" ? null : Number(typed) });
    }
    const answer = await send(form.dataset.path, whose ? agreed(form, over, body) : body);
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
