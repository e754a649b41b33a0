// The guards' page: a code is looked up and judged; what passes is kept and sent.
"use strict";

let passes = [];

async function keep(of, verb, label, fields = []) {
  const at = Math.floor(Date.now() / 1000);
  const title = [of.number, of.holder, label].filter(Boolean).join(" · ");
  const all = [["gate", byId("gate").value], ...fields];
  const place = of.kept ? { number: of.kept } : {};
  await store.keep({ ...place, user, pass: of.id, title, verb, at, key: of.key || newKey(), fields: all });
  byId("found").replaceChildren();
  await refresh();
}

async function look(typed) {
  const said = typed.trim().split("#").pop();
  const code = await digest(said);
  let found = passes.filter((one) => one.number.toUpperCase() === said.toUpperCase() || (code && one.code === code));
  let answer = null;
  if (!found.length) {
    const body = new FormData();
    body.append("said", said);
    answer = await ask(main.dataset.find, { method: "POST", body, headers: { "X-CSRFToken": token() } });
    found = answer?.ok ? answer.said.passes : [];
  }
  byId("found").replaceChildren(...(found.length ? found.map(card) : [note(word(answer?.ok ? "nothing" : "unknown"))]));
}

function drawKnown(mine) {
  known ||= { passes: [], isWhole: true };
  passes = standing(mine);
  const now = Date.now() / 1000;
  const holds = (one) => one.state !== "inside" && offered(one).length && one.from <= now && now <= one.until;
  drawRows("inside", passes.filter((one) => one.state === "inside"));
  drawRows("goods", passes.filter((one) => one.kind === "goods" && holds(one)));
  drawRows("expected", passes.filter((one) => one.kind === "visitor" && one.state === "issued" && holds(one)));
  byId("not-whole").hidden = known.isWhole;
}

byId("look").addEventListener("submit", async (event) => {
  event.preventDefault();
  await look(byId("said").value);
  byId("said").select();
});
byId("gate").value = localStorage.getItem("kefu-gate") || byId("gate").value;
if (!byId("gate").value) byId("gate").selectedIndex = 0;
byId("gate").addEventListener("change", () => localStorage.setItem("kefu-gate", byId("gate").value));
// A code that another reader opened stands behind the #; it does not stay in the address.
const readBy = async () => {
  const said = location.hash.slice(1);
  if (!said) return;
  history.replaceState(null, "", location.pathname);
  known = (await store.known(user)) || known;
  drawKnown(await store.acts());
  await look(said);
};
window.addEventListener("hashchange", readBy);
readBy();
begin();
