// A kiosk's keys: types into the field that has the focus, composes Telex, and hears a scanner that types.
(() => {
  "use strict";
  const TONES = "sfrxj", MARKS = ["\u0301", "\u0300", "\u0309", "\u0303", "\u0323"];
  const HATS = { aa: "â", ee: "ê", oo: "ô", aw: "ă", ow: "ơ", uw: "ư" };
  const bare = (letter) => letter.normalize("NFD").replace(/[\u0301\u0300\u0309\u0303\u0323]/g, "").normalize("NFC");
  const toneOf = (letter) => { const mark = MARKS.findIndex((one) => letter.normalize("NFD").includes(one)); return mark < 0 ? "" : TONES[mark]; };
  const withTone = (letter, tone) => (tone ? (bare(letter).normalize("NFD") + MARKS[TONES.indexOf(tone)]).normalize("NFC") : bare(letter));
  const like = (model, letter) => (model === model.toUpperCase() && model !== model.toLowerCase() ? letter.toUpperCase() : letter);
  const VOWEL = /[aăâeêioôơuưy]/;
  const isVowel = (letter) => VOWEL.test(bare(letter).toLowerCase());

  /** Where the word's vowels are, `qu` and `gi` taken as consonants: [first, one past the last], or null. */
  const nucleus = (word) => {
    const plain = [...word].map((letter) => bare(letter).toLowerCase()).join("");
    let from = /^(qu|gi(?=[aăâeêoôơuư]))/.test(plain) ? 2 : 0;
    while (from < plain.length && !VOWEL.test(plain[from])) from += 1;
    let to = from;
    while (to < plain.length && VOWEL.test(plain[to])) to += 1;
    return to > from ? [from, to] : null;
  };
  /** The vowel that carries the tone: one with a hat or horn, else the middle of three, else by what follows. */
  const carrier = (word, [from, to]) => {
    const letters = [...word].map((letter) => bare(letter).toLowerCase());
    for (let i = to - 1; i >= from; i -= 1) if ("ăâêôơư".includes(letters[i])) return i;
    if (to - from >= 3) return from + 1;
    if (to - from === 2) return to < letters.length ? from + 1 : from;
    return from;
  };
  const tone = (word, key) => {
    const place = nucleus(word);
    if (!place) return null;
    const letters = [...word], there = letters.slice(...place).map(toneOf).find(Boolean) || "";
    for (let i = place[0]; i < place[1]; i += 1) letters[i] = withTone(letters[i], "");
    if (there === key) return letters.join("") + key;
    const at = carrier(letters.join(""), place);
    letters[at] = withTone(letters[at], key === "z" ? "" : key);
    return letters.join("");
  };
  const hat = (word, key) => {
    const letters = [...word];
    if (key === "w") {
      for (let i = letters.length - 1; i > 0; i -= 1) {
        if (bare(letters[i]).toLowerCase() === "o" && bare(letters[i - 1]).toLowerCase() === "u" && bare(letters[i - 2] || "").toLowerCase() !== "q") {
          letters[i] = like(letters[i], withTone("ơ", toneOf(letters[i]))); letters[i - 1] = like(letters[i - 1], withTone("ư", toneOf(letters[i - 1])));
          return letters.join("");
        }
      }
    }
    for (let i = letters.length - 1; i >= 0; i -= 1) {
      const made = HATS[bare(letters[i]).toLowerCase() + key];
      if (made) { letters[i] = like(letters[i], withTone(made, toneOf(letters[i]))); return settled(letters.join("")); }
    }
    return null;
  };
  /** A tone set before its hat moves to where it belongs. */
  const settled = (word) => {
    const place = nucleus(word), key = place && [...word].slice(...place).map(toneOf).find(Boolean);
    if (!key) return word;
    const letters = [...word];
    for (let i = place[0]; i < place[1]; i += 1) letters[i] = withTone(letters[i], "");
    const at = carrier(letters.join(""), place);
    letters[at] = withTone(letters[at], key);
    return letters.join("");
  };

  /** The word after one more letter, as Telex has it: `tieengs` becomes `tiếng`, `ddaf` `đà`. */
  const compose = (word, letter) => {
    const key = letter.toLowerCase();
    if (key === "d" && /^d/i.test(word) && !/d/i.test(word.slice(1))) return like(word[0], "đ") + word.slice(1);
    if (word && (TONES.includes(key) || key === "z")) { const made = tone(word, key); if (made !== null && (key !== "z" || made !== word)) return made; }
    if (word && "aeow".includes(key)) { const made = hat(word, key); if (made !== null) return made; }
    return settled(word + letter);
  };
  globalThis.onestopTelex = { compose, tone };
  if (typeof document === "undefined" || globalThis.onestopKeys) return;

  const field = () => { const one = document.activeElement; return one?.classList.contains("kiosk-input") ? one : document.querySelector(".kiosk-input:placeholder-shown, .kiosk-input"); };
  const tell = (one) => one.dispatchEvent(new Event("input", { bubbles: true }));
  const put = (one, from, to, words) => { one.setRangeText(words, from, to, "end"); tell(one); };
  const wordBefore = (one) => /[\p{L}]*$/u.exec(one.value.slice(0, one.selectionStart))[0];
  /** The next letter is a capital, once. */
  let upper = false;
  const shift = (on) => { upper = on; document.querySelector("[data-type=shift]")?.setAttribute("aria-pressed", String(on)); };
  const enter = (one, letter) => {
    if (one.maxLength > 0 && one.value.length >= one.maxLength && one.selectionStart === one.selectionEnd) return;
    const word = one.dataset.telex === "yes" && one.selectionStart === one.selectionEnd ? wordBefore(one) : "";
    const first = one.selectionStart === 0, capital = upper || (one.name === "name" && (first || one.value[one.selectionStart - 1] === " ")) || (first && one.dataset.capital === "first");
    const typed = capital || one.dataset.telex !== "yes" ? letter.toUpperCase() : letter;
    shift(false);
    if (word && /\p{L}/u.test(typed)) put(one, one.selectionStart - word.length, one.selectionStart, compose(word, typed));
    else put(one, one.selectionStart, one.selectionEnd, typed);
  };
  const act = (key) => {
    if (key.dataset.type === "shift") return shift(!upper);
    const one = field();
    if (!one) return;
    if (document.activeElement !== one) { one.focus(); one.setSelectionRange(one.value.length, one.value.length); }
    const at = one.selectionStart;
    if (key.dataset.tone) { const word = wordBefore(one), made = word && tone(word, key.dataset.tone); if (made && made !== word + key.dataset.tone) put(one, at - word.length, at, made); }
    else if (key.dataset.type === "back") { if (at !== one.selectionEnd) put(one, at, one.selectionEnd, ""); else if (at) put(one, at - 1, at, ""); }
    else enter(one, key.dataset.type === "space" ? " " : key.dataset.type);
  };
  document.addEventListener("pointerdown", (event) => { if (event.target.closest?.(".kiosk-key")) event.preventDefault(); }, true);
  document.addEventListener("click", (event) => { const key = event.target.closest?.(".kiosk-key"); if (key) act(key); });

  // A scanner types faster than any hand and ends with Enter: what it typed leaves the field again and is handed on.
  const FASTEST_HAND_MS = 35, SHORTEST = 6;
  let burst = "", last = 0, before = null, where = null;
  const restore = () => { if (where && before !== null) { where.value = before; tell(where); } };
  document.addEventListener("keydown", (event) => {
    const now = performance.now(), quick = now - last < FASTEST_HAND_MS;
    last = now;
    const one = document.activeElement;
    if (event.key === "Enter" && quick && burst.length >= SHORTEST) {
      event.preventDefault(); event.stopPropagation();
      restore();
      const form = document.getElementById("kiosk-scan");
      if (form) { form.elements.scan.value = burst; form.requestSubmit(); form.elements.scan.value = ""; }
      burst = "";
      return;
    }
    if (event.key.length !== 1 || event.ctrlKey || event.altKey || event.metaKey) { if (event.key !== "Shift") burst = ""; return; }
    if (!quick || !burst) { where = /^(INPUT|TEXTAREA)$/.test(one?.tagName) ? one : null; before = where ? where.value : null; burst = ""; }
    burst += event.key;
    // A hand at a real keyboard gets its Telex too; the first letters of a burst are typed as they are.
    if (!quick && where?.classList.contains("kiosk-input") && where.dataset.telex === "yes" && /^\p{L}$/u.test(event.key) && !event.isComposing) { event.preventDefault(); enter(where, event.key); }
  }, true);
  globalThis.onestopKeys = true;
})();
