// Small behaviours, each named by data-behaviour. Every page works without them.
"use strict";

// An open menu closes when one clicks elsewhere or presses Escape.
const openMenus = () => document.querySelectorAll('[data-behaviour~="closes-outside"][open]');
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// What was sent and found wrong is in sight and has the focus, whatever is closed around it.
const found = (...those) => those.map((one) => document.querySelector(one)).find(Boolean);
const wrong = found('[aria-invalid="true"]', "[autofocus]", 'main [role="alert"], main .field-error');
for (let around = wrong?.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
if (wrong && !wrong.matches("input, select, textarea, button")) wrong.tabIndex = -1;
wrong?.focus();

// What a page asks for beside its reader and does not get is said once; what stands there stays, and may be old.
const tellTrouble = (which) => {
  for (const one of document.querySelectorAll("[data-trouble]")) one.hidden = one.dataset.trouble !== which;
};
document.addEventListener("htmx:sendError", () => tellTrouble("away"));
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { xhr, isError, pathInfo } = detail;
  const asked = new URL(pathInfo.requestPath, location.href).pathname;
  const isLedAway = !isError && new URL(xhr.responseURL).pathname !== asked; // to the sign-in page
  if (isLedAway) detail.shouldSwap = false;
  tellTrouble(isLedAway ? "out" : isError ? "fault" : "");
});

// Whoever signed in anew in another window has a new token: what was typed before is sent with it.
const tokenNow = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
document.addEventListener("submit", ({ target }) => {
  const field = target.elements.csrfmiddlewaretoken;
  if (field) field.value = tokenNow() ?? field.value;
}, true);
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const { parameters } = detail;
  if (parameters.csrfmiddlewaretoken) parameters.csrfmiddlewaretoken = tokenNow() ?? parameters.csrfmiddlewaretoken;
});

// Where the menu is a strip, the page that one is on stands in its middle.
const here = document.querySelector(".nav [aria-current]");
if (here) here.closest(".nav").scrollLeft = here.offsetLeft + (here.offsetWidth - innerWidth) / 2;

// Keys while nothing is being typed. What each does stands in the dialog that "?" opens.
const keys = {
  "/": () => document.querySelector('#id_q, input[type="search"]')?.select(),
  "?": () => document.getElementById("keys")?.showModal(),
  "j": () => moveAmongRows(1),
  "k": () => moveAmongRows(-1),
};
const pageOf = (key) => {
  const marked = `[data-key="${key}"]`; // a page's own keys go before those of the menu
  const link = /^(g )?[a-z0-9]$/.test(key) && (document.querySelector(`main ${marked}`) ?? document.querySelector(marked));
  return link ? () => link.click() : null;
};
let begun = ""; // "g " while the second key of two is awaited
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable], dialog');
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.key === "Shift") return;
  const act = keys[begun + event.key] ?? pageOf(begun + event.key);
  begun = !begun && !act && event.key === "g" ? "g " : "";
  if (!act) return;
  event.preventDefault();
  act();
});

// The links that begin the rows of tables, one after the other.
const moveAmongRows = (step) => {
  const links = [...document.querySelectorAll("main tbody th a")];
  const at = links.indexOf(document.activeElement);
  links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
};

// A button opens the dialog that it names.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-opens]");
  if (button) document.getElementById(button.dataset.opens).showModal();
});

// A button prints the page.
document.addEventListener("click", (event) => {
  if (event.target.closest('[data-behaviour~="prints"]')) print();
});

// A button lets what it names fill the screen.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fills]");
  if (button) document.getElementById(button.dataset.fills).requestFullscreen();
});

// Text that is shown once is copied by its button.
document.addEventListener("click", async (event) => {
  const button = event.target.closest('[data-behaviour~="copies"]');
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.done;
  } catch {
    // The text is selected: Ctrl+C does it.
  }
});

// Ctrl and Enter send a long form from any of its fields, by its main button.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest('[data-behaviour~="sends-by-ctrl-enter"]');
  if (!form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.querySelector(".button-main").click();
});

// Arrow keys move from a field to the choices that stand below it, and among them; Enter takes one.
document.addEventListener("keydown", (event) => {
  const within = event.target.closest('[data-behaviour~="moves-by-arrows"]');
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!within || !step || event.target.matches("select, textarea")) return;
  const stops = [...within.querySelectorAll("input:not([type=hidden]), .choices button")];
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

// A field that another's value calls for stands there only while the other has that value.
const fitFields = (form) => {
  for (const field of form?.querySelectorAll("[data-when]") ?? []) {
    const [other, values] = field.dataset.when.split("=");
    field.closest(".field").hidden = !values.split(" ").includes(form.elements[other]?.value);
  }
};
document.addEventListener("change", (event) => fitFields(event.target.form));
for (const form of document.forms) fitFields(form);

// A box in the head of a table chooses all rows, or none.
document.addEventListener("change", (event) => {
  const box = event.target.closest('[data-behaviour~="chooses-all"]');
  if (!box) return;
  for (const one of box.closest("table").querySelectorAll('tbody input[type="checkbox"]')) one.checked = box.checked;
});

// A button puts a better phrase in the place of what should not stand in its field; Alt and Enter press the first one.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-better]");
  const area = button?.closest(".field").querySelector("textarea");
  if (!area) return;
  const { start, end, said, better } = button.dataset;
  const signs = [...area.value]; // places are counted in signs, not in halves of them
  if (signs.slice(start, end).join("") !== said) return;
  area.value = [...signs.slice(0, start), better, ...signs.slice(end)].join("");
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.altKey || !event.target.matches("textarea")) return;
  const button = event.target.closest(".field")?.querySelector("[data-better]");
  if (!button) return;
  event.preventDefault();
  button.click();
});
