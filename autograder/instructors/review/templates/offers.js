(() => {
  const { base } = document.getElementById("offers").dataset;
  const form = document.getElementById("all");
  const reload = () => location.reload();

  let busy = false;
  async function give(way) {
    const box = form.querySelector(".told");
    if (busy) return;
    busy = true;
    const groups = [...form.querySelectorAll("input[name=group]:checked")].map((each) => ({
      notebook: each.dataset.notebook, cell: each.dataset.cell, key: each.dataset.key,
      comment: each.closest("li").querySelector("blockquote").textContent,
    }));
    const answer = await asking.send(base + "give-offered", { groups });
    const on = () => location.assign(base + "next/0/" + way);
    if (answer.why) {
      busy = false;
      asking.tell(box, answer.said, answer.why === "changed" ? [["reload", reload]] : []);
    } else if (answer.notes.length) {
      asking.tell(box, answer.notes.join(" "), [["on", on]]);
    } else {
      on();
    }
  }

  if (form) {
    form.addEventListener("submit", (event) => { event.preventDefault(); give(event.submitter.value); });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        give("groups");
      }
    });
  }

  for (const button of document.querySelectorAll("[data-batch]")) {
    button.addEventListener("click", async () => {
      button.disabled = true;
      const answer = await asking.send(base + "undo-batch", { batch: button.dataset.batch });
      const box = button.parentElement.querySelector(".told");
      button.disabled = false;
      if (!answer.why && !answer.notes.length) reload();
      else asking.tell(box, answer.said || answer.notes.join(" "), [["reload", reload]]);
    });
  }
})();
