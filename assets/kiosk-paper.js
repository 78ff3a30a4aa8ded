// A paper before the kiosk's own camera: page by page, looked at, thrown away again or sent; nothing stays here.
(() => {
  "use strict";
  if (window.onestopKioskPaper) return;
  window.onestopKioskPaper = true;
  const WIDTH_PX = 2592, QUALITY = 0.9;
  let stream = null, opening = 0, pages = [], sending = false, token = "";

  const asked = () => document.getElementById("kiosk-paper");
  const part = (name) => asked().querySelector(`[data-paper-${name}]`);
  const say = (word, facts = {}) => {
    const line = part("says");
    if (line) line.textContent = Object.entries(facts).reduce((text, [name, value]) => text.replace(`{${name}}`, value), line.dataset[word] || word);
  };
  const cameras = async () => ((await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) || []).some((one) => one.kind === "videoinput");
  const offer = async () => {
    const hidden = [...document.querySelectorAll("[data-paper-camera][hidden]")];
    if (hidden.length && (await cameras())) for (const one of hidden) one.hidden = false;
  };
  const stop = () => { stream?.getTracks().forEach((one) => one.stop()); stream = null; opening += 1; };
  const show = () => {
    const row = part("pages");
    row.replaceChildren(...pages.map((page, n) => Object.assign(new Image(), { src: page.url, alt: `${n + 1}` })));
    part("send").disabled = part("drop").disabled = !pages.length || sending;
    part("take").disabled = sending || !stream;
    if (stream && !sending) say(pages.length ? "wordPages" : "wordHold", { count: pages.length });
  };
  const empty = () => { for (const page of pages) URL.revokeObjectURL(page.url); pages = []; };
  const open = async (mine) => {
    stop(); empty();
    token = mine; sending = false;
    const now = opening;
    if (!asked().open) asked().showModal();
    show(); say("wordHold");
    let found = null;
    try { found = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: WIDTH_PX } } }); } catch { say("wordNone"); return; }
    if (now !== opening) { found.getTracks().forEach((one) => one.stop()); return; }
    stream = found;
    const video = asked().querySelector("video");
    video.srcObject = stream;
    await video.play().catch(() => {});
    show();
  };
  const take = async () => {
    const video = asked().querySelector("video");
    if (!stream || !video.videoWidth) return;
    const canvas = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext("2d").drawImage(video, 0, 0);
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
    if (!blob || !stream) return;
    pages.push({ blob, url: URL.createObjectURL(blob) });
    show();
  };
  const drop = () => { const last = pages.pop(); if (last) URL.revokeObjectURL(last.url); show(); };
  const send = async () => {
    if (sending || !pages.length) return;
    sending = true; show(); say("wordSending");
    const form = new FormData(), mine = token;
    pages.forEach((page, n) => form.append("files", page.blob, `${n + 1}.jpg`));
    let answer = null, told = {};
    try {
      answer = await fetch(`/api/v1/hand-over/${mine}/files?by=kiosk`, { method: "POST", body: form, headers: { "Accept-Language": document.documentElement.lang || "vi" } });
      told = await answer.json();
    } catch { /* said below */ }
    sending = false;
    if (mine !== token || !asked()) return;
    if (answer?.status === 201) { asked().close(); return; }
    show(); say(told.detail || "wordLost");
  };
  const acts = { take, drop, send };
  document.addEventListener("click", (event) => {
    const name = event.target.closest?.("[data-paper-act]")?.dataset.paperAct;
    if (name) acts[name]();
  });
  document.addEventListener("close", (event) => { if (event.target === asked()) { stop(); empty(); token = ""; } }, true);
  let seen = "";
  setInterval(() => {
    offer();
    const wanted = (asked() && part("pages")?.dataset.token) || "";
    if (wanted === seen) return;
    seen = wanted;
    if (wanted) open(wanted);
    else if (asked()?.open) asked().close();
  }, 250);
})();
