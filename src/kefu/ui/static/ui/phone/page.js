// A page for phones that goes on without a connection: what it shows of what it keeps, and that it is kept itself.
// The page's own script says how it draws what is `known`: `drawKnown(acts)`.
"use strict";

const byId = (id) => document.getElementById(id);
const copyOf = (id) => byId(id).content.firstElementChild.cloneNode(true);
const show = (part, name, said) => { part.querySelector(`[data-shows="${name}"]`).textContent = said; };
const newKey = () => crypto.randomUUID?.() || [...crypto.getRandomValues(new Uint32Array(4))].join("-");
let known = null;

async function load() {
  const answer = await ask(main.dataset.known);
  if (answer?.ok && String(answer.said.user) === user) await store.keepKnown(user, answer.said);
  known = (await store.known(user)) || known;
}

async function refresh() {
  await draw(); // what was done just now shows before anything is sent
  await send();
  await load();
  await draw();
}

async function draw() {
  const acts = await store.acts();
  const mine = acts.filter((act) => act.user === user);
  const others = acts.length - mine.length;
  const lines = [isSignedOut ? main.dataset.signedOut : navigator.onLine ? "" : main.dataset.offline];
  lines.push(mine.length ? main.dataset.notSent.replace("{n}", mine.length) : main.dataset.allSent);
  if (others) lines.push(main.dataset.others.replace("{n}", others));
  byId("state").textContent = lines.filter(Boolean).join(" · ");
  byId("state").dataset.count = mine.length;
  byId("sign-in").hidden = !isSignedOut;
  byId("problems").replaceChildren(...mine.filter((act) => act.messages).map(problem));
  drawKnown(mine);
}

async function keepPage() {
  if (!("serviceWorker" in navigator) || !navigator.onLine) return;
  await navigator.serviceWorker.register(main.dataset.worker);
  const made = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script[src], img')];
  const kept = await caches.open(main.dataset.cache);
  await kept.addAll([main.dataset.page, ...new Set(made.map((one) => one.href || one.src))]);
  await navigator.serviceWorker.ready;
  main.dataset.kept = "yes";
}

function begin() {
  for (const name of ["online", "offline", "focus"]) window.addEventListener(name, refresh);
  setInterval(refresh, 60000);
  refresh();
  keepPage();
}
