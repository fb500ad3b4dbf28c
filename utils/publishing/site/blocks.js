// Where a search result leads: "#at-12,her2,low" is the 12th block of the page (see search_index.py, which counts the
// same elements). The panel and the folds that hold the block open, the words are marked, and the page scrolls
// there. This file runs before course.js, which adds elements of its own.
"use strict";
(() => {
  const BLOCKS = "h1, h2, h3, h4, p, li, tr, dt, dd, legend, label, summary, caption, figcaption";
  let blocks = [];

  // Every fold around an element opens, and every explorer around it shows the panel that the element is in.
  function reveal(element) {
    for (let at = element; at; at = at.parentElement) {
      if (at.tagName === "DETAILS" && !element.matches("summary")) at.open = true;
      const control = [...at.classList].find((name) => /^mbc-option-\d+$/.test(name));
      if (!control) continue;
      const number = control.replace("mbc-option-", "");
      const value = String(Number((at.dataset.tens ?? "") + at.dataset.units));
      const field = at.closest(".mbc-explorer")?.querySelector(`.mbc-control-${number} input[value="${value}"]`);
      if (field) field.checked = true;
    }
  }

  function mark(element, words) {
    if (!words.length) return;
    const found = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})`, "giu");
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const pieces = [];
      let from = 0;
      for (const match of text.data.matchAll(found)) {
        pieces.push(text.data.slice(from, match.index), Object.assign(document.createElement("mark"), { textContent: match[0] }));
        from = match.index + match[0].length;
      }
      if (pieces.length) text.replaceWith(...pieces, text.data.slice(from));
    }
  }

  function go() {
    const asked = /^#at-(\d+)(?:,(.*))?$/.exec(location.hash);
    const element = asked && blocks[Number(asked[1])];
    if (!element) return null;
    document.querySelectorAll(".mbc-found").forEach((before) => {
      before.classList.remove("mbc-found");
      before.querySelectorAll("mark").forEach((marked) => marked.replaceWith(...marked.childNodes));
      before.normalize();
    });
    reveal(element);
    element.classList.add("mbc-found");
    const words = decodeURIComponent(asked[2] ?? "").split(",").filter((word) => /^[\p{L}\p{N}]+$/u.test(word));
    mark(element, words);
    element.setAttribute("tabindex", "-1");
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "center", behavior: "instant" });
    return element;
  }

  document.addEventListener("DOMContentLoaded", () => {
    blocks = [...document.querySelectorAll(BLOCKS)].filter((element) => element.closest("#furo-main-content"));
    const element = go();
    // Scripts that run later and pictures change heights above the block: it is brought in sight once more.
    if (element) addEventListener("load", () => requestAnimationFrame(() => element.scrollIntoView({ block: "center", behavior: "instant" })), { once: true });
    addEventListener("hashchange", go);
    addEventListener("click", ({ target }) => { if (target.closest('a[href^="#at-"]')?.hash === location.hash) go(); }); // once more
  });
})();
