// A slot from home: a line, a day, a time; then the telephone is proved and the place is kept. Its code is kept on this phone.
const KEPT = "onestop.booking";
let office = facts.office, offices = null, offer = null, queue = "", chosenDay = "", slot = null, phone = "", proof = "", step = "slot";
let mine = null, trouble = "", detail = "", working = false, cancelling = false;

const grouped = (code) => `${code.slice(0, 4)}-${code.slice(4)}`;
const weekday = (instant) => zoned(instant, { weekday: "short", day: "2-digit", month: "2-digit" });
const longDay = (instant) => zoned(instant, { weekday: "long", day: "2-digit", month: "2-digit", year: "numeric" });
const named = (each) => locale === "en" && each.name_en ? each.name_en : each.name_vi;
const lineName = (each) => locale === "en" && each.queue_name_en ? each.queue_name_en : each.queue_name_vi;
const json = (body) => ({ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const forget = () => { kept(KEPT, ""); };
const line = () => offer?.queues.find((each) => each.code === queue);
const go = (change) => () => { trouble = ""; detail = ""; change(); draw(); main.querySelector("h1")?.focus(); scrollTo(0, 0); };
const said = (refused) => { const kind = why(refused); trouble = refused.detail ? "said" : kind; detail = refused.detail || ""; };
const work = async (act) => {
  if (working) return;
  working = true; trouble = ""; detail = ""; draw();
  try { await act(); } catch (refused) { said(refused); }
  working = false; draw();
};
const alarm = () => trouble ? panel("bad", trouble === "said" ? detail : w(trouble === "unknown" ? "failed" : trouble)) : "";

const load = async () => {
  try {
    if (!office) {
      offices = (await ask("offices")).items;
      if (offices.length === 1) office = offices[0].office;
    }
    if (office) offer = await ask(`offices/${encodeURIComponent(office)}/slots`);
    if (offer?.queues.length === 1) queue = offer.queues[0].code;
    trouble = "";
  } catch (refused) { said(refused); }
  draw();
};
const find = async (code) => {
  try { mine = await ask("bookings/look-up", json({ code })); kept(KEPT, mine.code); trouble = ""; }
  catch (refused) { if (refused.status === 404 || refused.status === 422) forget(); if (facts.seen || step === "have") said(refused); }
};
const sendCode = () => work(async () => { await ask(`offices/${encodeURIComponent(office)}/phone-codes`, json({ phone })); step = "code"; });
const confirm = (code) => work(async () => {
  if (!proof) proof = (await ask("phone-proofs", json({ phone, code }))).proof;
  try { mine = await ask(`offices/${encodeURIComponent(office)}/bookings`, json({ queue, slot_at: slot.begins, proof, lang: locale })); }
  catch (refused) {
    if (refused.message === "code.ended") { proof = ""; step = "phone"; }
    else if (refused.message.startsWith("booking.")) { step = "slot"; slot = null; offer = await ask(`offices/${encodeURIComponent(office)}/slots`); }
    throw refused;
  }
  kept(KEPT, mine.code); step = "slot"; slot = null;
});
const giveUp = () => work(async () => { mine = await ask("bookings/cancel", json({ code: mine.code })); cancelling = false; forget(); });


const slots = () => {
  const days = line().days;
  if (!days.length) return panel("soft", w("none"), el("p", {}, w("none_hint")));
  if (!days.some((each) => each.day === chosenDay)) chosenDay = (days.find((each) => each.slots.some((one) => one.left)) || days[0]).day;
  const shown = days.find((each) => each.day === chosenDay).slots;
  return [el("div", { class: "chips", role: "group", "aria-label": w("which_slot") }, ...days.map((each) => el("button", { type: "button", class: "chip", "aria-pressed": String(each.day === chosenDay), do: go(() => { chosenDay = each.day; }) }, weekday(each.slots[0].begins)))),
    el("ul", { class: "slots" }, ...shown.map((each) => el("li", {}, el("button", { type: "button", class: "b", disabled: !each.left, do: go(() => { slot = each; step = proof ? "code" : "phone"; }) }, clock(each.begins), el("small", {}, each.left ? w("left", { count: each.left }) : w("full"))))))];
};
const title = (words) => el("h1", { class: "plainly", tabindex: -1 }, words);
const choosing = () => [title(w("title")), alarm(),
  offer.queues.length > 1 ? el("section", { class: "question" }, el("h2", {}, w("which_queue")), ...offer.queues.map((each) => el("button", { type: "button", class: "b choice", "aria-pressed": String(each.code === queue), do: go(() => { queue = each.code; chosenDay = ""; }) }, named(each)))) : "",
  queue ? el("section", { class: "question" }, el("h2", {}, w("which_slot")), slots()) : "",
  el("p", { class: "quiet" }, w("rules", { day: offer.per_day, queue: offer.per_queue })),
  button(w("have_code"), go(() => { step = "have"; }), "plain")];
const summary = () => el("section", { class: "sheet due" }, el("p", {}, named(line())), el("b", {}, `${clock(slot.begins)}, ${longDay(slot.begins)}`));
const field = (label, hint, props) => el("label", { class: "wide" }, label, el("input", { required: true, "aria-describedby": "hint", ...props }), el("small", { id: "hint" }, hint));
const form = (act, words, ...inside) => el("form", { class: "question", novalidate: true, do: (event) => { event.preventDefault(); act(new FormData(event.target)); } }, ...inside, el("button", { class: "b first", disabled: working }, words));
const phoning = () => [title(w("phone")), summary(), alarm(),
  form((data) => { phone = String(data.get("phone")).trim(); proof = ""; if (phone) sendCode(); }, w("send_code"), field(w("phone"), w("phone_hint"), { name: "phone", type: "tel", autocomplete: "tel", inputmode: "tel", maxlength: 20, value: phone })),
  button(w("back"), go(() => { step = "slot"; }), "plain")];
const coding = () => [title(w("code")), summary(), alarm(),
  form((data) => confirm(String(data.get("code") || "").trim()), w("confirm"), proof ? "" : field(w("code"), w("code_hint", { phone }), { name: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 6, pattern: "[0-9]{6}" })),
  button(w("other_phone"), go(() => { proof = ""; step = "phone"; }), "plain"), button(w("back"), go(() => { step = "slot"; }), "plain")];
const having = () => [title(w("have_code")), alarm(),
  form((data) => work(async () => { await find(String(data.get("code"))); if (mine) step = "slot"; }), w("look_up"), field(w("your_code"), w("keep_code"), { name: "code", autocapitalize: "characters", autocomplete: "off", maxlength: 12 })),
  button(w("back"), go(() => { step = "slot"; }), "plain")];
const own = () => {
  const open = mine.status === "booked";
  return [title(w(open ? "yours" : `status_${mine.status}`)), alarm(),
    el("section", { class: "sheet due" }, el("p", {}, lineName(mine)), el("b", {}, `${clock(mine.slot_at)}, ${longDay(mine.slot_at)}`),
      open ? [el("p", {}, w("arrive", { from: clock(mine.arrive_from), until: clock(mine.arrive_until) })), el("p", { class: "quiet" }, w("your_code")), el("p", { class: "ticket" }, grouped(mine.code)), el("p", {}, w("come_with"))] : ""),
    !open ? "" : cancelling ? el("section", { class: "question", role: "alert" }, el("h2", {}, w("really_cancel")), button(w("cancel"), giveUp, "first"), button(w("keep"), go(() => { cancelling = false; }))) : button(w("cancel"), go(() => { cancelling = true; }), "plain"),
    open ? el("p", { class: "quiet" }, w("keep_code")) : "",
    button(w("another"), go(() => { mine = null; cancelling = false; step = "slot"; load(); }), open ? "plain" : "first")];
};

function draw() {
  touch();
  document.title = w("title");
  if (mine) { show(own()); return; }
  if (step === "have" || (facts.seen && !offer)) { show(having()); return; }
  if (!office && offices?.length > 1) { show(title(w("which_office")), alarm(), el("ul", { class: "list rows" }, ...offices.map((each) => el("li", {}, el("a", { href: `/book?office=${encodeURIComponent(each.office)}` }, el("b", {}, named(each))))))); return; }
  if (!offer) { show(...(trouble ? [alarm(), button(w("again"), load, "first")] : [el("p", { class: "quiet" }, w("loading"))])); return; }
  if (!offer.queues.length) { show(title(w("title")), panel("soft", w("off"), el("p", {}, w("off_hint"))), button(w("have_code"), go(() => { step = "have"; }), "plain")); return; }
  show(step === "phone" && slot ? phoning() : step === "code" && slot ? coding() : choosing());
}
const begin = async () => {
  draw();
  const code = decodeURIComponent(location.hash.slice(1)) || kept(KEPT);
  if (code) await find(code);
  if (mine && mine.status !== "booked" && !location.hash) mine = null;
  if (mine || facts.seen) draw(); else load();
};
begin();
