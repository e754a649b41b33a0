// Sends what the phone keeps, in its order and each act once, as soon as there is a connection.
// The page names in its `main`: `of`, what an act is about (the field of that name), `known`, `send`, `user`.
"use strict";

const main = document.querySelector("main");
const { user } = main.dataset;
let isSignedOut = false;
let isSending = false;
let isAsked = false;

// Every reader and sender: null where there is no connection or nobody is signed in.
async function ask(address, options = {}) {
  try {
    const answer = await fetch(address, { redirect: "manual", ...options });
    const isOurs = (answer.headers.get("content-type") || "").includes("json");
    isSignedOut = answer.type === "opaqueredirect" || (answer.status === 403 && !isOurs);
    const { ok, status } = answer;
    if (isOurs) return { ok, status, said: await answer.json() };
    return status >= 400 && status !== 403 ? { ok, status, said: {} } : null;
  } catch {
    return null;
  }
}

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || "";

async function send() {
  isAsked = true; // while one still fails, too: a connection that comes back then is not missed
  if (isSending) return;
  isSending = true;
  try {
    while (isAsked) {
      isAsked = false;
      await sendAll();
    }
  } finally {
    isSending = false;
  }
}

async function sendAll() {
  const stuck = new Set(); // what follows an act that was not accepted waits for it
  for (const { number } of await store.acts()) {
    const act = (await store.acts()).find((one) => one.number === number);
    const about = act?.[main.dataset.of];
    if (!act || act.user !== user || stuck.has(about)) continue;
    const isDone = !act.messages && (await sendOne(act));
    if (isDone === null) break;
    if (!isDone) stuck.add(about);
  }
}

// Whether it was done; null: nobody answers now, or another is signed in.
async function sendOne(act) {
  const body = new FormData();
  const { of } = main.dataset;
  const head = { user, [of]: act[of], verb: act.verb, happened_at: act.at, request_key: act.key, expect: act.expect ?? "" };
  for (const [name, value] of [...Object.entries(head), ...act.fields]) body.append(name, value);
  const answer = await ask(main.dataset.send, { method: "POST", body, headers: { "X-CSRFToken": token() } });
  if (!answer) return null;
  if (answer.said.another) {
    isSignedOut = true;
    return null;
  }
  if (answer.status >= 500) return false; // the act is kept as it is and sent again
  if (answer.ok) {
    // What was done after it on this phone was done to what this act left.
    const later = (await store.acts()).filter((one) => one[of] === act[of] && one.number > act.number);
    for (const one of later) if (one.expect !== undefined) await store.keep({ ...one, expect: answer.said.seq });
    await store.drop(act.number);
    return true;
  }
  act.messages = answer.said.messages?.length ? answer.said.messages : [main.dataset.gone];
  act.seq = answer.said.seq ?? act.expect;
  await store.keep(act);
  return false;
}
