"use strict";
document.getElementById("no-script").remove();
// What pages with forms share: to ask the server, and to say what came of it.
const asking = (() => {
  const words = (name) => document.getElementById("say-" + name).textContent;

  async function send(address, body) {
    try {
      const answer = await fetch(address, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      });
      if (answer.status === 403) return { why: "gone", said: words("gone") };
      return await answer.json();
    } catch {
      return { why: "gone", said: words("gone") };
    }
  }

  function tell(box, said, buttons = [], focuses = true) {
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
    if (focuses) acts.querySelector("button").focus();
  }

  return { words, send, tell };
})();
