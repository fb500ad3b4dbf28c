// The search page: looks words up in the index that the page holds as data (search_index.py) with MiniSearch, and
// shows for each result its sentence, where it is, and a link that leads to it (blocks.js). A lesson as a single file
// has an index of its own, and its form is answered in the page.
"use strict";
(() => {
  const STOP = new Set(("a an and are as at be by can do does for from has have how i in is it me my of on or s should that the "
    + "their them there these they this to vs versus was what when where which who why will with you your about after if not").split(" "));
  const MOST = 20; // results shown at once
  const LATER = /^(about_the_numbers|administrators|article)/; // pages that come after the lessons

  // --- words: the same form for what is written and what is typed ----------------------------------------------------

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // British spelling reads as American, and the endings of a word do not matter.
  function stem(word) {
    if (!/^[a-z]+$/.test(word) || word.length < 4) return word;
    let root = word.length > 4 ? word.replace(/ae|oe/g, "e") : word;
    root = root.replace(/our(s|ed|ing|al)?$/, "or$1").replace(/tre(s|d)?$/, "ter$1").replace(/is(e|ed|es|ing|ation)$/, "iz$1");  // codespell:ignore tre
    if (/ies$/.test(root) && root.length > 4) root = root.replace(/ies$/, "y");
    else if (/(ch|sh|ss|x)es$/.test(root)) root = root.slice(0, -2);
    else if (/[^su]s$/.test(root)) root = root.slice(0, -1);
    root = root.replace(/(?<=[a-z]{4})(?:ing|ed)$/, "").replace(/(?<=[a-z]{3}[bdglmnprt])\1$/, "$1");
    return root.replace(/(?<=[a-z]{3})(?:e|y)$/, "");
  }

  // "HER2-low" is her2low, her2 and low; "T-DXd" is tdxd and dxd; "100.4" stays one word.
  function tokens(text) {
    const words = [];
    for (const raw of plain(text).split(/[^\p{L}\p{N}.\/+-]+/u)) {
      const word = raw.replace(/^[.\/+-]+|[.\/-]+$/g, "");
      if (!word) continue;
      const parts = word.split(/[\/+-]+/).filter(Boolean);
      words.push(/^[\d.]+$/.test(word) ? word : parts.join("").replace(/\./g, ""));
      if (parts.length > 1) words.push(...parts.filter((part) => part.length > 2));
    }
    return words.filter(Boolean);
  }

  const typed = (text) => tokens(text).filter((word) => !STOP.has(word));

  // --- the index -----------------------------------------------------------------------------------------------------

  const read = (id) => JSON.parse(document.getElementById(id).textContent);

  function build({ pages, entries }) {
    const index = new MiniSearch({
      fields: ["heading", "section", "text"],
      tokenize: tokens,
      processTerm: (term) => stem(term),
    });
    const rows = entries.map(([page, kind, section, heading, ...parts], id) => {
      const blocks = [];
      for (let at = 0; at < parts.length; at += 2) blocks.push({ number: parts[at], text: parts[at + 1] });
      return { id, file: pages[page][0], title: pages[page][1], kind, section, heading, blocks, text: blocks.map((block) => block.text).join("\n") };
    });
    index.addAll(rows);
    return { index, rows };
  }

  // What a name or abbreviation also means: [typed, meant], as in data/search_words.csv.
  function alternatives(words, synonyms) {
    const stems = words.map(stem);
    return words.map((word, at) => {
      const others = synonyms.filter(({ from }) => from.every((part, offset) => stems[at + offset] === part)).map(({ to }) => to);
      return { word, others };
    });
  }

  const KIND = { term: 1.4, section: 1.2, row: 1.1, panel: 1, question: 0.15 };
  const edits = (term) => (/\d/.test(term) || term.length < 5 ? 0 : term.length < 8 ? 1 : 2); // typos that are forgiven

  function find({ index, rows }, synonyms, query) {
    const words = typed(query);
    if (!words.length) return { words, found: [] };
    const options = {
      boost: { heading: 4, section: 2 },
      prefix: (term) => term.length > 3,
      boostDocument: (id) => KIND[rows[id].kind] / Math.log2(4 + rows[id].text.length / 400),
    };
    const swallowed = new Set(); // words that belong to a longer name
    const queries = alternatives(words, synonyms).map(({ word, others }, at) => {
      for (const { length } of others.map((to) => to.of)) for (let next = 1; next < length; next += 1) swallowed.add(at + next);
      const meant = others.map((to) => ({ combineWith: "AND", queries: to.words }));
      return meant.length ? { combineWith: "OR", queries: [word, ...meant] } : word;
    }).filter((_, at) => !swallowed.has(at));
    // All words as they are typed; else with typos; else some of the words.
    const typo = { ...options, fuzzy: (term) => edits(term) || false, maxFuzzy: 2 };
    let found = [];
    for (const [combineWith, how] of [["AND", options], ["AND", typo], ["OR", options], ["OR", typo]]) {
      if (!found.length) found = index.search({ combineWith, queries }, how);
    }
    const first = found.filter(({ id }) => !LATER.test(rows[id].file));
    return { words, found: [...first, ...found.filter(({ id }) => LATER.test(rows[id].file))] };
  }

  // --- results -------------------------------------------------------------------------------------------------------

  const make = (tag, css, text = "") => Object.assign(document.createElement(tag), { className: css, textContent: text });
  const hits = (text, stems) => new Set(tokens(text).map(stem).filter((word) => stems.has(word))).size;

  function best(pieces, stems, textOf) {
    let top = pieces[0];
    let most = -1;
    for (const piece of pieces) {
      const many = hits(textOf(piece), stems);
      if (many > most) [top, most] = [piece, many];
    }
    return top;
  }

  // The text with the words that were found in <mark>, and these words as they are written.
  function marked(line, text, stems) {
    const written = new Set();
    for (const piece of text.split(/([\p{L}\p{N}][\p{L}\p{N}.\/+-]*)/u)) {
      if (tokens(piece).some((word) => stems.has(stem(word)))) {
        line.append(make("mark", "", piece));
        plain(piece).split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1).forEach((word) => written.add(word));
      } else line.append(piece);
    }
    return written;
  }

  function shorten(sentence, stems) {
    const most = 240;
    if (sentence.length <= most) return sentence;
    const at = Math.max(0, sentence.split(/\s/).findIndex((word) => tokens(word).some((part) => stems.has(stem(part)))));
    const from = Math.max(0, sentence.split(/\s/).slice(0, at).join(" ").length - most / 3);
    const cut = sentence.slice(from, from + most);
    return `${from ? "… " : ""}${from ? cut.slice(cut.indexOf(" ") + 1) : cut} …`;
  }

  function item(row, terms) {
    const stems = new Set(terms);
    const heading = row.heading || row.section;
    const others = row.blocks.filter(({ text }) => text !== heading);
    const block = best(others.length ? others : row.blocks, stems, ({ text }) => text);
    const sentences = block.text.match(/[^.!?]+(?:[.!?](?!\s|$)[^.!?]*)*[.!?]?\s*/g) ?? [block.text];
    const entry = make("li", "");
    const link = make("a", "");
    const line = make("p", "mbc-found-text");
    marked(link, heading, stems);
    const written = marked(line, shorten(best(sentences, stems, (text) => text).trim(), stems), stems);
    link.href = `${row.file}#at-${block.number},${encodeURIComponent([...written].join(","))}`;
    const place = [row.title, row.section].filter((name, at, all) => name && name !== link.textContent && all.indexOf(name) === at);
    entry.append(link, make("p", "mbc-found-in", place.join(" › ")), line);
    return entry;
  }

  function show(base, synonyms, query) {
    const results = document.getElementById("search-results");
    const { found } = find(base, synonyms, query);
    const status = make("p", "");
    status.setAttribute("role", "status");
    const list = make("ol", "mbc-results");
    const more = make("button", "mbc-button", "");
    more.type = "button";
    let shown = 0;
    const add = () => {
      const before = shown;
      found.slice(shown, shown + MOST).forEach(({ id, terms }) => list.append(item(base.rows[id], terms)));
      shown = Math.min(found.length, shown + MOST);
      more.textContent = `Show more (${found.length - shown})`;
      more.hidden = shown >= found.length;
      if (before) list.children[before].querySelector("a").focus();
    };
    more.addEventListener("click", add);
    status.textContent = found.length
      ? `${found.length} result${found.length === 1 ? "" : "s"} for “${query}”, best match first.`
      : `No results for “${query}”. Try one word or a drug's generic name, or look in the glossary.`;
    results.replaceChildren(status, list, more);
    add();
  }

  let loaded; // once it is used

  function load() {
    loaded ??= [build(read("search-index")), read("search-words").map(([from, to]) => {
      const of = typed(from);
      return { from: of.map(stem), to: { words: typed(to), of } };
    })];
    return loaded;
  }

  globalThis.mbcSearch = (text) => find(...load(), text).found.map(({ id }) => loaded[0].rows[id]);

  document.addEventListener("DOMContentLoaded", () => {
    const field = document.getElementById("mbc-query");
    const search = () => { if (field.value.trim()) show(...load(), field.value.trim().slice(0, 200)); };
    if (field.form.hasAttribute("action")) field.value = new URLSearchParams(location.search).get("q") ?? "";
    else field.form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
    search();
  });
})();
