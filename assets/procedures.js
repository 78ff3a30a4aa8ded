// Procedures on a phone: found by any word, then what this person needs by a few plain questions, and when it is due.
const office = facts.office ? `office=${encodeURIComponent(facts.office)}` : "";
const with_ = (path, more = "") => { const query = [office, more].filter(Boolean).join("&"); return query ? `${path}?${query}` : path; };
let items = null, text = "", field = "", one = null, trouble = "", timer = 0;
let caseCode = null, answers = {}, asked = 0, channel = "", promise = null, promised = "", large = kept("onestop.large") === "yes";
const CHANNELS = ["counter", "assisted", "online", "post"], UNITS = ["hours", "half_days", "working_days", "days", "months"];

const find = async () => {
  try { items = (await ask(with_("procedures", text ? `q=${encodeURIComponent(text)}` : ""))).items; trouble = ""; } catch (refused) { trouble = why(refused); }
  list();
};
const open = async () => {
  try { one = await ask(with_(`procedures/${encodeURIComponent(facts.key)}`)); trouble = ""; } catch (refused) { trouble = why(refused); }
  if (one) begin();
  draw();
};
const begin = () => {
  const told = new URLSearchParams(location.hash.slice(1));
  caseCode = one.cases.length ? null : "";
  if (told.get("done")) {
    caseCode = one.cases.some((each) => each.code === told.get("case")) ? told.get("case") : caseCode;
    const yes = (told.get("yes") || "").split(",");
    if (caseCode !== null) for (const each of questions()) answers[each.code] = yes.includes(each.code);
    asked = questions().length;
  }
  channel = one.channels.map((each) => each.channel).find((each) => each === "counter") || one.channels[0]?.channel || "";
};
const ofCase = () => one.components.filter((each) => !each.cases.length || !caseCode || each.cases.includes(caseCode));
const questions = () => ofCase().filter((each) => each.question);
const needed = () => ofCase().filter((each) => !each.question || answers[each.code]);
const terms = () => {
  const offered = one.channels.filter((each) => each.channel === channel);
  return offered.find((each) => caseCode && each.cases.includes(caseCode)) || offered.find((each) => !each.cases.length) || offered[0];
};
const foresee = async () => {
  const wanted = `${channel} ${caseCode}`;
  if (promised === wanted) return;
  promised = wanted; promise = null;
  try { promise = await ask(with_(`procedures/${encodeURIComponent(facts.key)}/due`, `channel=${channel}${caseCode ? `&case=${encodeURIComponent(caseCode)}` : ""}`)); }
  catch (refused) { promise = { refused: refused.detail || w(why(refused)) }; }
  draw();
};
const money = (vnd) => `${new Intl.NumberFormat("vi-VN").format(vnd)} đồng`;
const marked = (part) => one.demonstration.includes(part) ? el("p", { class: "demo" }, w("demonstration")) : "";

const named = (each) => locale === "en" && each.name_en ? each.name_en : each.name_vi;
const row = (each) => el("li", {}, el("a", { href: `/procedures/${encodeURIComponent(each.key)}${facts.office ? `?office=${encodeURIComponent(facts.office)}` : ""}` }, el("b", {}, named(each)), el("span", {}, each.authority)));
const list = () => {
  const place = at("found");
  if (!place) return;
  const shown = (items || []).filter((each) => !field || each.field_code === field);
  const select = at("field"), fields = new Map((items || []).map((each) => [each.field_code, each.field_vi]));
  if (select && !text && select.options.length <= 1) select.append(...[...fields].filter(([code]) => code).map(([code, name]) => el("option", { value: code }, name)));
  if (trouble) { place.replaceChildren(panel("bad", w(trouble === "lost" ? "lost_first" : trouble)), button(w("again"), find, "first")); return; }
  place.replaceChildren(...(items === null ? [el("p", { class: "quiet" }, w("loading"))] : shown.length ? [el("p", { class: "quiet", role: "status" }, w("found", { count: shown.length })), el("ul", { class: "list rows" }, ...shown.map(row))] : [el("p", { class: "soft", role: "status" }, w("none"))]));
};
const search = () => {
  show(el("h1", { class: "big" }, w("title")),
    el("label", { class: "wide" }, w("search"), el("input", { type: "search", value: text, maxlength: 100, enterkeyhint: "search", do: (event) => { text = event.target.value.trim(); clearTimeout(timer); timer = setTimeout(find, 250); } })),
    el("label", { class: "wide" }, w("field"), el("select", { id: "field", do: (event) => { field = event.target.value; list(); } }, el("option", { value: "" }, w("every_field")))),
    el("div", { id: "found", class: "wide" }));
  list();
};

