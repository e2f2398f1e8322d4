/* The quiz's clock: tells how long is left and hands the paper in at the end. The server's clock decides. */
"use strict";
(() => {
  const form = document.querySelector("form.quiz");
  const shown = form && form.querySelector("[data-countdown]");
  if (!shown) return;
  const end = performance.now() + Number(form.dataset.seconds) * 1000;
  const button = form.querySelector("[data-hand-in]");
  for (const each of form.querySelectorAll("[data-without-script]")) each.hidden = true;
  let told = "";
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    const text = `Còn ${Math.floor(left / 60)} phút ${String(left % 60).padStart(2, "0")} giây.`;
    if (text !== told) shown.textContent = told = text;
    shown.classList.toggle("quiz-soon", left <= 60);
    if (left > 0) setTimeout(tick, 250);
    else form.requestSubmit(button);
  };
  tick();
})();
