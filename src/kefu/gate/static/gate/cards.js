// What the guards' page shows of a pass: a card with what may be done, or a line of a list.
"use strict";

const when = (at) => new Date(at * 1000).toLocaleString([], { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hour12: false });

function card(one) {
  const part = copyOf("pass");
  const [isGood, verdict] = judged(one);
  part.classList.toggle("is-bad", !isGood);
  part.querySelector('[data-shows="verdict"]').classList.add(isGood ? "mark-accent" : "mark-warn");
  const sees = one.host && `${word("sees")} ${one.host}`;
  show(part, "verdict", verdict);
  show(part, "stands", one.isWaiting ? word("waits") : "");
  show(part, "holder", one.holder);
  show(part, "told", [one.unit, sees, one.company, one.plate, one.purpose].filter(Boolean).join(" · "));
  show(part, "number", [one.named, one.number, `${word("until")} ${when(one.until)}`].filter(Boolean).join(" · "));
  part.querySelector('[data-shows="stands"]').hidden = !one.isWaiting;
  for (const item of one.items) {
    const line = document.createElement("li");
    line.textContent = item;
    part.querySelector('[data-shows="items"]').append(line);
  }
  const may = offered(one);
  for (const act of part.querySelectorAll("[data-act]")) {
    act.hidden = !may.includes(act.dataset.act);
    if (act.tagName === "FORM") {
      act.addEventListener("submit", (event) => {
        event.preventDefault();
        keep(one, act.dataset.act, act.querySelector("button").textContent, [...new FormData(act)]);
      });
    } else act.addEventListener("click", () => keep(one, act.dataset.act, act.textContent));
  }
  return part;
}

function note(words) {
  const part = document.createElement("p");
  part.className = "message message-error";
  part.textContent = words;
  return part;
}

function drawRows(name, rows) {
  byId(`${name}-count`).textContent = rows.length;
  byId(name).replaceChildren(...rows.map((one) => {
    const part = copyOf("row");
    const [open, act] = part.querySelectorAll("button");
    open.textContent = [one.holder, one.unit, one.items[0], one.isWaiting && word("waits")].filter(Boolean).join(" · ");
    open.addEventListener("click", () => {
      byId("found").replaceChildren(card(one));
      byId("found").scrollIntoView({ block: "center" });
    });
    act.hidden = name !== "inside";
    act.textContent = word("leave");
    act.addEventListener("click", () => keep(one, "leave", act.textContent));
    return part;
  }));
}
