/* What somebody has begun to write outlives a reload, and a step in between: it waits in this tab until it has
   arrived. Only texts in forms that say so (data-draft); a form that came back with mistakes has its own. */
(() => {
  "use strict";
  let store;
  try { store = window.sessionStorage; } catch { return; }  /* a browser that keeps nothing */
  const SENT = "draft sent";
  const nameOf = (form) => "draft " + new URL(form.action, location.href).pathname;
  const texts = (form) => [...form.querySelectorAll("textarea, input[type=text]")];
  const forms = () => [...document.querySelectorAll("form[data-draft]")];
  const keep = (form) => {
    const changed = texts(form).filter((one) => one.value !== one.defaultValue);
    const typed = Object.fromEntries(changed.map((one) => [one.name, one.value]));
    if (Object.keys(typed).length) store.setItem(nameOf(form), JSON.stringify(typed));
    else store.removeItem(nameOf(form));
  };
  const bring = (form) => {
    const typed = JSON.parse(store.getItem(nameOf(form)) || "{}");
    if (form.closest("main").querySelector("[role=alert]")) return;
    for (const one of texts(form)) {
      if (one.name in typed && one.value === one.defaultValue) one.value = typed[one.name];
    }
  };
  /* A page without mistakes that does not show the form again, or says that all is well, is the answer to it. */
  const settle = () => {
    const sent = store.getItem(SENT);
    store.removeItem(SENT);
    if (!sent || document.querySelector("main [role=alert]")) return;
    if (document.querySelector(".fw-notice--good") || !forms().some((form) => nameOf(form) === sent)) store.removeItem(sent);
  };
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.matches("[data-draft]")) keep(form);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-draft]") && navigator.onLine) store.setItem(SENT, nameOf(event.target));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.requestConfig.elt;  /* which may be swapped away by now */
    if (!form.matches("form[data-draft]")) return;
    store.removeItem(SENT);
    const status = event.detail.xhr.status;  /* 0 in a dead spot */
    if (status >= 200 && status < 400) store.removeItem(nameOf(form));
  });
  document.addEventListener("htmx:afterSettle", () => forms().forEach(bring));
  document.addEventListener("DOMContentLoaded", () => {
    if (document.querySelector("[data-no-drafts]")) store.clear();
    settle();
    forms().forEach(bring);
  });
})();
