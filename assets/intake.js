// Intake by keyboard and with files. Escape leaves a field, so that the keys work again; data-focus-key goes into one;
// arrows walk through the procedures. Files go to the API of this dossier, with their progress told below the paper;
// what arrived is shown by the page itself, which follows the dossier.
(() => {
  "use strict";
  if (window.onestopIntake) return; // the page was opened a second time in this tab
  window.onestopIntake = true;
  const desk = () => document.getElementById("intake");
  const here = () => desk() || document.getElementById("intake-choose");
  const field = (e) => e.closest?.("input:not([type=checkbox]), textarea, select");

  // --- keys ---
  const offers = () => [...document.querySelectorAll("[data-offer]")];
  const walk = (by) => {
    const all = offers();
    const at = all.indexOf(document.activeElement);
    const box = document.querySelector("[data-search]");
    if (at + by < 0) { box?.focus(); return; }
    all[Math.min(all.length - 1, at + by)]?.focus({ focusVisible: true });
  };
  document.addEventListener("keydown", (event) => {
    if (!here() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const inDialog = document.querySelector("dialog[open]");
    const typing = field(event.target);
    if (event.key === "Escape" && typing && !inDialog) { event.target.blur(); return; }
    if (inDialog) return;
    if (offers().length && (!typing || event.target.matches("[data-search]")) && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    if (typing) return;
    const hidden = event.key === "Process" || event.key === "Unidentified";
    const key = hidden ? event.code.replace(/^Key/, "").toLowerCase() : event.key.toLowerCase();
    const goal = document.querySelector(`[data-focus-key="${CSS.escape(key)}"]`);
    if (goal && !goal.disabled) { event.preventDefault(); goal.focus(); goal.select?.(); }
  });

  // --- files ---
  const told = (code) => document.querySelector(`[data-sending="${CSS.escape(code)}"]`);
  const show = (code, word, done, total) => {
    const place = told(code);
    if (!place) return;
    if (!word) { place.replaceChildren(); return; }
    let [line, bar] = place.children;
    if (!line) { line = document.createElement("span"); bar = document.createElement("progress"); place.append(line, bar); }
    line.textContent = total > 1 ? `${word} ${done}/${total}` : word;
    bar.setAttribute("aria-label", word);
    if (total > 0) { bar.max = total; bar.value = done; } else bar.removeAttribute("value");
  };
  const follow = (code, job) => {
    const stream = new EventSource(`/api/v1/jobs/${job}/stream`);
    stream.onmessage = (event) => {
      const { done, total, what } = JSON.parse(event.data);
      if (what === "end") { stream.close(); return; }
      if (total) show(code, told(code)?.dataset.wordWork, done, total);
    };
    stream.onerror = () => stream.close();
    return stream;
  };
  const send = (code, files, kind = "paper") => {
    const dossier = document.querySelector("[data-dossier]")?.dataset.dossier;
    if (!dossier || !files.length) return;
    const words = { ...told(code)?.dataset };
    const job = crypto.randomUUID?.() ?? ([1e7] + -1e3 + -4e3 + -8e3 + -1e11).replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
    const form = new FormData();
    for (const file of files) form.append("files", file);
    const asked = new XMLHttpRequest(); // fetch tells nothing of what it has sent so far
    asked.open("POST", `/api/v1/dossiers/${dossier}/files?paper=${kind === "paper" ? encodeURIComponent(code) : ""}&kind=${kind}&job=${job}`);
    asked.setRequestHeader("Accept-Language", document.documentElement.lang || "vi");
    let stream;
    asked.upload.onprogress = (event) => show(code, words.wordSend, Math.round((100 * event.loaded) / event.total), 100);
    asked.upload.onload = () => { show(code, words.wordWork, 0, 0); stream = follow(code, job); };
    const over = (failed) => {
      stream?.close();
      show(code, "");
      if (failed) window.onestop.toast("bad", failed);
    };
    asked.onload = () => {
      let said = {};
      try { said = JSON.parse(asked.responseText); } catch { /* no body to read */ }
      over(asked.status < 300 ? "" : said.detail || words.wordFailed);
    };
    asked.onerror = () => over(words.wordFailed);
    show(code, words.wordSend, 0, 100);
    asked.send(form);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#upload");
    if (button) button.parentElement.querySelector("[data-upload]")?.click();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-upload]")) { send(event.target.dataset.upload, [...event.target.files], event.target.dataset.kind); event.target.value = ""; }
    if (event.target.matches("[data-card-picture]")) { card(event.target.files[0]); event.target.value = ""; }
  });
  const paper = (event) => (desk() && event.dataTransfer?.types.includes("Files") ? event.target.closest?.("[data-paper]") : null);
  document.addEventListener("dragover", (event) => {
    for (const e of document.querySelectorAll("[data-drop=yes]")) e.removeAttribute("data-drop");
    const over = paper(event);
    if (over) { event.preventDefault(); over.dataset.drop = "yes"; }
  });
  document.addEventListener("drop", (event) => {
    const over = paper(event);
    if (!over) return;
    event.preventDefault();
    over.removeAttribute("data-drop");
    const files = [...event.dataTransfer.files];
    if (!told(over.dataset.paper)) over.querySelector("[data-paper-head]")?.click(); // so that its progress is seen
    setTimeout(() => send(over.dataset.paper, files), told(over.dataset.paper) ? 0 : 400);
  });

  // --- a picture of a card ---
  const card = async (picture) => {
    const box = document.getElementById("card"), button = document.querySelector(".intake-picture");
    if (!picture || !box || button?.getAttribute("aria-busy") === "true") return;
    button?.setAttribute("aria-busy", "true");
    const { text, detail } = await window.onestopCard.read(picture);
    button?.removeAttribute("aria-busy");
    if (!text) { window.onestop.toast("warn", detail || button?.dataset.wordFailed); return; }
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.form.requestSubmit();
  };
})();
