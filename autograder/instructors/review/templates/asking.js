"use strict";
document.getElementById("no-script")?.remove();
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

  // What is typed outlives a reload. It is kept with whom it is for, and is found again where most of
  // them are: a group may have lost or got a member meanwhile.
  function draftOf(kind, place, members, groups) {
    const start = `review ${kind} ${place} `, key = start + JSON.stringify(members);
    const shared = (some, others) => some.filter((each) => others.includes(each)).length;
    const mine = Object.keys(sessionStorage).filter((each) => {
      if (!each.startsWith(start)) return false;
      const its = JSON.parse(each.slice(start.length));
      const best = Math.max(...groups.map((group) => shared(its, group)));
      return best && groups.find((group) => shared(its, group) === best) === members;
    });
    const found = mine.includes(key) ? key : mine[0];
    return {
      value: found ? JSON.parse(sessionStorage.getItem(found)) : null,
      keep: (value) => {
        if (found) sessionStorage.removeItem(found);
        sessionStorage.setItem(key, JSON.stringify(value));
      },
      forget: () => { for (const each of [...mine, key]) sessionStorage.removeItem(each); },
    };
  }

  // Whoever agrees to replace what others have has read of this request, and of no other.
  const asked = new WeakMap();
  function agreed(form, over, body) {
    const said = JSON.stringify(body), same = asked.get(form) === said;
    asked.set(form, said);
    return { ...body, over: over === "replace" && !same ? "ask" : over };
  }

  return { words, send, tell, draftOf, agreed };
})();
