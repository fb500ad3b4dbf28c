// What a learner did, on this device only (localStorage) and in a file that the learner may take along.
//
// In the file, version 2: { version, items: { place: item }, lessons: { page: lesson }, last: { page, section } }
//   place   id of a question; in a test before and after the course with the name of the form before it
//   item    { answer: { control: [values] }, first: [points, most], last: [points, most], tries, first_at and at (days of
//             the first and the last try), box, due } ; box and due (a day) only while a missed question comes back
//   lesson  { title, done, questions, points, of, most }
// On the device each item, each lesson and the last place is an entry of its own (mbc-course/item/PLACE ...), because a
// browser tells a tab late what another tab wrote: who writes everything back writes over what the other one did.
// Until November 2026 all of it was one entry, mbc-course, in this form or as { answers, points, pages } (version 1); it is
// read and brought along.
// In a learning platform the entries are kept there instead (scorm/scorm.js), and by nothing on the device.
// In JupyterLab utils/questions/record.py does the same; both are checked against tests/questions/record_cases.json.
"use strict";
globalThis.mbcRecord = (() => {
  const KEY = "mbc-course";
  const VERSION = 2;
  const DAYS = [1, 3, 7, 21]; // Leitner's boxes: a missed question comes back after so many days
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isPoints = (value) => Array.isArray(value) && value.length === 2 && value.every((number) => Number.isFinite(number) && number >= 0);
  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  const after = (day, days) => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86400000).toISOString().slice(0, 10);
  const isDay = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) && after(value, 0) === value;

  const NOT_KEPT = "Your browser does not keep this when you close the page.";
  const platform = globalThis.mbcPlatform;
  const box = () => platform?.store ?? localStorage;
  const unsaved = new Map(); // entries that could not be stored: text, or null for one that was removed
  let problem = ""; // why it is not kept, for the learner; empty if it is

  const empty = () => ({ version: VERSION, items: {}, lessons: {} });

  // What was found, in the form of today; undefined if it is not a record.
  function upgraded(found) {
    if (!isObject(found)) return undefined;
    const record = empty();
    if (found.version === undefined) {
      if (![found.answers, found.points, found.pages].some(isObject)) return undefined;
      for (const [place, answer] of Object.entries(isObject(found.answers) ? found.answers : {})) item(record, place).answer = isObject(answer) ? answer : {};
      for (const [place, points] of Object.entries(isObject(found.points) ? found.points : {})) if (isPoints(points)) Object.assign(item(record, place), { first: points, last: points, tries: 1 });
      return record;
    }
    if (found.version !== VERSION) return undefined;
    for (const [place, item] of Object.entries(isObject(found.items) ? found.items : {})) {
      if (!isObject(item) || (item.first !== undefined && !isPoints(item.first))) continue;
      const own = record.items[place] = { ...item, answer: isObject(item.answer) ? item.answer : {} };
      if (DAYS[own.box] === undefined || !isDay(own.due)) { delete own.box; delete own.due; }
    }
    for (const [page, lesson] of Object.entries(isObject(found.lessons) ? found.lessons : {})) if (isObject(lesson)) record.lessons[page] = lesson;
    if (isObject(found.last) && typeof found.last.page === "string") record.last = found.last;
    return record;
  }

  const isOwn = (key) => key === null || key === KEY || key.startsWith(`${KEY}/`); // of an entry; null is all of them

  function parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  function write(name, text) {
    try {
      if (text === null) box().removeItem(name);
      else box().setItem(name, text);
      unsaved.delete(name);
      if (!unsaved.size && problem === NOT_KEPT) problem = "";
    } catch {
      unsaved.set(name, text);
      problem = NOT_KEPT;
    }
  }

  // Every entry of the course: name -> text.
  function stored() {
    const found = new Map();
    try {
      for (const name of (platform?.store.keys() ?? Object.keys(localStorage)).filter(isOwn)) found.set(name, box().getItem(name));
    } catch {
      problem = NOT_KEPT;
    }
    for (const [name, text] of unsaved) {
      if (text === null) found.delete(name);
      else found.set(name, text);
    }
    return found;
  }

  // What cannot be read, or is of a newer edition, is set aside and not written over.
  function setAside(name, text) {
    write(name.replace(KEY, `${KEY}-set-aside`), text);
    write(name, null);
    const found = parsed(text);
    problem = isObject(found) && found.version > VERSION
      ? "Progress of a newer edition of the course was found. It is set aside, and this page begins anew."
      : "Stored progress could not be read. It is set aside, and this page begins anew.";
  }

  // A record as entries, and back.
  function entries(record) {
    const found = new Map();
    for (const part of ["item", "lesson"]) for (const [id, value] of Object.entries(record[`${part}s`])) found.set(`${KEY}/${part}/${id}`, JSON.stringify(value));
    if (record.last) found.set(`${KEY}/last`, JSON.stringify(record.last));
    return found;
  }

  function read() {
    const found = stored();
    const old = found.get(KEY);
    if (old !== undefined) {
      found.delete(KEY);
      const record = upgraded(parsed(old));
      if (record) {
        for (const [name, text] of entries(record)) {
          if (found.has(name)) continue;
          write(name, text);
          found.set(name, text);
        }
        write(KEY, null);
      } else setAside(KEY, old);
    }
    const record = empty();
    for (const [name, text] of found) {
      const [, part, id] = /^[^/]+\/(item|lesson|last)\/?(.*)$/.exec(name) ?? [];
      const value = parsed(text);
      const one = upgraded({ version: VERSION, ...(part === "last" ? { last: value } : { [`${part}s`]: { [id]: value } }) });
      if (!entries(one).size) setAside(name, text);
      Object.assign(record.items, one.items);
      Object.assign(record.lessons, one.lessons);
      if (one.last) record.last = one.last;
    }
    return record;
  }

  // Changes the record and writes the entries that differ, no others.
  function change(edit) {
    const record = read();
    const before = entries(record);
    edit(record);
    const now = entries(record);
    for (const [name, text] of now) if (before.get(name) !== text) write(name, text);
    for (const name of before.keys()) if (!now.has(name)) write(name, null);
    changed();
    return record;
  }

  const changed = () => dispatchEvent(new Event("mbc-record")); // for this page; other pages hear of it by "storage"

  const item = (record, place) => (record.items[place] ??= { answer: {} });

  // A try of a question: the first one counts; one that is missed comes back, and after four right ones it is done.
  function attempt(own, points, most, day) {
    if (!own.first) Object.assign(own, { first: [points, most], first_at: day });
    Object.assign(own, { last: [points, most], tries: (own.tries ?? 0) + 1, at: day });
    if (points < most) Object.assign(own, { box: 0, due: after(day, DAYS[0]) });
    else if (own.due !== undefined && own.due <= day) {
      own.box += 1;
      if (own.box < DAYS.length) own.due = after(day, DAYS[own.box]);
      else { delete own.box; delete own.due; }
    }
    return own;
  }

  const tried = (place, points, most) => change((record) => { attempt(item(record, place), points, most, today()); });

  // Of two records of one item: whose first try was earlier is not known, so what is here already counts.
  function joined(mine, record) {
    for (const [place, theirs] of Object.entries(record.items)) {
      const own = mine.items[place];
      if (!own) mine.items[place] = theirs;
      else if (!own.first && theirs.first) mine.items[place] = { ...theirs, answer: { ...theirs.answer, ...own.answer } };
    }
    for (const [page, lesson] of Object.entries(record.lessons)) mine.lessons[page] ??= lesson;
    if (record.last) mine.last ??= record.last;
    return mine;
  }

  function merge(other) {
    const record = upgraded(other);
    if (record) change((mine) => { joined(mine, record); });
    return Boolean(record);
  }

  // Forget some questions, or everything.
  function forget(places) {
    if (places) return change((record) => places.forEach((place) => delete record.items[place]));
    for (const name of stored().keys()) write(name, null);
    changed();
    return empty();
  }

  // Where a learner's answers are; ``kept`` says so where it is the device.
  const note = (kept) => platform?.note() ?? `${problem || kept} It is sent nowhere.`;

  return { isReported: Boolean(platform), note, read, change, attempt, tried, item, upgraded, joined, merge, forget, today, problem: () => problem, isOwn };
})();
