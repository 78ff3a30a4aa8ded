// A dossier for whoever holds its code: how far it is; with the receipt's secret where it lies, until when and why.
let code = facts.code, secret = new URLSearchParams(location.hash.slice(1)).get("s") || "";
let seen = null, trouble = "", heard = 0, steps = null, taken = null, refusal = "", busy = false;
const key = `${Date.now()}-${Math.random()}`;
const shown = () => (secret ? { authorization: `Receipt ${secret}` } : {});
const path = (more = "") => `lookup/${encodeURIComponent(code)}${more}`;
const ENDED = ["returned", "ended"];

const look = async () => {
  if (!code) { draw(); return; }
  try { seen = await ask(path(), { headers: shown() }); trouble = ""; heard = Date.now(); } catch (refused) {
    trouble = why(refused);
    if (trouble === "unknown") seen = null;
  }
  draw();
};
const explain = async () => {
  if (steps) return;
  try { steps = (await ask(path("/explain"), { headers: shown() })).steps; } catch (refused) { refusal = refused.detail || w(why(refused)); }
  draw();
  document.querySelector("details.why").open = true;
};
const take = async () => {
  if (busy) return;
  busy = true; refusal = ""; draw();
  try {
    taken = await ask(`offices/${seen.office}/tickets`, { method: "POST", headers: { "content-type": "application/json", "idempotency-key": key }, body: JSON.stringify({ dossier: { code: seen.code, secret }, lang: locale }) });
    say(`${w("your_number")} ${taken.number}`);
  } catch (refused) { refusal = refused.status === 403 ? w("at_kiosk") : refused.detail || w(why(refused)); }
  busy = false; draw();
  main.querySelector(".taken h2, [role=alert]")?.focus();
};

