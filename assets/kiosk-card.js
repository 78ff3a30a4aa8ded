// The kiosk's own camera, where it has one: looks for the code of a card held before it, for a while, and forgets.
(() => {
  "use strict";
  if (window.onestopKioskCard) return;
  window.onestopKioskCard = true;
  const LOOK_EVERY_MS = 600, LOOK_FOR_MS = 30000, WIDTH_PX = 1920;
  let stream = null, opening = 0;

  const asked = () => document.getElementById("kiosk-card");
  const cameras = async () => ((await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) || []).some((one) => one.kind === "videoinput");
  const offer = async () => { const button = document.querySelector("[data-card-camera]"); if (button?.hidden && (await cameras())) button.hidden = false; };
  setInterval(offer, 1000);

  const place = () => { // the key of the place this page stands for, as the page itself keeps it
    const kept = document.cookie.split("; ").find((one) => one.startsWith("onestop.place="))?.slice(14) || "";
    const mine = decodeURIComponent(kept).replaceAll('"', "").split("|").map((one) => one.split("~"));
    const code = location.pathname.replace(/\/$/, "").split("/").pop();
    return { Authorization: `Place ${mine.find(([one]) => one === code)?.[1] || ""}` };
  };
  const stop = () => { stream?.getTracks().forEach((one) => one.stop()); stream = null; opening += 1; };
  const say = (word) => { const line = asked()?.querySelector("[data-card-says]"); if (line) line.textContent = line.dataset[word]; };
  const give = (text) => {
    asked().close();
    const form = document.getElementById("kiosk-scan");
    if (form) { form.elements.scan.value = text; form.requestSubmit(); form.elements.scan.value = ""; }
  };
  const look = async () => {
    const mine = (opening += 1), video = asked().querySelector("video");
    say("wordHold");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: WIDTH_PX } } });
    } catch { say("wordNone"); return; }
    if (mine !== opening) { stop(); return; }
    video.srcObject = stream;
    await video.play().catch(() => {});
    const until = Date.now() + LOOK_FOR_MS, canvas = document.createElement("canvas");
    while (mine === opening && Date.now() < until) {
      await new Promise((done) => { setTimeout(done, LOOK_EVERY_MS); });
      if (mine !== opening || !video.videoWidth) continue;
      Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
      canvas.getContext("2d").drawImage(video, 0, 0);
      const text = (await window.onestopCard.here(canvas)) || (await window.onestopCard.there(await window.onestopCard.jpeg(canvas), place())).text;
      if (text && mine === opening) { give(text); return; }
    }
    if (mine === opening) { stop(); say("wordLate"); }
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-card-camera], [data-card-again]")) return;
    stop();
    if (!asked().open) asked().showModal();
    look();
  });
  document.addEventListener("close", (event) => { if (event.target === asked()) stop(); }, true);
})();
