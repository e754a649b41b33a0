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

// Keys while nothing is being typed. What each does stands in the dialog that "?" opens.
const keys = {
  "/": () => document.querySelector('#id_q, input[type="search"]')?.select(),
  "?": () => document.getElementById("keys")?.showModal(),
  "j": () => moveAmongRows(1),
  "k": () => moveAmongRows(-1),
};
const pageOf = (key) => {
  const link = /^[a-z]$/.test(key) && document.querySelector(`[data-key="${key}"]`);
  return link ? () => link.click() : null;
};
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const act = keys[event.key] ?? pageOf(event.key);
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !act) return;
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