const degree = () => {
  const { stages_done: done, stages_total: total } = seen;
  return el("div", { class: "degree" },
    el("progress", { max: total, value: done, "aria-label": w("degree") }),
    el("p", { class: "quiet" }, w("degree_of", { done, total })));
};
const head = () => [el("h1", { class: "big", tabindex: -1 }, seen.status ? w(`full_${seen.status}`) : w(`public_${seen.public_status}`)), el("p", { class: "code" }, seen.code || w("no_code_yet")), seen.code ? degree() : ""];
const typed = () => {
  const input = (name, value, size) => el("label", {}, w(name), el("input", { name, value, maxlength: size, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", enterkeyhint: "search" }));
  return el("form", { class: "ask", do: (event) => {
    event.preventDefault();
    const said = new FormData(event.target);
    if (said.get("code") !== null) { code = said.get("code").trim().toUpperCase(); seen = null; }
    secret = (said.get("secret") || "").trim();
    if (code) look();
  } }, !seen || trouble === "unknown" ? input("code", code, 60) : "", input("secret", secret, 40), el("button", { class: "b first" }, w("see")));
};
const locked = () => [
  secret ? el("p", { class: "warned", role: "alert" }, w("wrong_secret")) : el("p", { class: "quiet" }, w("only_degree")), typed(),
];
const due = () => {
  if (ENDED.includes(seen.public_status) || !seen.received_at) return "";
  const when = seen.due_at ? el("b", {}, `${clock(seen.due_at)}, ${day(seen.due_at)}`) : el("b", {}, w(seen.limited ? "not_begun" : "no_due"));
  const moved = seen.original_due_at && seen.due_at && seen.original_due_at !== seen.due_at ? el("p", { class: "quiet" }, w("was_due", { day: day(seen.original_due_at) })) : "";
  return el("section", { class: "sheet due" }, el("h2", {}, w("due")), when, seen.light === "none" ? "" : el("p", { class: `lit light-${seen.light}` }, w(`light_${seen.light}`)), moved,
    seen.due_at ? el("details", { class: "why", open: Boolean(steps) }, el("summary", { do: (event) => { if (!steps) { event.preventDefault(); explain(); } } }, w("why_due")),
      steps ? el("ol", {}, ...steps.map((step) => el("li", {}, el("span", {}, `${clock(step.at)}, ${day(step.at)}`), step.text[locale], step.source ? el("small", {}, step.source) : ""))) : "") : "");
};
const number = () => el("section", { class: "good taken" }, el("h2", { tabindex: -1 }, w("your_number"), el("b", {}, taken.number)),
  el("p", {}, taken.wait ? w("wait", { low: taken.wait.low_min, high: taken.wait.high_min }) : w("wait_unknown")),
  el("a", { class: "b first", href: `/t/${taken.track_token}` }, w("follow")));
const next = () => {
  if (ENDED.includes(seen.public_status)) return el("section", { class: "sheet" }, el("p", {}, w("over")));
  if (taken) return number();
  if (!seen.code) return el("section", { class: "soft" }, el("h2", {}, w("next_submitted")), el("p", {}, w("next_submitted_how")));
  return el("section", { class: "soft" }, el("h2", {}, w(`next_${seen.purpose}`)), el("p", {}, w(seen.fee?.picture && seen.purpose === "payment" ? "fee_or_counter" : `next_${seen.purpose}_how`)),
    refusal ? el("p", { class: "warned", role: "alert", tabindex: -1 }, refusal) : "",
    seen.phone_numbers ? el("button", { type: "button", class: "b first", disabled: busy, do: take }, seen.purpose === "question" ? w("take_question") : w("take")) : el("p", {}, w("at_kiosk")));
};
const stage = (each) => {
  const when = each.done_at ? w("done_on", { day: day(each.done_at) }) : each.due_at ? w("until", { day: day(each.due_at) }) : "";
  return el("li", { class: `stage stage-${each.status}`, "aria-current": each.status === "open" || each.status === "held" ? "step" : false },
    el("b", {}, each.name), el("span", {}, each.unit), el("span", {}, [w(`stage_${each.status}`), when].filter(Boolean).join(" · ")));
};
const decider = () => (!seen.elsewhere ? [el("p", { class: "quiet" }, seen.authority)] : [
  el("p", {}, w("decided_by", { authority: seen.authority })),
  el("p", { class: "quiet" }, seen.handed_on_at ? w("handed_on", { day: day(seen.handed_on_at) }) : w("to_hand_on")),
  seen.their_code ? el("p", { class: "quiet" }, w("their_code", { code: seen.their_code })) : "",
]);
const fetchResult = async () => {
  if (busy) return;
  busy = true; refusal = ""; draw();
  try {
    const answer = await fetch(`/api/v1/lookup/${encodeURIComponent(seen.code)}/result`, { cache: "no-store", headers: { authorization: `Receipt ${secret}`, "accept-language": locale } });
    if (!answer.ok) throw new Error(String(answer.status));
    const link = el("a", { href: URL.createObjectURL(await answer.blob()), download: seen.result.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  } catch { refusal = w("result_failed"); }
  busy = false; draw();
};
const result = () => el("section", { class: "good" }, el("h2", {}, w("result_title")), el("p", { class: "plainly" }, seen.result.name),
  refusal ? el("p", { class: "warned", role: "alert" }, refusal) : "",
  el("button", { type: "button", class: "b first", disabled: busy, do: fetchResult }, w("result_get")),
  el("details", {}, el("summary", {}, w("result_hash")), el("p", { class: "code" }, seen.result.sha256)));
const money = (dong) => `${dong.toLocaleString("vi-VN")} ₫`;
const fee = () => (!seen.fee ? "" : el("section", { class: "sheet fee" }, el("h2", {}, w("fee_title")), el("b", {}, money(seen.fee.amount_vnd)),
  seen.fee.picture ? [el("img", { src: seen.fee.picture, alt: w("fee_code"), width: 220, height: 220 }), el("p", {}, w("fee_how")),
    el("p", { class: "quiet" }, w("fee_account", { account: seen.fee.account, holder: seen.fee.holder })), el("p", { class: "code" }, seen.fee.purpose)] : el("p", {}, w("fee_here"))));
const whole = () => [
  seen.fee?.picture ? fee() : "", seen.result ? result() : next(), seen.fee?.picture ? "" : fee(), due(),
  el("section", { class: "sheet" }, el("h2", {}, w("about")), el("p", { class: "plainly" }, seen.procedure), ...decider(),
    seen.received_at ? el("p", { class: "quiet" }, w("received_on", { day: day(seen.received_at) })) : "", seen.result_by ? el("p", { class: "quiet" }, w(`result_by_${seen.result_by}`)) : ""),
  seen.stages.length ? el("section", { class: "sheet" }, el("h2", {}, w("stages")), el("ol", { class: "stages" }, ...seen.stages.map(stage))) : "",
  button(w("print"), () => print(), "noprint"),
];

function draw() {
  const away = trouble === "lost" || trouble === "busy" || trouble === "failed";
  touch(seen ? (away ? `${w(trouble)} ${w("as_of", { time: clock(heard) })}` : w("as_of", { time: clock(heard) })) : "", seen && away);
  if (!seen && away) { show(panel("bad", w(trouble === "lost" ? "lost_first" : trouble)), button(w("again"), look, "first")); return; }
  if (!seen && trouble === "unknown") { show(panel("bad", w("unknown"), el("p", {}, w("unknown_hint"))), typed()); return; }
  if (!seen) { show(code ? el("p", { class: "quiet" }, w("loading")) : [el("h1", { class: "big" }, w("look_up")), el("p", { class: "quiet" }, w("look_up_hint")), typed()]); return; }
  document.title = `${w("title")} · ${seen.status ? w(`full_${seen.status}`) : w(`public_${seen.public_status}`)}`;
  show(head(), seen.status ? whole() : locked(), button(w("again"), look, "plain noprint"));
}
document.addEventListener("visibilitychange", () => { if (!document.hidden && seen && Date.now() - heard > 30000) look(); });
addEventListener("online", look);
addEventListener("offline", () => { trouble = "lost"; draw(); });
addEventListener("hashchange", () => { secret = new URLSearchParams(location.hash.slice(1)).get("s") || ""; look(); });
draw();
look();
