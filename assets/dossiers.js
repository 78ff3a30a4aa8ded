// Lists of dossiers by keyboard: / finds the box, j k or arrows move, Enter opens, x ticks, t takes. Rows ask for it
// with data-row; the row one stands on is the one that has the focus within, so nothing is kept beside the page.
(() => {
  "use strict";
  if (window.onestopLists) return; // the page was opened a second time in this tab
  window.onestopLists = true;
  const page = () => document.getElementById("dossiers");
  const rows = () => [...page().querySelectorAll("[data-row]")];
  const here = () => document.activeElement?.closest?.("[data-row]");
  const link = (row) => row?.querySelector("[data-row-link]");
  const stand = (row) => { const to = link(row); if (to) { to.focus({ focusVisible: true }); row.scrollIntoView({ block: "nearest" }); } };
  const step = (by) => {
    const all = rows();
    const at = all.indexOf(here());
    stand(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))]);
  };
  const press = (row, selector) => { const button = row?.querySelector(selector); button?.click(); return Boolean(button); };
  const acts = {
    j: () => step(1), arrowdown: () => step(1), k: () => step(-1), arrowup: () => step(-1),
    home: () => stand(rows()[0]), end: () => stand(rows().at(-1)),
    x: () => press(here(), "[data-pick]"),
    t: () => press(here(), "[data-take]"),
    enter: () => press(here(), "[data-row-link]"),
  };
  document.addEventListener("keydown", (event) => {
    if (!page() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    const box = page().querySelector("[data-box]");
    const hidden = event.key === "Process" || event.key === "Unidentified";
    const key = hidden ? event.code.replace(/^Key/, "").toLowerCase() : event.key.toLowerCase();
    if (event.target === box) {
      if (key === "arrowdown") { event.preventDefault(); step(1); }
      if (key === "escape") box.blur();
      return;
    }
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true]")) return;
    if (key === "/" && box) { event.preventDefault(); box.focus(); box.select(); return; }
    if (key === "enter" && !event.target.closest("[data-pick]")) return; // what has the focus is opened by itself
    if (acts[key]) { event.preventDefault(); acts[key](); }
  });
})();
