/* After htmx swapped a part in, the focus goes where the part says: mistakes, or its new heading.
   A whole page keeps the focus where the browser puts it, unless it came back with mistakes, or says what came of a form. */
(() => {
  "use strict";
  const focus = (root) => {
    const target = root.matches?.("[data-focus]") ? root : root.querySelector?.("[data-focus]");
    if (target) target.focus();
  };
  document.addEventListener("htmx:afterSettle", (event) => focus(event.detail.elt));
  /* What asks by itself every few seconds keeps its trouble to itself: it must not wipe out a half-written text. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const asked = event.detail.requestConfig.elt;
    if (event.detail.xhr.status >= 400 && asked.matches("[data-quiet]")) event.detail.shouldSwap = false;
  });
  /* In a dead spot a page says so and stays as it is, with all that was typed; asking by itself is no reason to. */
  const sayNoNet = (lost) => { document.getElementById("no-net").hidden = !lost; };
  const isQuiet = (event) => event.detail.elt.matches("[data-quiet]");
  document.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sayNoNet(true);
  }, true);
  document.addEventListener("htmx:sendError", (event) => { if (!isQuiet(event)) sayNoNet(true); });
  document.addEventListener("htmx:afterOnLoad", () => sayNoNet(false));
  window.addEventListener("online", () => sayNoNet(false));
  document.addEventListener("DOMContentLoaded", () => document.querySelector("[role=alert][data-focus], [role=status] > [data-focus]")?.focus());
})();
