// The engineer's page: slips by building, and what is done on the spot, form by form.
"use strict";

let building = "";

async function keep(slip, form) {
  const fields = [...new FormData(form)].filter(([, value]) => !(value instanceof File) || value.size);
  const key = newKey();
  const at = Math.floor(Date.now() / 1000);
  const { verb, label } = form.dataset;
  const place = form.changed ? { number: form.changed } : {};
  form.changed = null;
  await store.keep({ ...place, user, case: slip.id, title: `${slip.number} · ${label}`, verb, at, key, expect: slip.seq, fields });
  await refresh();
}

function drawKnown(mine) {
  known ||= { slips: [], buildings: [] };
  drawBuildings();
  drawSlips(new Set(mine.map((act) => act.case)));
}

function drawBuildings() {
  const button = (name, count) => {
    const made = document.createElement("button");
    made.className = "button button-small";
    made.textContent = `${name || main.dataset.all} ${count}`;
    made.setAttribute("aria-pressed", String(building === name));
    made.addEventListener("click", () => {
      building = name;
      draw();
    });
    return made;
  };
  const counts = known.buildings.map((name) => [name, known.slips.filter((slip) => slip.building === name).length]);
  byId("buildings").replaceChildren(...[["", known.slips.length], ...counts].map((one) => button(...one)));
}

// Slips that are there stay as they are, with what is being typed into them.
function drawSlips(waiting) {
  const there = new Map([...byId("slips").children].map((part) => [part.dataset.of, part]));
  const shown = known.slips.filter((slip) => !building || slip.building === building);
  const parts = shown.map((slip) => told(there.get(String(slip.id)) || made(slip), slip, waiting.has(slip.id)));
  for (const part of there.values()) if (!parts.includes(part)) part.remove();
  parts.forEach((part, place) => {
    if (byId("slips").children[place] !== part) byId("slips").insertBefore(part, byId("slips").children[place] || null);
  });
  byId("none").hidden = known.slips.length > 0;
}

function made(slip) {
  const part = copyOf("slip");
  part.dataset.of = slip.id;
  for (const name of ["id", "for", "aria-describedby", "aria-labelledby"]) {
    for (const one of part.querySelectorAll(`[${name}]`)) one.setAttribute(name, `${one.getAttribute(name)}-${slip.id}`);
  }
  for (const form of part.querySelectorAll("form")) {
    for (const pad of form.querySelectorAll(".pad")) signs(pad);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await keep(known.slips.find((one) => one.id === slip.id) || slip, form);
      form.reset();
      form.querySelector("[data-clears]")?.click();
      form.closest("details").open = false;
    });
  }
  return part;
}

function told(part, slip, isWaiting) {
  const due = slip.due && `${slip.isLate ? main.dataset.late : main.dataset.due} ${slip.due}`;
  const said = { place: slip.place || slip.number, clause: slip.clause, matter: slip.matter, caller: slip.caller };
  for (const [name, what] of Object.entries({ ...said, due, contact: slip.contact })) show(part, name, what);
  show(part, "number", [slip.number, slip.way, slip.suits].filter(Boolean).join(" · "));
  show(part, "waiting", main.dataset.waits);
  part.querySelector('[data-shows="waiting"]').hidden = !isWaiting;
  part.querySelector("a").href = `tel:${slip.contact.replace(/[^+\d]/g, "")}`;
  part.querySelector("a").hidden = !slip.contact;
  return part;
}

// How an act that was not accepted is changed: its form is filled with it; null where the slip is gone.
function changing(act) {
  const form = document.querySelector(`[data-of="${act.case}"] form[data-verb="${act.verb}"]`);
  if (!form) return null;
  return () => {
    refill(form, act.fields);
    form.changed = act.number;
    form.closest("details").open = true;
    form.scrollIntoView();
  };
}

// What was filled in stands in the form again, its photos and the signature too.
function refill(form, fields) {
  form.reset();
  for (const input of form.querySelectorAll("[name]")) {
    const values = fields.filter(([name]) => name === input.name).map(([, value]) => value);
    if (input.type === "checkbox") input.checked = values.length > 0;
    else if (input.type === "file") {
      const holder = new DataTransfer();
      for (const file of values) holder.items.add(file);
      input.files = holder.files;
    } else if (values.length) [input.value] = values;
  }
}

begin();
