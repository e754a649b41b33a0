// A visitor without an appointment is registered at the gate, also where there is no connection.
"use strict";

// The act that the form changes: it stays where it is until it is sent again, and what was done after it finds it.
let changed = null;

// An act that was not accepted is changed in this form; other acts have none.
function changing(act) {
  if (act.verb !== "register") return null;
  const form = byId("register").querySelector("form");
  return () => {
    changed = act;
    for (const [name, value] of act.fields) if (form.elements[name]) form.elements[name].value = value;
    byId("register").open = true;
    byId("register").scrollIntoView();
  };
}

byId("register").querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const fields = [...new FormData(form)].filter(([, value]) => value);
  const { number, key } = changed || { key: newKey() };
  const of = { id: `key:${key}`, key, holder: form.elements.holder.value, kept: number };
  changed = null;
  form.reset();
  byId("register").open = false;
  await keep(of, "register", word("register"), fields);
});
