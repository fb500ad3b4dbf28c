// Only in a SCORM 1.2 package. Where a learning platform runs it, what a learner does is kept by the platform and not on
// the device, which several learners may share; and it gets completion, score (first tries) and time. Where there is no
// platform, this does nothing. It runs before record.js, which asks mbcPlatform.store instead of localStorage.
//
// cmi.suspend_data holds at most 4096 characters: "1" (the form), then entries, newest first, each ended by the next ";":
//   KEY4 (of the question's place, see __init__.py), then
//   FIRST1 MOST1, points of the first try and the most there are; "__" for an answer that was not checked, then
//   LAST1 TRIES1, and BOX1 DUE3 while a missed question comes back, then
//   ":" FIRST_AT3 AT3 and the answer: CONTROL=VALUE,VALUE/CONTROL=... , each control without the id of its question
// Numbers are digits to the base of 64; days are counted from 2026-01-01. Where room is short, answers are dropped first,
// those of the oldest questions before others, then what only repeating needs. The first tries of the whole course fit.
"use strict";
(() => {
  const [LIMIT, FORM, LONG] = [4096, "1", 400]; // LONG: no answer that a learner means is longer
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const ENTRY = /^([\w-]{4})([\w-])([\w-])(?:([\w-])([\w-]))?(?:([\w-])([\w-]{3}))?(?::([\w-]{3})([\w-]{3})(.*))?$/;
  const [NONE, START, DAY] = ["_", Date.parse("2026-01-01T00:00:00Z"), 86400000];
  const [PAUSE, AGAIN] = [400, 15000]; // milliseconds until a change is written, and until a refused one is tried again
  const ITEM = "mbc-course/item/";
  const LESSON = "mbc-course/lesson/";
  const LAST = "mbc-course/last";

  // --- the record as text ----------------------------------------------------------------------------------------------

  const digits = (number, width) => {
    let [text, rest] = ["", Math.max(0, Math.min(64 ** width - 1, Math.round(number) || 0))];
    for (; text.length < width; rest = Math.floor(rest / 64)) text = DIGITS[rest % 64] + text;
    return text;
  };
  const number = (text) => [...text].reduce((sum, digit) => sum * 64 + DIGITS.indexOf(digit), 0);
  const days = (day) => (day ? digits((Date.parse(`${day}T00:00:00Z`) - START) / DAY, 3) : "AAA");
  const date = (text) => (text === "AAA" ? undefined : new Date(START + number(text) * DAY).toISOString().slice(0, 10));
  const itemOf = (place) => place.slice(place.indexOf(":") + 1); // a place in a test begins with the test

  function answerText(place, answer) {
    const item = itemOf(place);
    return Object.entries(answer).map(([name, values]) => {
      const short = name.startsWith(item) ? encodeURIComponent(name.slice(item.length)) : `@${encodeURIComponent(name)}`;
      return `${short}=${values.map(encodeURIComponent).join(",")}`;
    }).join("/");
  }

  function answerOf(place, text) {
    const answer = {};
    for (const part of text ? text.split("/") : []) {
      const [name, values] = part.split("=");
      answer[name.startsWith("@") ? decodeURIComponent(name.slice(1)) : itemOf(place) + decodeURIComponent(name)] = values.split(",").map(decodeURIComponent);
    }
    return answer;
  }

  // An item at its three lengths: the first try; all that repeating needs; the answer too. Empty where there is none.
  function lengths(key, place, item) {
    const { first, last, tries, box, due, answer } = item;
    const one = first ? key + digits(first[0], 1) + digits(first[1], 1) : "";
    const two = first ? one + digits((last ?? first)[0], 1) + digits(tries ?? 1, 1) + (due ? digits(box, 1) + days(due) : "") : "";
    let said = "";
    try {
      said = answerText(place, answer ?? {});
    } catch { /* half a character */ }
    const three = (first || said) && said.length <= LONG ? `${two || key + NONE + NONE}:${days(item.first_at)}${days(item.at)}${said}` : "";
    return [one, two, three];
  }

  // As much of the items (place -> item, newest first) as fits.
  function encode(items, keys) {
    const all = [...items].filter(([place]) => keys.has(place)).map(([place, item]) => lengths(keys.get(place), place, item));
    const chosen = all.map(() => "");
    let room = LIMIT - FORM.length;
    for (const level of [0, 1, 2]) {
      for (const [at, texts] of all.entries()) {
        const cost = texts[level].length - chosen[at].length + (chosen[at] ? 0 : 1);
        if (!texts[level]) continue;
        if (cost > room) break; // what is older is dropped
        room -= cost;
        chosen[at] = texts[level];
      }
    }
    return [FORM, ...chosen.filter(Boolean)].join(";");
  }

  // place -> item, newest first. What cannot be read is left out.
  function decode(text, places) {
    const items = new Map();
    const [form, ...entries] = text.split(";");
    for (const entry of form === FORM ? entries : []) {
      const found = ENTRY.exec(entry);
      const place = places.get(found?.[1]);
      if (!place || items.has(place)) continue;
      const [, , points, most, last, tries, box, due, firstAt, at, said] = found;
      const item = { answer: {} };
      try {
        item.answer = answerOf(place, said);
      } catch { /* cut off by a platform */ }
      if (points !== NONE) Object.assign(item, { first: [number(points), number(most)], last: [number(last ?? points), number(most)], tries: tries ? number(tries) : 1 });
      if (due) Object.assign(item, { box: number(box), due: date(due) });
      if (at && date(at)) Object.assign(item, { first_at: date(firstAt) ?? date(at), at: date(at) });
      items.set(place, item);
    }
    return items;
  }

  // --- the platform ----------------------------------------------------------------------------------------------------

  function find() {
    for (let [at, up] = [window, 0]; at && up < 20; up += 1) {
      try {
        if (at.API?.LMSInitialize) return at.API;
      } catch { /* a frame of another site */ }
      let opener;
      try {
        opener = at.opener;
      } catch { /* as above */ }
      at = at.parent !== at ? at.parent : opener;
    }
    return undefined;
  }

  const KEPT = "Your learning platform keeps your answers, the points of your first tries and your time. Your instructor may see them.";
  const REVIEW = "Your learning platform opened this for review: it keeps nothing of what you do now.";
  const GONE = "Your learning platform did not save your last answers. Keep this page open: it tries again by itself. "
    + "If this message stays, tell your instructor; what is not saved is lost when you close the page.";
  const DEAF = "Your learning platform did not start. It gets no score and no answers from this page.";

  function connect(api, { groups }) {
    const call = (name, ...values) => {
      try {
        return String(api[name](...values));
      } catch {
        return ""; // gone
      }
    };
    const get = (name) => call("LMSGetValue", name);
    if (call("LMSInitialize", "") !== "true" && !get("cmi.core.lesson_status")) return undefined;

    const began = Date.now();
    const isReview = ["review", "browse"].includes(get("cmi.core.lesson_mode"));
    const counted = groups.flatMap(([, , items]) => items).filter(([place]) => !place.includes(":"));
    const every = groups.flatMap(([, , items]) => items);
    const keys = new Map(every.map(([place, , key]) => [place, key]));
    const places = new Map(every.flatMap(([place, , ...known]) => known.map((key) => [key, place])));
    const entries = new Map(); // as record.js keeps them: name -> text, newest last
    const accepted = new Map(); // what the platform took
    const status = get("cmi.core.lesson_status");
    let [isOver, isRefused, timer] = [false, false, 0];

    const items = () => new Map([...entries].reverse().flatMap(([name, text]) => (name.startsWith(ITEM) ? [[name.slice(ITEM.length), JSON.parse(text)]] : [])));

    function resume() {
      const found = decode(get("cmi.suspend_data"), places);
      for (const [place, item] of [...found].reverse()) entries.set(ITEM + place, JSON.stringify(item));
      for (const [page, title, own] of groups) {
        const tried = own.map(([place]) => found.get(place)?.first).filter(Boolean);
        const add = (at) => tried.reduce((sum, points) => sum + points[at], 0);
        const lesson = { title, done: tried.length, questions: own.length, points: add(0), of: add(1), most: own.reduce((sum, [, most]) => sum + most, 0) };
        if (tried.length) entries.set(LESSON + page, JSON.stringify(lesson));
      }
      const [page, anchor, section] = get("cmi.core.lesson_location").split("#").map((part) => { try { return decodeURIComponent(part); } catch { return ""; } });
      const title = groups.find(([name]) => name === page)?.[1];
      if (title && anchor && section) entries.set(LAST, JSON.stringify({ page, title, section, anchor }));
    }

    function reached() {
      const { page, anchor, section } = JSON.parse(entries.get(LAST) ?? "{}");
      const text = page ? [page, anchor, section].map(encodeURIComponent).join("#") : "";
      return text.length < 256 ? text : "";
    }

    function report() {
      const kept = items();
      const tried = counted.map(([place, most]) => [kept.get(place)?.first, most]).filter(([first]) => first);
      const most = counted.reduce((sum, [, own]) => sum + own, 0);
      const points = tried.reduce((sum, [first, own]) => sum + Math.min(first[0], own), 0);
      const isDone = tried.length === counted.length || ["completed", "passed", "failed"].includes(status);
      const seconds = Math.floor((Date.now() - began) / 1000);
      const two = (part) => String(part).padStart(2, "0");
      return {
        "cmi.suspend_data": encode(kept, keys),
        "cmi.core.lesson_location": reached(),
        ...(tried.length ? { "cmi.core.score.min": "0", "cmi.core.score.max": "100", "cmi.core.score.raw": String(Math.round((10000 * points) / most) / 100) } : {}),
        "cmi.core.lesson_status": isDone ? (["passed", "failed"].includes(status) ? status : "completed") : "incomplete",
        "cmi.core.exit": "suspend", // all of it is there the next time, after the last question too
        "cmi.core.session_time": `${two(Math.floor(seconds / 3600) % 10000)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`,
      };
    }

    const OPTIONAL = ["cmi.core.score.min", "cmi.core.score.max"]; // a platform need not have them

    function save() {
      clearTimeout(timer);
      timer = 0;
      if (isOver || isReview) return;
      const before = isRefused;
      isRefused = false;
      for (const [name, value] of Object.entries(report())) {
        if (accepted.get(name) === value) continue;
        if (call("LMSSetValue", name, value) === "true") accepted.set(name, value);
        else if (!OPTIONAL.includes(name)) isRefused = true;
      }
      if (call("LMSCommit", "") !== "true") {
        isRefused = true;
        accepted.clear(); // nobody knows what it has
      }
      if (isRefused) timer = setTimeout(save, AGAIN);
      if (before !== isRefused) platform.onchange?.();
    }

    function later() {
      if (!timer || isRefused) {
        clearTimeout(timer);
        timer = setTimeout(save, PAUSE);
      }
    }

    function finish() {
      save();
      if (!isOver) call("LMSFinish", "");
      isOver = true;
      clearTimeout(timer);
    }

    const platform = {
      store: {
        keys: () => [...entries.keys()],
        getItem: (name) => entries.get(name) ?? null,
        setItem: (name, text) => { entries.delete(name); entries.set(name, text); later(); },
        removeItem: (name) => { entries.delete(name); later(); },
      },
      problem: () => (isRefused ? GONE : ""),
      note: () => (isReview ? REVIEW : isRefused ? GONE : KEPT),
    };
    resume();
    save();
    addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
    addEventListener("pagehide", finish);
    addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
    return platform;
  }

  // In the package of the course the platform is that of the frame around the page.
  function start() {
    try {
      if (parent !== window && parent.mbcPlatform) return parent.mbcPlatform;
    } catch { /* a frame of another site */ }
    const data = document.getElementById("mbc-scorm");
    const api = data && find();
    const platform = api && connect(api, JSON.parse(data.textContent));
    return platform || (api ? { isDeaf: true } : undefined);
  }

  const found = start();
  const platform = found?.store ? found : undefined;
  if (platform) globalThis.mbcPlatform = platform;

  // A line below the title, and one that stays in sight while something is not saved.
  function tell() {
    const title = document.querySelector("article h1");
    if (!title) return;
    const line = (css) => Object.assign(document.createElement("p"), { className: css, role: "status" });
    const [top, foot] = [line("mbc-platform"), line("mbc-platform mbc-unsaved")];
    title.after(top);
    title.closest("article").append(foot);
    const show = () => {
      top.textContent = platform ? platform.note() : DEAF;
      foot.textContent = platform?.problem() ?? "";
      foot.hidden = !foot.textContent;
    };
    show();
    if (!platform) return;
    platform.onchange = show;
    const last = JSON.parse(platform.store.getItem(LAST) ?? "null");
    if (last?.page !== document.getElementById("furo-main-content")?.dataset.page) return;
    const back = Object.assign(document.createElement("a"), { href: `#${encodeURIComponent(last.anchor)}`, textContent: last.section });
    const on = Object.assign(document.createElement("p"), { className: "mbc-go-on" });
    on.append("Continue where you were: ", back);
    top.after(on);
  }

  // A page of another site would take the place of the lesson in its frame, and most refuse to.
  function leave({ target }) {
    const link = target.closest?.("a[href]");
    if (link && /^https?:$/.test(link.protocol) && link.host !== location.host) Object.assign(link, { target: "_blank", rel: "noopener" });
  }

  if (found) {
    document.addEventListener("DOMContentLoaded", tell);
    document.addEventListener("click", leave, true);
  }
})();
