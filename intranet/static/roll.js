// Roll-call on a bad network: a tap that did not arrive stays visible beside its name, with a button to send it again.
"use strict";

(() => {
  const list = document.querySelector("[data-roll]");
  if (!list) return;
  const lost = new Map(); // the row's id -> the form and the button that were pressed
  let pressed = null;

  list.addEventListener("click", (event) => {
    const retry = event.target.closest("[data-retry]");
    if (retry) return again(retry.closest(".roll-row"));
    const button = event.target.closest("button[name], form button");
    if (button) pressed = button;
  });

  function again(row) {
    const sent = lost.get(row.id);
    if (!sent) return;
    pressed = sent.button;
    row.querySelector(".roll-unsent").hidden = true;
    sent.form.requestSubmit(sent.button);
  }

  function failed(event) {
    const form = event.target.closest?.("form");
    const row = form?.closest(".roll-row");
    if (!row) return;
    event.stopPropagation(); // told here, beside the name, not at the top of the page
    lost.set(row.id, { form, button: form.contains(pressed) ? pressed : form.querySelector("button") });
    row.querySelector("details").open = false;
    row.querySelector(".roll-unsent").hidden = false;
  }

  list.addEventListener("htmx:error", (event) => {
    if (!event.detail.ctx?.response) failed(event);
  });
  list.addEventListener("htmx:response:error", (event) => {
    if ((event.detail.ctx?.response?.status ?? 500) >= 500) failed(event);
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const id of lost.keys()) {
      if (document.getElementById(id)?.querySelector(".roll-unsent")?.hidden) lost.delete(id);
    }
  });

  // "Xong" would write the default for a tap that never arrived.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-roll-done]")) return;
    const waiting = list.querySelector(".roll-unsent:not([hidden])");
    if (!waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.scrollIntoView({ block: "center" });
    waiting.querySelector("button").focus();
  }, true);
})();