const choose = (label, action, hint = "") => el("button", { type: "button", class: "b choice", do: action }, label, hint ? el("small", {}, hint) : "");
const go = (change) => () => { change(); draw(); main.querySelector(".question h2, .papers h2")?.focus(); scrollTo(0, 0); };
const interview = () => {
  const all = caseCode === null ? [] : questions();
  const back = asked > 0 || (caseCode !== null && one.cases.length) ? button(w("back"), go(() => { if (asked > 0) asked -= 1; else caseCode = null; }), "plain") : "";
  if (caseCode === null) return el("section", { class: "question" }, el("h2", { tabindex: -1 }, w("which_case")), ...one.cases.map((each) => choose(each.name, go(() => { caseCode = each.code; answers = {}; asked = 0; }))));
  const each = all[asked];
  return el("section", { class: "question" }, el("p", { class: "quiet" }, w("question_of", { count: asked + 1, total: all.length })), el("h2", { tabindex: -1 }, each.question),
    choose(w("yes"), go(() => { answers[each.code] = true; asked += 1; })), choose(w("no"), go(() => { answers[each.code] = false; asked += 1; })), back);
};
const pieces = (each) => [each.originals ? w("originals", { count: each.originals }) : "", each.copies ? w("copies", { count: each.copies }) : "", each.required ? "" : w("if_any")].filter(Boolean).join(" · ");
const sample = (each) => /^https?:\/\//.test(each.sample || "") ? el("a", { href: each.sample, target: "_blank", rel: "noopener noreferrer", class: "noprint" }, w("sample")) : "";
const paper = (each) => el("li", {}, el("label", {}, el("input", { type: "checkbox" }), el("span", {}, el("b", {}, each.name), el("span", {}, pieces(each)), each.form ? el("span", {}, w("form", { form: each.form })) : "", each.note ? el("span", {}, each.note) : "", each.demonstration && !one.demonstration.includes("components") ? el("span", { class: "demo" }, w("demonstration")) : "")), sample(each));
const papers = () => {
  const wanted = needed();
  return el("section", { class: "sheet papers" }, el("h2", { tabindex: -1 }, w("papers", { count: wanted.length })), marked("components"),
    one.sets > 1 ? el("p", { class: "quiet" }, w("sets", { count: one.sets })) : "",
    wanted.length ? el("ul", { class: "checks" }, ...wanted.map(paper)) : el("p", {}, w("no_papers")),
    one.cases.length || questions().length ? button(w("answer_again"), go(() => { caseCode = one.cases.length ? null : ""; answers = {}; asked = 0; }), "plain noprint") : "");
};
const limit = (each) => !each.limit ? w("no_limit") : UNITS.includes(each.limit.unit) ? w(`unit_${each.limit.unit}`, { n: each.limit.amount }) : "";
const cost = (each) => each.fee_vnd === 0 ? w("free") : each.fee_vnd ? money(each.fee_vnd) : each.fee_note || w("fee_unknown");
const due = () => {
  if (!channel) return "";
  const mine = terms();
  foresee();
  const kinds = [...new Set(one.channels.map((each) => each.channel))];
  return el("section", { class: "sheet due" }, el("h2", {}, w("time_and_fee")), marked("terms"),
    kinds.length > 1 ? el("div", { class: "chips noprint", role: "group", "aria-label": w("how_to_hand_in") }, ...kinds.map((each) => el("button", { type: "button", class: "chip", "aria-pressed": String(each === channel), do: () => { channel = each; draw(); } }, CHANNELS.includes(each) ? w(`channel_${each}`) : each))) : el("p", { class: "quiet" }, w(`channel_${channel}`)),
    el("dl", {}, el("dt", {}, w("limit")), el("dd", {}, one.at_once ? w("at_once") : limit(mine)), el("dt", {}, w("fee")), el("dd", {}, cost(mine), mine.fee_note && mine.fee_vnd !== null ? el("small", {}, mine.fee_note) : ""),
      el("dt", {}, w("due_if_now")), el("dd", { class: "promise" }, !promise ? w("loading") : promise.refused ? promise.refused : promise.due_at ? `${clock(promise.due_at)}, ${day(promise.due_at)}` : w("no_due_date"))),
    promise?.steps?.length ? el("details", {}, el("summary", {}, w("why_due")), el("ol", {}, ...promise.steps.map((step) => el("li", {}, el("span", {}, `${clock(step.at)}, ${day(step.at)}`), step.text[locale], step.source ? el("small", {}, step.source) : "")))) : "");
};
const law = () => one.legal_basis.length ? el("details", { class: "sheet" }, el("summary", {}, w("law")), marked("legal_basis"), el("ul", {}, ...one.legal_basis.map((each) => el("li", {}, [each.number, each.articles, each.name].filter(Boolean).join(", "))))) : "";
const asking = () => caseCode === null || asked < questions().length;
const detail = () => {
  document.title = named(one);
  document.body.classList.toggle("large", large);
  const size = el("button", { type: "button", class: "chip noprint", "aria-pressed": String(large), do: () => { large = !large; kept("onestop.large", large ? "yes" : "no"); draw(); } }, w("large"));
  show(el("h1", { class: "plainly", tabindex: -1 }, named(one)), el("p", { class: "quiet" }, one.authority), one.code ? el("p", { class: "code" }, one.code) : "", size,
    asking() ? interview() : [papers(), due(), one.requirements ? el("section", { class: "sheet" }, el("h2", {}, w("requirements")), el("p", {}, one.requirements)) : "", law(),
      one.queue ? el("p", { class: "soft noprint" }, w("take_number", { queue: one.queue })) : "", button(w("print"), () => print(), "noprint")],
    el("a", { class: "b plain noprint", href: with_("/procedures") }, w("all")));
};

function draw() {
  touch();
  if (!facts.key) { search(); return; }
  if (one) { detail(); return; }
  if (trouble === "unknown") { show(panel("bad", w("unknown"), el("p", {}, w("unknown_hint"))), el("a", { class: "b first", href: with_("/procedures") }, w("all"))); return; }
  if (trouble) { show(panel("bad", w(trouble === "lost" ? "lost_first" : trouble)), button(w("again"), open, "first")); return; }
  show(el("p", { class: "quiet" }, w("loading")));
}
draw();
if (facts.key) open(); else find();
