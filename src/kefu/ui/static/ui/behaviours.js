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

// "/" goes to the search field of the page.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const field = document.querySelector('input[type="search"]');
  if (event.key !== "/" || typing || !field || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field.select();
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
