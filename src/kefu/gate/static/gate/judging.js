// How a pass stands on this phone: as the site said last, and by what was done here since; what may be done with it.
"use strict";

const word = (name) => byId("words").content.querySelector(`[data-word="${name}"]`).textContent;
const LEADS = { enter: "inside", leave: "left", release: "used", "hand-in": "handed-in" };

// The passes that are known, those registered here included, with what was done here and is not sent yet.
function standing(mine) {
  const passes = new Map(known.passes.map((one) => [String(one.id), { ...one }]));
  for (const act of mine.filter((one) => !one.messages)) {
    if (act.verb === "register") passes.set(act.pass, registered(act));
    const one = passes.get(String(act.pass));
    if (!one) continue;
    one.isWaiting = true;
    if (LEADS[act.verb]) one.state = LEADS[act.verb];
    if (act.verb === "tell-host") one.isTold = true;
  }
  return [...passes.values()];
}

function registered(act) {
  const said = Object.fromEntries(act.fields);
  const more = { number: "", named: word("registered"), kind: "visitor", unit: said.place, items: [], from: act.at };
  return { ...said, ...more, id: act.pass, state: said.told ? "inside" : "issued", isTold: !!said.told, until: act.at + 43200 };
}

// Whether it holds now, and in which words.
function judged(one) {
  const now = Date.now() / 1000;
  if (["used", "handed-in", "revoked"].includes(one.state)) return [false, word(one.state)];
  if (one.state === "inside") return [true, word("inside")];
  if (now > one.until) return [false, word("over")];
  if (now < one.from) return [false, word("early")];
  if (one.kind === "goods") return [true, word("compare")];
  return one.kind === "visitor" && !one.isTold ? [false, word("untold")] : [true, word("good")];
}

function offered(one) {
  if (["used", "handed-in", "revoked"].includes(one.state)) return [];
  const now = Date.now() / 1000;
  const holds = now >= one.from && now <= one.until;
  if (one.kind === "goods") return holds ? ["release", "refuse"] : ["refuse"];
  const stays = ["worker", "resident"].includes(one.kind) ? ["hand-in"] : [];
  if (one.state === "inside") return ["leave", ...stays];
  if (!holds) return stays;
  return one.kind === "visitor" && !one.isTold ? ["tell-host"] : ["enter", ...stays];
}

// The digest of a code, as the site gives it; blank where the browser has none to offer (no HTTPS).
async function digest(code) {
  if (!crypto.subtle) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)));
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
}
