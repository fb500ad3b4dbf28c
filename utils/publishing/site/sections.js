// The bar of sections: it names the section in sight, shows how far down the page that is, and marks sections whose
// questions all have an answer. Without this script it is a fold with links.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const bar = document.querySelector(".mbc-bar");
  if (!bar) return;
  const [fold, label] = [bar.querySelector("details"), bar.querySelector("summary")];
  const links = [...bar.querySelectorAll("a")];
  const sections = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  let asked = false; // whether a frame will look

  function look() {
    asked = false;
    const here = sections.findLastIndex((section) => section.getBoundingClientRect().top < innerHeight / 3);
    links.forEach((link, number) => {
      if (number === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    label.textContent = here < 0 ? `${links.length} sections` : `${here + 1} of ${links.length}: ${links[here].textContent}`;
    bar.style.setProperty("--mbc-read", `${Math.round((100 * (here + 1)) / links.length)}%`);
  }

  function mark() {
    const { items } = globalThis.mbcRecord.read();
    sections.forEach((section, number) => {
      const forms = [...section.querySelectorAll("form[data-item]")];
      links[number].parentElement.classList.toggle("mbc-done", forms.length > 0 && forms.every((form) => items[form.dataset.item]?.first));
    });
  }

  const close = () => { fold.open = false; };
  fold.addEventListener("toggle", () => { if (fold.open) mark(); });
  links.forEach((link) => link.addEventListener("click", close));
  document.addEventListener("click", ({ target }) => { if (!bar.contains(target)) close(); });
  bar.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !fold.open) return;
    close();
    label.focus();
  });
  addEventListener("scroll", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(look);
  }, { passive: true });
  look();
});
