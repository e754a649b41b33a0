// An act that was not accepted: what is said of it, and what its user makes of it.
// The page's own script says how an act is changed: `changing(act)`, null where it cannot be; it stays until it is sent.
"use strict";

function problem(act) {
  const part = copyOf("problem");
  show(part, "title", act.title);
  show(part, "messages", act.messages.join(" "));
  const on = (name, does) => part.querySelector(`[data-does="${name}"]`).addEventListener("click", does);
  on("again", async () => {
    await store.keep({ ...act, expect: act.expect === undefined ? undefined : act.seq, messages: null });
    await refresh();
  });
  on("drop", async () => {
    if (!confirm(main.dataset.sure)) return;
    await store.drop(act.number);
    await refresh();
  });
  const change = changing(act);
  part.querySelector('[data-does="change"]').hidden = !change;
  on("change", () => change());
  return part;
}
