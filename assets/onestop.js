// What the page does by itself, without a server: clocks and timers, keys, dialogs, toasts, the page's language.
// Elements ask for it with data attributes, so React owns the elements and this file owns only their text or state.
(() => {
  "use strict";
  const root = document.documentElement;
  const zone = root.dataset.zone || "Asia/Ho_Chi_Minh";
  let aheadMs = 0; // how far the server's clock is ahead of ours

  const lang = () => root.lang || "vi";
  try {
    const kept = localStorage.getItem("onestop.locale");
    if (kept) root.lang = kept;
  } catch { /* a browser that keeps nothing reads the first language */ }

  const now = () => Date.now() + aheadMs;
  // A page drawn by React is left alone until React has taken it over: text written earlier would not match its own.
  const byReact = "__reactRouterContext" in window;
  const taken = (element) => !byReact || Object.keys(element).some((name) => name.startsWith("__reactFiber"));
  const write = (element, text) => { if (element.textContent !== text && taken(element)) element.textContent = text; };
  const two = (n) => String(n).padStart(2, "0");
  const formats = {
    time: { hour: "2-digit", minute: "2-digit", hour12: false },
    date: { weekday: "long", day: "2-digit", month: "2-digit", year: "numeric" },
  };
  const elapsed = (ms) => {
    const s = Math.max(0, Math.floor(ms / 1000));
    const h = Math.floor(s / 3600);
    return (h ? `${h}:${two(Math.floor(s / 60) % 60)}` : two(Math.floor(s / 60))) + `:${two(s % 60)}`;
  };
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  const seen = new WeakMap(); // element → [its data-beat, when we saw it change]
  const stale = (element) => {
    const beat = element.dataset.beat;
    const last = seen.get(element);
    if (!last || last[0] !== beat) { seen.set(element, [beat, Date.now()]); return 0; }
    return (Date.now() - last[1]) / 1000;
  };

  const tick = () => {
    const at = now();
    for (const e of document.querySelectorAll("[data-clock]"))
      write(e, capital(new Intl.DateTimeFormat(lang() === "vi" ? "vi-VN" : "en-GB", { ...formats[e.dataset.clock], timeZone: zone }).format(at)));
    for (const e of document.querySelectorAll("[data-since]")) {
      const since = Date.parse(e.dataset.since);
      const ms = at - since;
      write(e, Number.isNaN(since) ? "" : elapsed(ms));
      if (e.dataset.usual) e.dataset.over = ms / 1000 > Number(e.dataset.usual) ? "yes" : "no";
    }
    for (const e of document.querySelectorAll("[data-until]")) {
      const until = Date.parse(e.dataset.until);
      write(e, Number.isNaN(until) ? "" : elapsed(until - at));
    }
    for (const e of document.querySelectorAll("[data-beat]")) {
      const age = stale(e);
      e.dataset.stale = age > Number(e.dataset.staleAfter || 10) ? "yes" : "no";
      for (const shown of e.querySelectorAll("[data-age]")) write(shown, elapsed(age * 1000));
    }
  };

  fetch("/api/v1/health/live", { cache: "no-store" })
    .then((answer) => { const said = Date.parse(answer.headers.get("date")); if (said) aheadMs = Math.abs(said - Date.now()) > 1500 ? said - Date.now() : 0; })
    .catch(() => {})
    .finally(tick);
  const early = setInterval(tick, 100); // until the page is taken over
  setTimeout(() => { clearInterval(early); setInterval(tick, 1000); }, 3000);
  document.addEventListener("visibilitychange", tick);

  const typing = (target) => target.closest("input, textarea, select, [contenteditable=true]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || typing(event.target)) return;
    const scope = document.querySelector("dialog[open]") || document;
    // A Vietnamese input method hides the letter; where the key sits is still told.
    const hidden = event.key === "Process" || event.key === "Unidentified";
    const key = hidden ? event.code.replace(/^(Key|Digit)/, "").toLowerCase() : event.key.toLowerCase();
    for (const e of scope.querySelectorAll("[data-key]")) {
      if (e.dataset.key !== key || e.disabled || e.getAttribute("aria-disabled") === "true" || !e.checkVisibility()) continue;
      event.preventDefault();
      e.focus({ preventScroll: true });
      e.click();
      return;
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    const closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog")?.close();
    if (event.target.matches("dialog.dialog")) event.target.close(); // the veil around it
  });

  // In and out: the session is a cookie this script cannot read, shown when the page's socket opens, so pages load anew.
  const signIn = async (form) => {
    const { value: username } = form.elements.username;
    const { value: password } = form.elements.password;
    const then = new URLSearchParams(location.search).get("then") || "/";
    const answer = await fetch(form.dataset.signIn, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": lang() },
      body: JSON.stringify({ username, password, then }),
    });
    const said = await answer.json();
    if (answer.ok) { location.assign(said.then); return ""; }
    return said.detail || form.dataset.failed;
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-sign-in]")) return;
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    if (button.disabled) return;
    button.disabled = true;
    const words = await signIn(form).catch(() => form.dataset.failed);
    if (!words) return; // the next page is on its way
    button.disabled = false;
    const alert = form.querySelector("[role=alert]");
    alert.lastElementChild.textContent = words;
    alert.hidden = false;
  });
  window.addEventListener("pageshow", (event) => { // back from the next page: the button presses again
    if (event.persisted) for (const b of document.querySelectorAll("[data-sign-in] [type=submit]")) b.disabled = false;
  });

  const signs = { good: "circle-check", info: "info", warn: "triangle-alert", bad: "circle-alert" };
  const sign = (tone) => {
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawn.setAttribute("class", "icon");
    drawn.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `/icons.svg#${signs[tone] || "info"}`);
    drawn.append(use);
    return drawn;
  };
  const stays = { good: 5000, info: 6000, warn: 9000, bad: 9000 };
  window.onestop = {
    now,
    toast(tone, text) {
      const place = document.getElementById("toasts");
      if (!place) return;
      if (place.matches(":popover-open")) place.hidePopover(); // shown again, it stands above a dialog opened since
      place.showPopover();
      const said = document.createElement("div");
      said.className = `toast toast-${tone}`;
      said.append(sign(tone), text);
      said.addEventListener("click", () => said.remove());
      place.append(said);
      while (place.children.length > 3) place.firstChild.remove();
      setTimeout(() => said.remove(), stays[tone] || 6000);
    },
    signOut: () => fetch("/session", { method: "DELETE" }).catch(() => {}).finally(() => location.assign("/login")),
    workIn: async (office) => { // another session in another office; every page of the old one asks for the log-in
      const answer = await fetch("/session", {
        method: "PUT",
        headers: { "Content-Type": "application/json", "Accept-Language": lang() },
        body: JSON.stringify({ office }),
      });
      const said = await answer.json();
      if (answer.ok) location.assign(said.then);
      else window.onestop.toast("bad", said.detail);
    },
    open: (id) => document.getElementById(id)?.showModal(),
    close: (id) => document.getElementById(id)?.close(),
  };
  document.addEventListener("DOMContentLoaded", tick);
})();
