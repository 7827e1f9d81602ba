(() => {
  const { base, number, next, waiting, notebook, cell, alias, etag } =
    document.getElementById("written").dataset;
  const form = document.querySelector("form");
  const { points, comment, bank } = form.elements;
  const told = form.querySelector(".told");
  const began = Date.now();

  // What answers took so far, in this tab: how long the others will take.
  const paces = "review paces " + number;
  const taken = JSON.parse(sessionStorage.getItem(paces) || "[]");
  if (taken.length >= 3) {
    const middle = [...taken].sort((a, b) => a - b)[Math.floor(taken.length / 2)];
    const minutes = Math.max(1, Math.round((middle * Number(waiting)) / 60000));
    document.getElementById("left").textContent =
      document.getElementById("say-left").textContent.replace("#", minutes);
  }

  // What is typed outlives a reload, as when the answer was changed meanwhile.
  const own = [alias], draft = asking.draftOf("written", `${notebook}/${cell}`, own, [own]);
  if (draft.value) { points.value = draft.value.points; comment.value = draft.value.comment; }
  const keep = () => draft.keep({ points: points.value, comment: comment.value });
  form.addEventListener("input", keep);
  if (bank) bank.addEventListener("change", () => {
    if (bank.value) { comment.value = bank.value; keep(); }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key === "Enter") form.requestSubmit();
      return;
    }
    const typing = ["TEXTAREA", "INPUT", "SELECT"].includes(document.activeElement.tagName);
    if (typing) return;
    if (/^[0-9]$/.test(event.key)) points.value = event.key;
    else if (event.key === ".") points.value = Number(points.value || 0) + 0.5;
    else if (event.key === "Enter" && !["A", "SUMMARY"].includes(document.activeElement.tagName)) form.requestSubmit();
    else return;
    event.preventDefault();
    keep();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await asking.send(base + "mark", {
      notebook, cell, alias, etag, points: Number(points.value), comment: comment.value,
    });
    if (!answer.why) {
      draft.forget();
      sessionStorage.setItem(paces, JSON.stringify([...taken, Date.now() - began].slice(-30)));
      location.assign(next === "0" ? base : base + "written/" + number + "/" + next);
    } else {
      told.textContent = answer.said;
    }
  });
})();
