// Pictures of one paper from a phone: several pages, turned and put right here, sent together, and nothing kept.
const LONGEST = 2600, QUALITY = 0.86;
let may = null, trouble = "", pages = [], sent = 0, sending = -1, refusal = "", started = false;

const look = async () => {
  try { may = await ask(`hand-over/${facts.token}`); trouble = ""; } catch (refused) { trouble = why(refused) === "unknown" ? "over" : why(refused); }
  draw();
};
const add = (files) => {
  refusal = "";
  for (const file of files) {
    if (pages.length >= facts.most) { refusal = w("too_many", { n: facts.most }); break; }
    const picture = file.type.startsWith("image/");
    pages.push({ file, picture, turn: 0, url: picture ? URL.createObjectURL(file) : "" });
  }
  draw();
  main.querySelector(".shots li:last-child button")?.focus();
};
const drop = (n) => { if (pages[n].url) URL.revokeObjectURL(pages[n].url); pages.splice(n, 1); draw(); };
const swap = (n) => { [pages[n - 1], pages[n]] = [pages[n], pages[n - 1]]; draw(); };
const turn = (n) => { pages[n].turn = (pages[n].turn + 90) % 360; draw(); };

// Drawn anew: turned, no larger than needed, and without what a camera writes into a picture (place and time).
const drawn = async ({ file, picture, turn: degrees }) => {
  if (!picture) return file;
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height)), across = degrees % 180 !== 0;
  const wide = Math.round(bitmap.width * scale), high = Math.round(bitmap.height * scale);
  const canvas = Object.assign(document.createElement("canvas"), { width: across ? high : wide, height: across ? wide : high });
  const pen = canvas.getContext("2d");
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate((degrees * Math.PI) / 180);
  pen.drawImage(bitmap, -wide / 2, -high / 2, wide, high);
  bitmap.close();
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("picture"))), "image/jpeg", QUALITY));
};
const post = (form) => new Promise((done, failed) => {
  const request = new XMLHttpRequest();
  request.open("POST", `/api/v1/hand-over/${facts.token}/files`);
  request.setRequestHeader("accept-language", locale);
  request.responseType = "json";
  request.upload.onprogress = (event) => { if (event.lengthComputable) { sending = Math.round((event.loaded / event.total) * 100); meter(); } };
  request.onload = () => (request.status === 201 ? done(request.response) : failed({ status: request.status, code: request.response?.code, facts: request.response?.facts || {}, detail: request.response?.detail }));
  request.onerror = () => failed({});
  request.send(form);
});
const reasons = ["empty", "too_large", "too_many_pages", "type", "encrypted", "broken", "infected", "active", "signed"];
const told = (refused) => {
  if (refused.status === undefined) return w("lost");
  if (refused.status === 413) return w("reason_too_large");
  if (refused.code !== "paper.refused") return refused.detail || w("failed");
  const reason = reasons.includes(refused.facts.reason) ? w(`reason_${refused.facts.reason}`) : refused.detail;
  return refused.facts.number ? `${w("page", { count: refused.facts.number })}: ${reason}` : reason;
};
const send = async () => {
  if (sending >= 0) return;
  sending = 0; refusal = ""; draw();
  try {
    const form = new FormData();
    for (const [n, page] of pages.entries()) form.append("files", await drawn(page), page.picture ? `${n + 1}.jpg` : `${n + 1}.pdf`);
    const kept = await post(form);
    sent = kept.pages || pages.length;
    for (const page of pages) if (page.url) URL.revokeObjectURL(page.url);
    pages = []; started = true;
  } catch (refused) {
    if (refused.code === "hand_over.over") trouble = "over"; else refusal = refused instanceof Error ? w("reason_broken") : told(refused);
  }
  sending = -1; draw();
  (main.querySelector("[role=alert], h1"))?.focus();
};
const meter = () => {
  const bar = main.querySelector("progress");
  if (bar) { bar.value = sending; main.querySelector(".sent").textContent = sending < 100 ? w("sending", { percent: sending }) : w("checking"); }
};
const picker = (name, kind, camera) => el("label", { class: `b ${kind}` }, w(name), el("input", {
  type: "file", class: "spoken", accept: camera ? "image/*" : "image/*,application/pdf", capture: camera ? "environment" : false, multiple: !camera,
  do: (event) => { add(event.target.files); event.target.value = ""; },
}));
const shot = (page, n) => el("li", {},
  page.picture ? el("img", { src: page.url, alt: w("page", { count: n + 1 }), style: `transform:rotate(${page.turn}deg)` }) : el("span", { class: "pdf" }, "PDF"),
  el("b", {}, w("page", { count: n + 1 })),
  el("div", { class: "shot-acts" },
    page.picture ? el("button", { type: "button", class: "chip", do: () => turn(n) }, w("turn")) : "",
    n ? el("button", { type: "button", class: "chip", do: () => swap(n) }, w("earlier")) : "",
    el("button", { type: "button", class: "chip", do: () => drop(n) }, w("drop"))));

function draw() {
  touch();
  if (trouble === "over") { show(panel("bad", w("handover_over"), el("p", {}, w("handover_over_hint")))); say(w("handover_over")); return; }
  if (trouble) { show(panel("bad", w(trouble === "lost" ? "lost_first" : trouble)), button(w("again"), look, "first")); return; }
  if (!may) { show(el("p", { class: "quiet" }, w("loading"))); return; }
  const title = [el("p", { class: "quiet" }, w("for")), el("h1", { class: "plainly", tabindex: -1 }, may.paper)];
  if (sent && !pages.length) {
    show(panel("good", w("done"), el("p", {}, w("done_pages", { count: sent })), el("p", {}, w("done_hint"))), title, button(w("replace"), () => { sent = 0; look(); }, "plain"));
    say(w("done"));
    return;
  }
  if (sending >= 0) { show(title, el("p", { class: "big sent", role: "status" }, w("sending", { percent: sending })), el("progress", { max: 100, value: sending, "aria-label": w("sending", { percent: "" }) }), el("p", { class: "quiet" }, w("stay"))); return; }
  show(title, el("p", { class: "quiet" }, w("how")), started ? el("p", { class: "quiet" }, w("replaces")) : "",
    refusal ? el("p", { class: "warned", role: "alert", tabindex: -1 }, refusal) : "",
    pages.length ? el("ol", { class: "shots" }, ...pages.map(shot)) : "",
    picker(pages.length ? "camera_more" : "camera", pages.length ? "" : "first", true), picker("gallery", "", false),
    pages.length ? button(w("send", { count: pages.length }), send, "first") : "");
}
addEventListener("beforeunload", (event) => { if (pages.length) event.preventDefault(); });
draw();
look();
