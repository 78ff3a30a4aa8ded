// A board by itself: says when calls are drawn, and speaks one call at a time from the clips of the hall's voice.
(() => {
  "use strict";
  if (window.onestopHall) return;
  window.onestopHall = { spoken: [] };
  const press = (id) => document.getElementById(id)?.click();
  let drawn = "", saying = "0", sound = null;
  const clips = new Map();

  const decoded = (name) => {
    if (!clips.has(name)) {
      const loading = fetch(`/clips/${name}.wav`)
        .then((answer) => { if (!answer.ok) throw new Error(name); return answer.arrayBuffer(); })
        .then((bytes) => sound.decodeAudioData(bytes));
      loading.catch(() => clips.delete(name));
      clips.set(name, loading);
    }
    return clips.get(name);
  };

  const play = (buffer, at) => {
    const source = sound.createBufferSource();
    source.buffer = buffer;
    source.connect(sound.destination);
    source.start(at);
    return at + buffer.duration;
  };

  const say = async (names, repeat, gapS) => {
    const [gong, ...words] = await Promise.all(["gong", ...names].map(decoded));
    let at = play(gong, sound.currentTime + 0.05);
    for (let time = 0; time < repeat; time += 1) {
      if (time) at += gapS;
      for (const word of words) at = play(word, at);
    }
    await new Promise((done) => setTimeout(done, Math.max(0, (at - sound.currentTime) * 1000)));
  };

  const ready = async () => {
    sound ??= new AudioContext();
    if (sound.state !== "running") await Promise.race([sound.resume(), new Promise((done) => setTimeout(done, 500))]);
    return sound.state === "running";
  };

  const speak = async (data) => {
    if (!(await ready())) { saying = "0"; return; } // said again once sound is allowed, or by the next voice
    try {
      await say(data.clips.split(" "), Number(data.repeat), Number(data.gap) / 1000);
      window.onestopHall.spoken.push(data.saying);
      press("hall-spoken");
    } catch { press("hall-failed"); }
  };

  const look = async () => {
    const report = document.getElementById("hall-reports");
    if (!report) return;
    const { calls, saying: wanted, speaks } = report.dataset;
    if (calls && calls !== drawn) { drawn = calls; press("hall-shown"); }
    if (speaks === "true") report.dataset.muted = (await ready()) ? "no" : "yes";
    if (wanted === saying) return;
    saying = wanted;
    if (wanted && wanted !== "0") speak({ ...report.dataset });
  };

  document.addEventListener("pointerdown", () => { sound?.resume(); });
  new MutationObserver(look).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ["data-calls", "data-saying", "data-speaks"] });
  setInterval(look, 1000);
})();
