// The phone page: one look at the ticket, then one stream; what is shown follows from the newest facts alone.
(() => {
  "use strict";
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const at = (id) => document.getElementById(id);
  const main = at("main"), body = document.body;
  const kept = (name, value) => { try { if (value === undefined) return localStorage.getItem(name); localStorage.setItem(name, value); } catch { /* a phone that keeps nothing */ } return null; };
  let locale = facts.words[kept("onestop.locale")] ? kept("onestop.locale") : facts.locale;
  let now = null, most = 0, drawn = "", called = "", heardAt = 0, cut = false, gone = false, stream = null, retry = 0, sound = null, screenLock = null;
  let asking = "", near = false, mark = 0, sent = "", trouble = "", dossiers = [];
  const reasons = new Set();

  const w = (key, holes = {}) => (facts.words[locale][key] || key).replace(/\{(\w+)\}/g, (_, name) => holes[name]);
  const named = (name) => now[`${name}_${locale}`] || now[`${name}_vi`] || "";
  const el = (tag, props = {}, ...inside) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
      if (name === "do") made.addEventListener("click", value);
      else if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...inside.filter((part) => part !== null && part !== ""));
    return made;
  };
  const button = (words, action, kind = "") => el("button", { type: "button", class: `b ${kind}`, do: action }, words);
  const clock = (ms) => new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: facts.zone }).format(ms);
  const svg = (text) => { const box = document.createElement("template"); box.innerHTML = text; return box.content.firstChild; };
  const MOUTHS = { 4: "M7.500 13.500h9a4.500 4.500 0 0 1-9 0z", 3: "M8.500 14.500q3.500 2 7 0", 2: "M8.500 15.500h7", 1: "M8.500 16.500q3.500-3 7 0" };
  const face = (n) => svg(`<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9.500"/><path d="M9 9.500v.5M15 9.500v.5${MOUTHS[n]}"/></svg>`);

  const call = async (path, data) => {
    const answer = await fetch(`/api/v1/${path}`, {
      method: "POST", headers: { "content-type": "application/json", "idempotency-key": `${Date.now()}-${Math.random()}` }, body: data ? JSON.stringify(data) : undefined,
    });
    if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).code || String(answer.status));
    return answer.json();
  };
  const attempt = async (action) => {
    trouble = "";
    try { await action(); } catch (refused) { if (refused.message === "rating.already") sent = "yes"; else trouble = w("failed"); }
    draw(true);
  };

  const number = () => el("div", { class: "number" }, el("h1", {}, w("your_number"), el("b", {}, now.number)));
  const queue = () => el("p", { class: "queue" }, named("queue_name"));
  const list = () => {
    const rows = [["sit", named("where")], ["bring_title", named("bring")]].filter(([, words]) => words);
    return rows.length ? el("ul", { class: "list" }, ...rows.map(([key, words]) => el("li", {}, el("span", {}, w(key)), words))) : "";
  };
  const ring = () => {
    const round = 2 * Math.PI * 70, part = 1 - now.ahead / (most + 1);
    const drawing = svg(`<svg viewBox="0 0 160 160" aria-hidden="true"><circle cx="80" cy="80" r="70"/><circle class="done" cx="80" cy="80" r="70" stroke-dasharray="${round}" stroke-dashoffset="${round * (1 - part)}"/></svg>`);
    return el("div", { class: "ring" }, drawing, el("p", {}, now.more_than ? w("more_than") : "", el("b", {}, String(now.ahead)), w("ahead_unit"), el("br"), w("ahead_before")));
  };
  const ask = (name, words, yes, no, action) => asking !== name ? null : el("div", { class: "ask", role: "group" },
    el("p", {}, words), button(w(yes), action, name === "criticism" ? "sure" : "first"), button(w(no), () => { asking = ""; draw(true); }));
  const problem = () => trouble ? el("p", { class: "bad", role: "alert" }, trouble) : null;

  const chimeButton = () => button(sound ? w("chime_on") : w("chime"), allowSound, sound ? "on" : "");
  const leaving = () => asking === "leave"
    ? ask("leave", w("leave_ask"), "leave_yes", "leave_no", () => attempt(async () => { take(await call(`track/${facts.token}/cancel`)); asking = ""; }))
    : button(w("leave"), () => { asking = "leave"; draw(true); }, "plain");
  const received = () => dossiers.length ? el("div", { class: "list" }, el("h2", { class: "queue" }, w("visit_dossiers")),
    el("ul", {}, ...dossiers.map((each) => el("li", {}, el("a", { href: `/d/${encodeURIComponent(each.code)}` }, each.code), el("span", {}, w(`public_${each.public_status}`)))))) : "";
  const lookForDossiers = async () => {
    try {
      const answer = await fetch(`/api/v1/track/${facts.token}/dossiers`, { cache: "no-store" });
      if (!answer.ok) return;
      const found = (await answer.json()).items;
      if (JSON.stringify(found) !== JSON.stringify(dossiers)) { dossiers = found; draw(true); }
    } catch { /* asked again with the next change */ }
  };
  const isNear = () => now.status === "waiting" && now.ahead !== null && now.ahead <= 2 && !now.more_than;
  const views = {
    waiting: () => [
      number(), queue(), now.ahead === null ? "" : ring(),
      el("p", { class: "wait" }, now.wait ? w("wait", { low: now.wait.low_min, high: now.wait.high_min }) : w("wait_unknown")),
      isNear() ? el("p", { class: "near" }, w("near")) : "",
      list(), chimeButton(), leaving(),
    ],
    called: () => [
      el("p", { class: "big" }, w("next_title")), number(),
      el("div", { class: "here" }, w("counter"), el("b", {}, String(now.counter))), el("p", { class: "big" }, w("next_go")),
    ],
    serving: () => [number(), queue(), el("div", { class: "soft" }, el("p", { class: "big" }, w("serving", { counter: now.counter }))), received()],
    parked: () => [number(), queue(), el("div", { class: "soft" }, el("p", { class: "big" }, w("parked")), w("parked_hint")), list(), chimeButton(), leaving()],
    missed: () => [number(), queue(), el("div", { class: "bad" }, el("p", { class: "big" }, w("missed")), w("missed_hint"))],
    cancelled: () => [number(), queue(), el("div", { class: "soft" }, el("p", { class: "big" }, w("cancelled")), w("cancelled_hint"))],
    over: () => [number(), queue(), el("div", { class: "soft" }, el("p", { class: "big" }, w("over")), w("over_hint"))],
    served: () => [number(), el("p", { class: "quiet" }, w("served")), received(), ...rating()],
    unknown: () => [el("div", { class: "bad" }, el("p", { class: "big" }, w("unknown")), w("unknown_hint"))],
  };

  const isLow = (value) => value <= now.low_mark;
  const press = (value) => { mark = value; if (isLow(value)) draw(true); else attempt(rate); };
  const why = () => ({ reasons: [...reasons], comment: (main.querySelector("textarea")?.value.trim() || "").slice(0, facts.longest) });
  const rate = async () => {
    await call("ratings", { track_token: facts.token, value: mark, ...(isLow(mark) ? why() : {}) });
    sent = "yes";
  };
  const explain = async () => {
    const said = why();
    if (said.reasons.length || said.comment) await call(`track/${facts.token}/reasons`, said);
    sent = "yes";
  };
  const reasonsFor = (action) => el("div", { class: "ask" },
    el("h2", { class: "queue" }, w("reasons_title")),
    el("div", { class: "chips" }, ...facts.reasons.map((r) => el("button", { type: "button", class: "chip", "aria-pressed": String(reasons.has(r)), do: (event) => { reasons.has(r) ? reasons.delete(r) : reasons.add(r); event.currentTarget.setAttribute("aria-pressed", String(reasons.has(r))); } }, w(`reason_${r}`)))),
    el("label", {}, w("comment"), el("textarea", { maxlength: facts.longest })),
    button(w("send"), () => attempt(action), "first"));
  const rating = () => {
    if (now.why_open && !sent) return [el("p", { class: "big" }, w("why_title")), reasonsFor(explain)];
    if (sent || now.rated) return [el("div", { class: "good", role: "status" }, el("p", { class: "big" }, w("rate_thanks")))];
    if (!now.rating_open) return [el("div", { class: "soft" }, w("rate_closed"))];
    const marks = [4, 3, 2, 1].map((n) => el("button", { type: "button", class: "mark", "aria-pressed": String(mark === n), do: () => press(n) }, face(n), w(`mark_${n}`)));
    const low = mark && isLow(mark) ? [reasonsFor(rate)] : [];
    return [el("h2", { class: "big" }, w("rate_title")), el("div", { class: "marks" }, ...marks), ...low];
  };

  const doors = () => {
    at("doors").replaceChildren();
    if (!now || now.counter === null || !["called", "serving", "served"].includes(now.status)) return;
    if (asking === "criticised") at("doors").append(el("p", { class: "good", role: "status" }, w("criticism_sent")));
    else at("doors").append(ask("criticism", w("criticism_ask"), "criticism_yes", "criticism_no", () => attempt(async () => { await call(`track/${facts.token}/criticism`); asking = "criticised"; }))
      || el("button", { type: "button", class: "red", do: () => { asking = "criticism"; draw(true); } }, w("criticism")));
  };

  const touch = () => {
    body.dataset.lost = cut ? "yes" : "no";
    at("touch").textContent = gone || !now ? "" : cut ? `${w("lost", { time: clock(heardAt) })} ${w("lost_hint")}` : w("live", { time: clock(heardAt) });
  };

  const draw = (again = false) => {
    const view = gone ? "unknown" : now ? now.over ? "over" : (views[now.status] ? now.status : "waiting") : "loading";
    document.documentElement.lang = locale;
    at("language").textContent = w("other_language");
    at("language").setAttribute("aria-label", w("language"));
    touch();
    if (view === "loading") return;
    const key = JSON.stringify([view, locale, now && { ...now, rev: 0 }]);
    if (key === drawn && !again) return;
    const typed = main.querySelector("textarea")?.value;
    drawn = key;
    body.dataset.view = view;
    at("office").textContent = now ? named("office_name") : "";
    main.replaceChildren(...[...views[view](), problem()].filter(Boolean));
    if (typed && main.querySelector("textarea")) main.querySelector("textarea").value = typed;
    doors();
    document.querySelector(".ask")?.scrollIntoView({ block: "nearest" });
    const short = gone ? w("unknown") : view === "called" ? `${w("counter")} ${now.counter}` : view === "waiting" && now.ahead !== null ? (now.ahead ? w("ahead", { people: now.ahead }) : w("ahead_none")) : w(view === "serving" ? "serving" : view, { counter: now.counter });
    document.title = now ? `${now.number} · ${short}` : short;
    if (at("spoken").textContent !== short) at("spoken").textContent = short;
  };

  const take = (seen) => {
    if (!seen || !seen.number) return;
    const before = now;
    now = seen;
    heardAt = Date.now(); cut = false; gone = false;
    if (now.ahead !== null) most = Math.max(most, now.ahead);
    const calling = now.status === "called" ? `${now.counter} ${now.called_at}` : "";
    const nearly = isNear();
    if (calling && calling !== called) alertHolder();
    else if (nearly && !near) nudgeHolder();
    near = nearly;
    if (before && before.status !== now.status) { asking = ""; trouble = ""; scrollTo(0, 0); }
    called = calling;
    draw();
    if (now.status === "serving" || now.status === "served") lookForDossiers();
  };

  const note = (hertz, from) => {
    const tone = sound.createOscillator(), loud = sound.createGain();
    tone.frequency.value = hertz;
    loud.gain.setValueAtTime(0.0001, from);
    loud.gain.exponentialRampToValueAtTime(0.5, from + 0.03);
    loud.gain.exponentialRampToValueAtTime(0.0001, from + 1.1);
    tone.connect(loud).connect(sound.destination);
    tone.start(from); tone.stop(from + 1.2);
  };
  const chime = () => { for (const [hertz, after] of [[659, 0], [523, 0.45], [659, 1.6], [523, 2.05]]) note(hertz, sound.currentTime + after); };
  const nudgeHolder = () => { navigator.vibrate?.([200, 150, 200]); if (sound) for (const [hertz, after] of [[523, 0], [659, 0.45]]) note(hertz, sound.currentTime + after); };
  const alertHolder = () => { navigator.vibrate?.([400, 200, 400, 200, 800]); if (sound) chime(); };
  const stayAwake = async () => { try { screenLock = await navigator.wakeLock?.request("screen"); } catch { screenLock = null; } };
  async function allowSound() {
    sound ??= new AudioContext();
    await sound.resume();
    note(659, sound.currentTime);
    navigator.vibrate?.(80);
    stayAwake();
    draw(true);
  }

  const look = async () => {
    try {
      const answer = await fetch(`/api/v1/track/${facts.token}`, { cache: "no-store" });
      if (answer.status === 404 || answer.status === 422) { gone = true; stream?.close(); draw(true); return; }
      if (answer.ok) take(await answer.json());
    } catch { lose(); }
  };
  const lose = () => { if (!cut && !gone) { cut = true; touch(); } };
  const listen = () => {
    stream?.close();
    stream = new EventSource(`/api/v1/track/${facts.token}/stream`);
    stream.onopen = () => { retry = 0; if (now) { heardAt = Date.now(); cut = false; touch(); } };
    stream.onmessage = (event) => take(JSON.parse(event.data));
    stream.onerror = () => {
      setTimeout(() => { if (stream.readyState !== EventSource.OPEN) lose(); }, 4000);
      if (stream.readyState !== EventSource.CLOSED || gone) return;
      retry += 1; // refused, not only cut: ask again, ever more rarely and never all at once
      setTimeout(() => { look(); listen(); }, Math.min(30000, 2000 * 2 ** retry) * (0.5 + Math.random()));
    };
  };

  at("language").addEventListener("click", () => { locale = locale === "vi" ? "en" : "vi"; kept("onestop.locale", locale); draw(true); });
  addEventListener("offline", lose);
  addEventListener("online", () => { look(); listen(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !gone) { look(); if (stream?.readyState === EventSource.CLOSED) listen(); if (screenLock) stayAwake(); } });
  setInterval(() => { if (!cut && stream?.readyState === EventSource.OPEN) { heardAt = Date.now(); touch(); } }, 30000);
  draw();
  look().then(() => { if (!gone) listen(); });
})();
