// The questions and menus of the pages. It adds "Check my answer" with a score to the questions, and progress that stays on this
// device (localStorage) and can be deleted; it moves the keyboard focus into menus that open; and it takes tables that do
// not scroll out of the Tab order. Nothing is sent anywhere. Without it, pages and explorers work too.
"use strict";
(() => {
  const { score, ROUNDING } = globalThis.mbcScores; // scores.js
  const record = globalThis.mbcRecord; // record.js
  const pointsOf = (form) => record.read().items[place(form)]?.first;

  // --- questions -----------------------------------------------------------------------------------------------------

  const make = (tag, css, text) => Object.assign(document.createElement(tag), { className: css, textContent: text });
  const press = (text) => Object.assign(make("button", "mbc-button", text), { type: "button" });
  const status = () => Object.assign(make("p", "mbc-result", ""), { role: "status", ariaLive: "polite" });
  const fields = (form) => [...form.querySelectorAll("fieldset :is(input, select)")];
  const place = (form) => (form.closest("[data-test]")?.dataset.test ?? "") + form.dataset.item;

  // A question that was renamed: what was kept under its former id moves to the new one, once.
  function adopt(form) {
    const { item, former } = form.dataset;
    const before = former && place(form).replace(item, former);
    if (!before || !(before in record.read().items)) return;
    record.change((kept) => {
      const old = kept.items[before];
      const answer = Object.fromEntries(Object.entries(old.answer).map(([name, values]) => [name.replace(former, item), values]));
      kept.items[place(form)] ??= { ...old, answer };
      delete kept.items[before];
    });
  }

  function answerIn(form) {
    const answer = {};
    for (const field of fields(form)) {
      const value = /radio|checkbox/.test(field.type) ? field.checked && field.value : field.value;
      if (value) (answer[field.name] ??= []).push(value);
    }
    return answer;
  }

  function fill(form, answer) {
    for (const field of fields(form)) {
      const values = answer[field.name] ?? [];
      if (/radio|checkbox/.test(field.type)) field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
    }
  }

  function missing(form, groups, open) {
    const answer = answerIn(form);
    const short = open.map((name) => groups.find(([group]) => group === name)).find(([name, , most]) => most > 1 && (answer[name] ?? []).length);
    const overfull = open.map((name) => groups.find(([group]) => group === name)).find(([name, , most]) => most && (answer[name] ?? []).length > most);
    if (overfull) return `Choose only ${overfull[2]}. Your answers stay as they are.`;
    if (short) return `${answer[short[0]].length} of ${short[2]} chosen. Your answers stay as they are.`;
    if (groups.length > 1 && open.length < groups.length) return `Still open: ${open.length} of ${groups.length}. Your answers stay as they are.`;
    return "Answer first, then check.";
  }

  // --- what is said of an answer: its own verdict and reasons; the fold with the key and all others stays as it is -------

  const VERDICTS = { right: ["✓", "Correct"], partly: ["◐", "Partly correct"], wrong: ["✗", "Incorrect"] };

  function verdict(kind) {
    const [sign, word] = VERDICTS[kind];
    const mark = make("b", `mbc-verdict mbc-${kind}`, "");
    mark.append(Object.assign(make("span", "", sign), { ariaHidden: "true" }), ` ${word}`);
    return mark;
  }

  function unmark(form) {
    form.querySelectorAll("label .mbc-verdict").forEach((mark) => mark.remove());
    form.querySelectorAll(".mbc-result, .mbc-own").forEach((box) => box.replaceChildren());
  }

  function keep(form, onChange) {
    adopt(form);
    fill(form, record.read().items[place(form)]?.answer ?? {});
    form.addEventListener("change", () => {
      record.change((kept) => { record.item(kept, place(form)).answer = answerIn(form); });
      unmark(form);
      onChange?.();
    });
  }

  // The controls of an answer that hold a choice, each with its label and the item of the key that gives the reason.
  function choices(form, [rule, groups, tolerance]) {
    const lists = [...form.querySelectorAll(":scope > details > ul")]; // one alone for all steps of an ordering question
    const isOrdering = lists.length < groups.length;
    return groups.flatMap(([name, key], group) => {
      const own = fields(form).filter((field) => field.name === name);
      const items = [...(lists[isOrdering ? 0 : group]?.children ?? [])];
      if (rule === "number") {
        const value = Number(own[0].value.replace(",", "."));
        const good = Math.abs(value - Number(key[0])) <= tolerance + ROUNDING;
        const isIt = (item) => (good ? item.querySelector(".mbc-right") : Math.abs(value - parseFloat(item.textContent)) <= ROUNDING);
        return [{ field: own[0], good, item: items.find(isIt) }];
      }
      if (own[0].tagName === "SELECT") {
        const place = [...own[0].options].filter(({ value }) => value).findIndex(({ value }) => value === own[0].value);
        return place < 0 ? [] : [{ field: own[0], good: key.includes(own[0].value), item: items[isOrdering ? group : place] }];
      }
      return own.map((field, place) => ({ field, good: key.includes(field.value), item: items[place] })).filter(({ field }) => field.checked);
    });
  }

  // Of an ordering question, the reason names the right place: it stays in the fold until it is asked for.
  function explain(form, marking, own) {
    const reasons = make("ul", "mbc-list", "");
    for (const { field, good, item } of choices(form, marking)) {
      field.closest("label").append(verdict(good ? "right" : "wrong"));
      if (item && (good || item.querySelector(".mbc-verdict"))) reasons.append(item.cloneNode(true));
    }
    if (reasons.childElementCount) own.append(reasons);
  }

  function prepare(form, onChecked) {
    const marking = JSON.parse(atob(form.dataset.marking));
    const button = press("Check my answer");
    const result = status();
    const own = make("div", "mbc-own", "");
    form.querySelector(":scope > details").before(button, result, own);
    keep(form);
    button.addEventListener("click", () => {
      const { points, most, open } = score(marking, answerIn(form));
      unmark(form);
      if (open.length) {
        result.textContent = missing(form, marking[1], open);
        return;
      }
      const first = pointsOf(form); // the first try counts
      record.tried(place(form), points, most);
      result.append(verdict(points === most ? "right" : points ? "partly" : "wrong"), `: ${points} of ${most} point${most === 1 ? "" : "s"}. `);
      result.append(first ? `This is another try; your first one counts: ${first[0]} of ${first[1]}.` : "The answer and all reasons are in the fold below.");
      explain(form, marking, own);
      onChecked();
    });
    return { form, most: score(marking, {}).most };
  }

  // A test: one button after the last question. Answers are hidden until every question has one, and the first try counts.
  function prepareTest(section, onChecked) {
    const forms = [...section.querySelectorAll("form[data-marking]")];
    const markings = new Map(forms.map((form) => [form, JSON.parse(atob(form.dataset.marking))]));
    const answers = section.querySelector(":scope > .mbc-test-answers");
    const button = press("Finish the test");
    const result = status();
    const again = make("ul", "mbc-list", "");
    answers.before(button, result, again);
    const tell = () => { answers.hidden = !forms.every(pointsOf); };
    forms.forEach((form) => keep(form, () => { result.textContent = ""; }));
    button.addEventListener("click", () => {
      const scores = forms.map((form) => score(markings.get(form), answerIn(form)));
      const open = scores.flatMap((scored, number) => (scored.open.length ? [number + 1] : []));
      again.replaceChildren();
      if (open.length) {
        result.textContent = `Still open: ${open.length === 1 ? "question" : "questions"} ${open.join(", ")}. Your answers stay as they are.`;
        return;
      }
      const [points, most] = sum(scores.map(({ points, most }) => [points, most]));
      const before = forms.map(pointsOf);
      forms.forEach((form, number) => {
        record.tried(place(form), scores[number].points, scores[number].most);
        unmark(form);
        choices(form, markings.get(form)).forEach(({ field, good }) => field.closest("label").append(verdict(good ? "right" : "wrong")));
      });
      result.textContent = `${points} of ${most} points. ` + (before.every(Boolean) ? `This is another try; your first one counts: ${sum(before)[0]} of ${most}.` : "The answers and the reasons are at the end.");
      again.append(...weakest(forms, scores));
      onChecked();
    });
    return { items: forms.map((form) => ({ form, most: score(markings.get(form), {}).most })), update: tell };
  }

  // Client needs with less than three quarters of their points, each with the lessons of the questions that cost points.
  function weakest(forms, scores) {
    const needs = new Map();
    forms.forEach((form, number) => {
      const { need, lesson, title } = form.parentElement.dataset;
      const { points, most } = scores[number];
      const { points: before, most: of, lessons } = needs.get(need) ?? { points: 0, most: 0, lessons: new Map() };
      if (points < most) lessons.set(lesson, title);
      needs.set(need, { points: before + points, most: of + most, lessons });
    });
    return [...needs].filter(([, { points, most }]) => points < 0.75 * most).map(([need, { points, most, lessons }]) => {
      const item = make("li", "", `To look at again: ${need}, ${points} of ${most} points. `);
      [...lessons].forEach(([lesson, title], number) => item.append(number ? ", " : "", Object.assign(make("a", "", title), { href: `${lesson}.html` })));
      return item;
    });
  }

  // --- progress ------------------------------------------------------------------------------------------------------

  const sum = (pairs) => pairs.reduce(([a, b], [x, y]) => [a + x, b + y], [0, 0]);
  const storageNote = () => record.note("This stays on your device.");

  // A button that asks once more, in the page, before it deletes.
  function deleteButton(label, question, act) {
    const box = make("span", "mbc-delete", "");
    const button = press(label);
    const [yes, no] = [press("Delete"), press("Keep")];
    const ask = make("span", "", question);
    const asking = (on) => {
      button.hidden = on;
      [ask, yes, no].forEach((part) => { part.hidden = !on; });
    };
    asking(false);
    button.addEventListener("click", () => { asking(true); no.focus(); });
    no.addEventListener("click", () => { asking(false); button.focus(); });
    yes.addEventListener("click", () => { asking(false); act(); button.focus(); });
    box.append(button, ask, " ", yes, " ", no);
    return box;
  }

  const pageName = () => document.getElementById("furo-main-content")?.dataset.page ?? ""; // also of a file that was renamed

  // The questions of a page are one group, even if they are in several places; a test is one of its own. Its progress
  // is shown after the last of them.
  function quiz(name, sections) {
    const items = [];
    let deleted = ""; // said until something is answered again, also while other tabs write
    const done = () => items.map(({ form }) => pointsOf(form)).filter(Boolean);
    const most = () => items.reduce((total, item) => total + item.most, 0);
    const box = make("div", "mbc-progress", "");
    const line = Object.assign(make("p", "", ""), { role: "status" });
    const tests = sections.filter((section) => section.dataset.test).map((section) => prepareTest(section, refresh));
    tests.forEach((test) => items.push(...test.items));
    const lessons = sections.filter((section) => !section.dataset.test).flatMap((section) => [...section.querySelectorAll("form[data-marking]")]);
    items.push(...lessons.map((form) => prepare(form, refresh)));
    const what = tests.length ? "this test" : "this lesson";
    const remove = deleteButton(`Delete my answers in ${what}`, `Delete your answers to ${items.length} questions of ${what}? `, () => {
      record.forget(items.map(({ form }) => place(form)));
      items.forEach(({ form }) => { form.reset(); unmark(form); });
      refresh();
      deleted = `Your answers in ${what} were deleted.`;
      line.textContent = deleted;
    });
    box.append(line, ...(record.isReported ? [] : [remove])); // a first try that was reported is not taken back
    const last = sections.at(-1);
    if (tests.length) last.append(box);
    else (last.closest("#furo-main-content > section > section") ?? last).after(box); // between sections: it is about all of them
    const count = () => {
      const [points, of] = sum(done());
      if (!done().length && !record.read().lessons[name]) return;
      record.change((kept) => { kept.lessons[name] = { title: heading(), done: done().length, questions: items.length, points, of, most: most() }; });
    };
    const update = () => {
      const [points, of] = sum(done());
      if (of) deleted = "";
      line.textContent = deleted || `Checked: ${done().length} of ${items.length} questions, ${points} of ${of} points (${most()} in all).${difference()} ${storageNote()}`;
      tests.forEach((test) => test.update());
    };
    return { count, update };
  }

  const heading = () => document.querySelector("h1")?.firstChild?.textContent?.trim() ?? document.title;

  const all = []; // the groups of questions on this page

  // Every group is counted before any display is updated, because one may mention another (before and after).
  function refresh() {
    all.forEach(({ count }) => count());
    all.forEach(({ update }) => update());
  }

  // The two test forms of the course: the percentage of points before and after it.
  function difference() {
    const [before, after] = ["before:", "after:"].map((name) => record.read().lessons[name]);
    if (!document.querySelector("[data-test]") || !before?.done || !after?.done) return "";
    if (before.done < before.questions || after.done < after.questions) return " Finish both tests to see the difference.";
    const share = ({ points, most }) => Math.round((100 * points) / most);
    const change = share(after) - share(before);
    return ` Before: ${share(before)} % of the points. After: ${share(after)} %. Difference: ${change > 0 ? "+" : ""}${change} percentage points.`;
  }

  // A question that comes back is shown without the last answer to it.
  function again() {
    const asked = /^#again-([\w-]+)$/.exec(location.hash);
    const form = asked && document.querySelector(`form[data-item="${asked[1]}"]`);
    if (!form) return;
    for (let at = form; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    form.reset();
    unmark(form);
    form.scrollIntoView({ block: "start" });
    form.querySelector(":is(input, select)")?.focus({ preventScroll: true });
  }

  // Where a learner was: the section whose heading was last passed. A page that is only opened leaves nothing behind.
  function remember() {
    if (!document.querySelector("form[data-marking]") || document.querySelector("[data-test]")) return;
    const headings = [...document.querySelectorAll("article h2")].filter((heading) => heading.closest("section[id]"));
    const seen = new IntersectionObserver((entries) => {
      const shown = entries.filter((entry) => entry.isIntersecting).at(-1)?.target;
      if (shown) record.change((kept) => { kept.last = { page: pageName(), title: heading(), section: shown.textContent.trim(), anchor: shown.closest("section[id]").id }; });
    }, { rootMargin: "0px 0px -50% 0px" });
    addEventListener("scroll", () => headings.forEach((heading) => seen.observe(heading)), { once: true });
  }

  // --- menus of narrow windows: the focus moves into one that opens, and Escape returns it ---------------------------

  function menus() {
    for (const [id, drawer] of [["__navigation", ".sidebar-drawer"], ["__toc", ".toc-drawer"]]) {
      const menu = document.getElementById(id);
      menu?.addEventListener("change", () => {
        const links = [...document.querySelectorAll(`${drawer} a[href]`)];
        if (menu.checked) links.find((link) => link.checkVisibility())?.focus();
      });
    }
    document.addEventListener("keydown", (event) => {
      const menu = document.querySelector(".sidebar-toggle:checked");
      if (event.key !== "Escape" || !menu) return;
      menu.checked = false;
      menu.focus();
    });
  }

  // --- tables: in the Tab order only while there is something to scroll ----------------------------------------------

  function tables() {
    const sizes = new ResizeObserver((changed) => changed.forEach(({ target }) => {
      const frame = target.closest(".mbc-table, .table-wrapper");
      if (frame.scrollWidth > frame.clientWidth) frame.setAttribute("tabindex", "0");
      else frame.removeAttribute("tabindex");
    }));
    document.querySelectorAll(":is(.mbc-table, .table-wrapper), :is(.mbc-table, .table-wrapper) > table").forEach((box) => sizes.observe(box));
  }

  function start() {
    menus();
    tables();
    const groups = new Map();
    document.querySelectorAll(".mbc-quiz").forEach((section) => {
      const name = section.dataset.test ?? pageName();
      groups.set(name, [...(groups.get(name) ?? []), section]);
    });
    groups.forEach((sections, name) => all.push(quiz(name, sections)));
    refresh();
    // Another tab wrote. Of what it removed nothing is counted: this tab may still see the rest, and would write it again.
    addEventListener("storage", ({ key, newValue }) => {
      if (!record.isOwn(key)) return;
      if (newValue !== null) refresh();
      else all.forEach(({ update }) => update());
    });
    again();
    addEventListener("hashchange", again);
    remember();
  }

  // What is kept now, after the record was deleted or another one came to it.
  function show() {
    document.querySelectorAll("form[data-marking]").forEach((form) => {
      form.reset();
      unmark(form);
      fill(form, record.read().items[place(form)]?.answer ?? {});
    });
    all.forEach(({ update }) => update());
  }

  globalThis.mbcCourse = { score, show };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
