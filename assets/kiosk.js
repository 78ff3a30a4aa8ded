// A kiosk by itself: moves the focus to each step's title, asks after a while whether somebody is there, goes home.
(() => {
  "use strict";
  if (window.onestopKiosk) return;
  const ASK_AFTER_S = 45, LEAVE_AFTER_S = 15, PHONE_S = 240; // so long somebody photographs papers without touching
  let touched = Date.now(), shown = "", patient = "";

  const kiosk = () => document.querySelector(".kiosk");
  const touch = () => {
    touched = Date.now();
    const asked = document.getElementById("kiosk-idle");
    if (asked?.open) asked.close();
  };
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, touch, true);

  const focusStep = (place) => {
    const step = place.dataset.step;
    if (step === shown) return;
    const title = place.querySelector(".kiosk-main h1");
    if (!title) return;
    if (shown) title.focus({ preventScroll: true });
    shown = step;
    place.querySelector(".kiosk-main").scrollTop = 0;
  };

  const idle = (place) => {
    const asked = document.getElementById("kiosk-idle");
    if (!asked) return;
    if (place.dataset.plain === "true" || place.dataset.plain === "yes") { touched = Date.now(); if (asked.open) asked.close(); return; }
    if (place.dataset.patient !== patient) { patient = place.dataset.patient; touch(); }
    const left = (patient === "true" ? PHONE_S : ASK_AFTER_S) + LEAVE_AFTER_S - (Date.now() - touched) / 1000;
    if (left > LEAVE_AFTER_S) return;
    if (!asked.open) asked.showModal();
    const seconds = asked.querySelector("[data-left]");
    const rest = String(Math.max(0, Math.ceil(left)));
    if (seconds && seconds.textContent !== rest) seconds.textContent = rest;
    if (left > 0) return;
    touch();
    document.getElementById("kiosk-home")?.click();
  };

  const look = () => { const place = kiosk(); if (place) focusStep(place); };
  new MutationObserver(look).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-step"] });
  setInterval(() => { const place = kiosk(); if (place) idle(place); }, 500);
  window.onestopKiosk = { askAfterS: ASK_AFTER_S, phoneS: PHONE_S };
})();
