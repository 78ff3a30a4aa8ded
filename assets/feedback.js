// A suggestion or a complaint from any phone, and what became of it; number and secret stand behind `#`, for no server.
const KEPT = "onestop.feedback", LEAST = 10;
let office = facts.office, offices = null, said = { kind: "suggestion", name: "", told: "", phone: "", email: "", address: "", about: "" };
let mine = null, taken = null, wrong = "", trouble = "", working = false, key = crypto.randomUUID?.() || String(Math.random());

const own = () => { const told = new URLSearchParams(location.hash.slice(1)); return { number: told.get("n") || "", secret: told.get("s") || "" }; };
const follow = async () => {
  const { number, secret } = own();
  if (!number) return;
  try { mine = await ask(`feedback/${encodeURIComponent(number)}`, { headers: { authorization: `Receipt ${secret}` } }); trouble = ""; }
  catch (refused) { mine = null; trouble = why(refused); }
};
const load = async () => {
  await follow();
  if (!own().number && !office) {
    try { offices = (await ask("offices")).items; if (offices.length) office = offices[0].office; trouble = ""; } catch (refused) { trouble = why(refused); }
  }
  draw();
};
const send = async (event) => {
  event.preventDefault();
  if (working) return;
  wrong = ""; trouble = "";
  if (said.told.trim().length < LEAST) { wrong = "told"; draw(); at("told").focus(); return; }
  working = true; draw();
  try {
    taken = await ask(`offices/${encodeURIComponent(office)}/feedback`, { method: "POST", headers: { "content-type": "application/json", "idempotency-key": key }, body: JSON.stringify(said) });
    location.hash = `n=${taken.number}&s=${taken.secret}`;
    kept(KEPT, location.hash);
    await follow();
  } catch (refused) {
    if (refused.facts?.field && refused.facts.field in said) wrong = refused.facts.field; else trouble = why(refused);
  }
  working = false; draw();
  if (wrong) at(wrong)?.focus();
};
const line = (name, more = {}) => el("label", { class: "wide" }, w(name),
  el("input", { id: name, value: said[name], maxlength: 300, "aria-invalid": wrong === name, do: (event) => { said[name] = event.target.value; }, ...more }),
  wrong === name ? el("small", { class: "warned", role: "alert" }, w(`wrong_${name}`)) : "");
const words = () => {
  const box = el("textarea", { id: "told", maxlength: 4000, rows: 5, "aria-invalid": wrong === "told", do: (event) => { said.told = event.target.value; } });
  box.value = said.told;
  return el("label", { class: "wide" }, w("told"), box, wrong === "told" ? el("small", { class: "warned", role: "alert" }, w("wrong_told")) : "");
};
const kinds = () => el("label", { class: "wide" }, w("kind"), el("select", { id: "kind", do: (event) => { said.kind = event.target.value; draw(); at("kind").focus(); } },
  ...["suggestion", "complaint"].map((each) => el("option", { value: each, selected: said.kind === each }, w(`kind_${each}`)))));
const form = () => el("form", { do: send, novalidate: true },
  kinds(), el("p", { class: "quiet" }, w(`limit_${said.kind}`)), words(),
  line("name", { autocomplete: "name" }), line("phone", { type: "tel", inputmode: "tel", autocomplete: "tel" }), line("email", { type: "email", autocomplete: "email" }),
  line("address", { autocomplete: "street-address" }), line("about", { autocomplete: "off" }),
  el("p", { class: "quiet" }, w("denunciation")),
  el("button", { class: "b first", disabled: working }, w(working ? "sending" : "send")));
const again = () => { location.hash = ""; mine = null; taken = null; key = crypto.randomUUID?.() || String(Math.random()); said.told = ""; load(); };
const followed = () => [
  el("h1", { class: "big", tabindex: -1 }, mine.number),
  panel(mine.status === "answered" ? "good" : "soft", w(`status_${mine.status}`), mine.due_at ? el("p", {}, w("due", { day: day(mine.due_at) })) : ""),
  mine.answer ? el("div", { class: "sheet" }, el("p", { class: "quiet" }, w("answer")), el("p", { class: "prose" }, mine.answer)) : "",
  el("div", { class: "sheet" }, el("p", { class: "quiet" }, w("you_said", { day: day(mine.at) })), el("p", { class: "prose" }, mine.told)),
  el("p", { class: "quiet" }, w("keep")), button(w("another"), again, "plain")];

function draw() {
  touch();
  if (mine) { show(...followed()); if (taken) { say(w("taken", { number: mine.number })); taken = null; main.querySelector("h1").focus(); } return; }
  const alarm = trouble ? panel("bad", w(trouble === "unknown" && own().number ? "not_found" : trouble === "lost" ? "lost_first" : trouble)) : "";
  if (own().number) { show(alarm || el("p", { class: "quiet" }, w("loading")), button(w("again"), load, "first"), button(w("another"), again, "plain")); return; }
  const before = kept(KEPT);
  show(el("h1", { class: "big" }, w("title")), el("p", {}, w("lead")), alarm,
    before ? el("p", {}, el("a", { href: before, do: () => setTimeout(load) }, w("yours"))) : "", form());
}
draw();
load();
