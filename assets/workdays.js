/* The year's days: arrow keys go from day to day, one tab stop a month. */
document.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
  const day = event.target.closest && event.target.closest(".day-cell");
  if (!step || !day) return;
  event.preventDefault();
  const all = [...document.querySelectorAll(".day-cell")];
  const next = all[all.indexOf(day) + step];
  if (next) next.focus();
});
