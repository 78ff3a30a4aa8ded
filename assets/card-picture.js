// The code on a photographed card: read by the browser where it can, else by the server, which keeps nothing of it.
(() => {
  "use strict";
  if (window.onestopCard) return;
  const MOST_BYTES = 4e6, LONGEST_PX = 4000;
  const reader = "BarcodeDetector" in window ? new window.BarcodeDetector({ formats: ["qr_code"] }) : null;

  /** A picture or a canvas; empty where this browser finds nothing or cannot look. */
  const here = async (picture) => {
    if (!reader) return "";
    const seen = picture instanceof Blob ? await createImageBitmap(picture).catch(() => null) : picture;
    const [found] = seen ? await reader.detect(seen).catch(() => []) : [];
    return found?.rawValue || "";
  };
  const jpeg = (canvas) => new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.9); });
  const light = async (picture) => {
    if (picture.size <= MOST_BYTES) return picture;
    const whole = await createImageBitmap(picture).catch(() => null);
    if (!whole) return picture;
    const scale = Math.min(1, LONGEST_PX / Math.max(whole.width, whole.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(whole.width * scale), height: Math.round(whole.height * scale) });
    canvas.getContext("2d").drawImage(whole, 0, 0, canvas.width, canvas.height);
    return (await jpeg(canvas)) || picture;
  };
  /** `{ text }`, or `{ code, detail }` of the refusal; both are empty when the server could not be asked. */
  const there = async (picture, headers = {}) => {
    const form = new FormData();
    form.append("files", await light(picture), "card");
    const told = { "Accept-Language": document.documentElement.lang || "vi", ...headers };
    try {
      return await (await fetch("/api/v1/card-pictures", { method: "POST", body: form, headers: told })).json();
    } catch { return {}; }
  };
  const read = async (picture) => { const text = await here(picture); return text ? { text } : there(picture); };
  window.onestopCard = { here, there, read, jpeg };
})();
