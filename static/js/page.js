/* After htmx swapped a part in, the focus goes where the part says: mistakes, or its new heading. */
(() => {
  "use strict";
  const focus = (root) => {
    const target = root.matches?.("[data-focus]") ? root : root.querySelector?.("[data-focus]");
    if (target) target.focus();
  };
  document.addEventListener("htmx:afterSettle", (event) => focus(event.detail.elt));
  document.addEventListener("DOMContentLoaded", () => focus(document));
})();
