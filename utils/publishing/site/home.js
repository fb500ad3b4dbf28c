// The first page: how far a learner is in each lesson, where to go on, what comes back today, and the record as a
// file. The page "Repeat": every question that was missed and when it is due, and the score by client need and by step
// of clinical judgment. A lesson as a single file has both for itself. Only with JavaScript; what they know is in record.js.
"use strict";
(() => {
  const record = globalThis.mbcRecord;
  const make = (tag, css, text = "") => Object.assign(document.createElement(tag), { className: css, textContent: text });
  const press = (text) => Object.assign(make("button", "mbc-button", text), { type: "button" });
  const link = (href, text) => Object.assign(make("a", "", text), { href });
  const missed = () => Object.entries(record.read().items).filter(([place, item]) => item.due !== undefined && !place.includes(":"));
  const FROM_FILES = "You opened a file. Chrome and Edge keep your progress for all pages of the course that you open as files on this "
    + "device. Firefox keeps it for each file by itself, and so may other browsers: then save it here, and load it on the next page.";
  const due = () => missed().filter(([, item]) => item.due <= record.today());

  // --- the first page ------------------------------------------------------------------------------------------------

  function states(map) {
    const { lessons } = record.read();
    map.querySelectorAll(".mbc-state").forEach((line) => line.remove());
    for (const entry of map.querySelectorAll(":scope > li")) {
      const page = entry.querySelector(".mbc-name a").getAttribute("href").replace(/\.html$/, "");
      const own = lessons[page];
      const minutes = Number(entry.dataset.minutes);
      const left = own ? Math.ceil((minutes * (own.questions - own.done)) / own.questions) : minutes;
      const text = !own?.done ? "Not begun"
        : own.done < own.questions ? `${own.done} of ${own.questions} questions, ${own.points} of ${own.of} points; about ${left} minute${left === 1 ? "" : "s"} left`
          : `✓ All questions done: ${own.points} of ${own.of} points`;
      entry.querySelector(".mbc-name").after(make("p", "mbc-state", text));
    }
  }

  function goOn(map) {
    document.querySelectorAll(".mbc-go-on").forEach((line) => line.remove());
    const { last } = record.read();
    const first = map.querySelector(".mbc-name a");
    const line = make("p", "mbc-go-on");
    if (last?.title && last.anchor && document.querySelector(`.mbc-name a[href="${CSS.escape(last.page)}.html"]`)) {
      line.append("Continue where you were: ", link(`${last.page}.html#${encodeURIComponent(last.anchor)}`, `${last.title} › ${last.section}`));
    } else if (first) line.append("Begin here: ", link(first.getAttribute("href"), first.textContent));
    const many = due().length;
    if (many) line.append(link("missed_questions.html", `${many} missed question${many === 1 ? " is" : "s are"} due today`));
    document.querySelector(".mbc-start")?.append(line);
  }

  function save() {
    const text = JSON.stringify(record.read(), null, 1);
    const file = link(URL.createObjectURL(new Blob([text], { type: "application/json" })), "");
    file.download = `mbc-progress-${record.today()}.json`;
    file.click();
    setTimeout(() => URL.revokeObjectURL(file.href), 1000);
  }

  function mine(home, update) {
    const section = make("section", "mbc-mine");
    const status = Object.assign(make("p", ""), { role: "status" });
    const tell = (text) => { status.textContent = `${text} ${record.note("It stays on this device.")}`; };
    const out = press("Save my progress as a file");
    out.addEventListener("click", save);
    const label = make("label", "mbc-file", "Load progress from a file ");
    const file = Object.assign(make("input", ""), { type: "file", accept: "application/json,.json" });
    label.append(file);
    file.addEventListener("change", async () => {
      let read = false;
      try {
        read = record.merge(JSON.parse(await file.files[0].text()));
      } catch { /* not JSON */ }
      update();
      tell(read ? "The file was added to your progress: where both have an answer, the one on this device counts." : "This file holds no progress of this course. Nothing was changed.");
      file.value = "";
    });
    const remove = press("Delete all my progress");
    const [yes, no] = [press("Delete all of it"), press("Keep it")];
    const asking = (on) => {
      remove.hidden = on;
      yes.hidden = no.hidden = !on;
      if (on) no.focus();
    };
    remove.addEventListener("click", () => { asking(true); tell("Delete your answers and points in every lesson and test?"); });
    no.addEventListener("click", () => { asking(false); tell(""); remove.focus(); });
    yes.addEventListener("click", () => {
      record.forget();
      asking(false);
      update();
      tell("All your progress was deleted.");
      remove.focus();
    });
    asking(false);
    tell("");
    section.append(make("h2", "", "Your progress"));
    if (record.isReported) { // no first try comes from a file, and none is taken back
      section.append(status, out);
      home.append(section);
      return;
    }
    if (!/^https?:$/.test(location.protocol)) section.append(make("p", "mbc-from-files", FROM_FILES));
    section.append(status, out, " ", label, " ", remove, " ", yes, " ", no);
    home.append(section);
  }

  function home(map) {
    const update = () => { states(map); goOn(map); };
    update();
    mine(document.querySelector("article"), update);
    addEventListener("storage", ({ key }) => { if (record.isOwn(key)) update(); });
  }

  // --- what was missed comes back -------------------------------------------------------------------------------------

  function table(name, rows) {
    const box = make("table", "");
    box.append(make("caption", "", `First tries, by ${name}`));
    const head = make("tr", "");
    head.append(...[name[0].toUpperCase() + name.slice(1), "questions", "points"].map((text) => Object.assign(make("th", "", text), { scope: "col" })));
    box.append(head);
    for (const [value, [questions, points, most]] of [...rows].sort(([, a], [, b]) => a[1] / a[2] - b[1] / b[2])) {
      const row = make("tr", "");
      row.append(Object.assign(make("th", "", value), { scope: "row" }), make("td", "", questions), make("td", "", `${points} of ${most}`));
      box.append(row);
    }
    return box;
  }

  function repeat(box) {
    const known = JSON.parse(document.getElementById("mbc-items").textContent);
    const list = (heading, entries, words) => {
      const items = make("ul", "mbc-list");
      for (const [place, item] of entries) {
        const [page, lesson, stem] = known[place];
        const entry = make("li", "");
        entry.append(link(`${page && `${page}.html`}#again-${place}`, stem), // without a name: this page
          make("p", "mbc-found-in", `${lesson}; ${words(item)}`));
        items.append(entry);
      }
      return entries.length ? [make("h2", "", heading), items] : [];
    };
    let shown = "";
    const show = () => {
      const kept = JSON.stringify(record.read().items);
      if (kept === shown) return; // the focus may be in the list
      shown = kept;
      const own = missed().filter(([place]) => place in known).sort(([, a], [, b]) => (a.due < b.due ? -1 : 1));
      const now = own.filter(([, item]) => item.due <= record.today());
      const later = own.filter(([, item]) => item.due > record.today());
      const columns = [["client need", new Map()], ["step of clinical judgment", new Map()]];
      for (const [place, { first }] of Object.entries(record.read().items)) {
        if (!first || !(place in known)) continue;
        columns.forEach(([, rows], at) => {
          const value = known[place][3 + at];
          const [questions, points, most] = rows.get(value) ?? [0, 0, 0];
          if (value !== "none") rows.set(value, [questions + 1, points + first[0], most + first[1]]);
        });
      }
      const boxes = (item) => `missed, ${item.box} of 4 times right since`;
      box.replaceChildren(
        make("p", "", own.length ? `${now.length} due today, ${later.length} later.` : "Nothing to repeat: a question that you miss comes back here after 1, 3, 7 and 21 days."),
        ...list("Due today", now, boxes),
        ...list("Later", later, (item) => `${boxes(item)}; due on ${item.due}`),
        ...columns.filter(([, rows]) => rows.size).map(([name, rows]) => table(name, rows)),
      );
    };
    show();
    addEventListener("mbc-record", show);
    addEventListener("storage", ({ key }) => { if (record.isOwn(key)) show(); });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const map = document.querySelector(".mbc-map");
    if (map) home(map);
    const box = document.getElementById("mbc-repeat");
    if (box) repeat(box);
    if (box?.closest(".mbc-single")) mine(box.closest(".mbc-single"), globalThis.mbcCourse.show);
  });
})();
