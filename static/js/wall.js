/* How many notes are ticked stands in the strip below. Without script there is no number; the server counts anyhow. */
(() => {
  "use strict";
  const count = () => {
    const place = document.querySelector("[data-ticked]");
    if (!place) return;
    const ticked = String(document.querySelectorAll("#wall input[name=needs]:checked").length);
    if (place.textContent !== ticked) place.textContent = ticked;
    place.parentElement.hidden = false;
  };
  document.addEventListener("change", count);
  document.addEventListener("htmx:afterSettle", count);
  window.addEventListener("pageshow", count); /* also back from another page, with the ticks of before */
})();
