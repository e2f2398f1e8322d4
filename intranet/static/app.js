// What the pages do a little better with JavaScript. Everything works without it.
"use strict";

(() => {
  const NO_NETWORK = "Chưa gửi được. Nội dung đã nhập vẫn còn trên trang; kiểm tra mạng rồi thử lại.";
  const SERVER_ERROR = "Phần mềm gặp lỗi, việc vừa làm chưa được ghi. Thử lại; nếu vẫn lỗi, báo người quản trị.";

  const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

  // A sentence at the top of the page, read out by screen readers; with an undo button where one is offered.
  function say(text, tone = "info", undo = "") {
    const area = document.getElementById("messages");
    if (!area) return;
    const box = document.createElement("div");
    box.className = `message message-${tone}`;
    box.setAttribute("role", tone === "error" ? "alert" : "status");
    box.append(Object.assign(document.createElement("p"), { textContent: text }));
    if (undo) box.append(undoForm(undo));
    area.replaceChildren(box);
    if (box.getBoundingClientRect().top < 70) box.scrollIntoView({ block: "center" });
  }

  function undoForm(action) {
    const form = Object.assign(document.createElement("form"), { method: "post", action });
    const csrf = Object.assign(document.createElement("input"), { type: "hidden", name: "csrf_token", value: token() });
    form.append(csrf, Object.assign(document.createElement("button"), { className: "button-link", textContent: "Hoàn tác" }));
    return form;
  }

  // The server's word after a swap: HX-Trigger {"notice": {"text", "tone", "undo"}}.
  document.addEventListener("notice", (event) => say(event.detail.text, event.detail.tone ?? "success", event.detail.undo));

  document.addEventListener("htmx:response:error", (event) => {
    if ((event.detail.ctx?.response?.status ?? 500) >= 500) say(SERVER_ERROR, "error");
  });
  document.addEventListener("htmx:error", (event) => {
    if (!event.detail.ctx?.response) say(NO_NETWORK, "error");
  });

  // After a refused form the error summary takes the focus, so that it is read first.
  const focusSummary = (root) => root.querySelector?.("[data-focus]")?.focus();
  document.addEventListener("htmx:after:swap", () => focusSummary(document));
  document.addEventListener("DOMContentLoaded", () => focusSummary(document));

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target) || event.target === menu) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A filter is applied as soon as it is chosen (where HTMX does not do it already).
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.hasAttribute("data-autosubmit") && !form.hasAttribute("hx-get")) form.requestSubmit();
  });

  // One press, one record: a form that is on its way is not sent again. Coming back with Back sets it free.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    }
  });
})();
