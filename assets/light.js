// What every small page shares: its words, its elements, one way to ask the API; the page's own `draw` shows the rest.
const facts = JSON.parse(document.getElementById("facts").textContent);
const at = (id) => document.getElementById(id);
const main = at("main");
const kept = (name, value) => { try { if (value === undefined) return localStorage.getItem(name); localStorage.setItem(name, value); } catch { /* a phone that keeps nothing */ } return null; };
let locale = facts.words[kept("onestop.locale")] ? kept("onestop.locale") : facts.locale;
const formOf = (found, n) => Array.isArray(found) ? found[n === 1 ? 0 : 1] : found;
const w = (key, holes = {}) => formOf(facts.words[locale][key] || key, holes.n).replace(/\{(\w+)\}/g, (_, name) => holes[name]);
const el = (tag, props = {}, ...inside) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "do") made.addEventListener(tag === "form" ? "submit" : tag === "input" || tag === "select" || tag === "textarea" ? "input" : "click", value);
    else if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...inside.flat().filter((part) => part !== null && part !== "" && part !== false));
  return made;
};
const button = (words, action, kind = "") => el("button", { type: "button", class: `b ${kind}`, do: action }, words);
const zoned = (instant, how) => new Intl.DateTimeFormat(locale === "vi" ? "vi-VN" : "en-GB", { timeZone: facts.zone, ...how }).format(new Date(instant));
const clock = (instant) => zoned(instant, { hour: "2-digit", minute: "2-digit", hour12: false });
const day = (instant) => zoned(instant, { day: "2-digit", month: "2-digit", year: "numeric" });
const say = (words) => { if (at("spoken").textContent !== words) at("spoken").textContent = words; };
const ask = async (path, options = {}) => {
  const answer = await fetch(`/api/v1/${path}`, { cache: "no-store", ...options, headers: { "accept-language": locale, ...options.headers } });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(told.code || "failed"), { status: answer.status, detail: told.detail || "", facts: told.facts || {} });
  return told;
};
const why = (refused) => refused.status === undefined ? "lost" : refused.status === 404 || refused.status === 422 ? "unknown" : refused.status === 429 ? "busy" : "failed";
const panel = (tone, title, ...more) => el("div", { class: tone, role: tone === "bad" ? "alert" : false }, el("p", { class: "big" }, title), ...more);
const touch = (words = "", away = false) => { at("touch").textContent = words; document.body.dataset.lost = away ? "yes" : "no"; };
const show = (...parts) => {
  document.documentElement.lang = locale;
  at("language").textContent = w("other_language");
  at("language").setAttribute("aria-label", w("language"));
  main.replaceChildren(...parts.flat().filter((part) => part));
};
at("language").addEventListener("click", () => { locale = locale === "vi" ? "en" : "vi"; kept("onestop.locale", locale); draw(); });
