// Where the pages come from a web server over HTTPS, or from this computer itself: they can be installed as an app, and
// all of them are kept on the device (offline/worker.js). Anywhere else (plain HTTP, a folder, a lesson as a single file)
// this does nothing. It tells on the first page how far it is, and on every page that a newer edition waits.
"use strict";
(() => {
  const KEEPING = "All pages are being kept on this device, for places without a signal …";
  const KEPT = "All pages are kept on this device: they open without a signal. To open the course like an app, choose "
    + "“Install” or “Add to Home Screen” in the menu of your browser (on an iPhone: Share).";
  const FAILED = "Not all pages could be kept on this device. Open the course once more where you have a signal.";
  const NEWER = "A newer edition of the course is on this device. It opens after you have closed every page of the course.";

  function tell(id, text, place) {
    let line = document.getElementById(id);
    if (!line) {
      line = Object.assign(document.createElement("p"), { id, className: "mbc-offline" });
      line.setAttribute("role", "status");
      place(line);
    }
    line.textContent = text;
  }

  function show(registration) {
    const map = document.querySelector(".mbc-map");
    const { installing, waiting, active } = registration;
    if (map) tell("mbc-kept", active ? KEPT : installing || waiting ? KEEPING : FAILED, (line) => map.after(line));
    if (active && waiting) tell("mbc-newer", NEWER, (line) => document.querySelector("h1").after(line));
  }

  function follow(registration) {
    const update = () => show(registration);
    const watch = () => registration.installing?.addEventListener("statechange", update);
    registration.addEventListener("updatefound", () => { watch(); update(); });
    watch();
    update();
  }

  const link = (rel, href) => document.head.append(Object.assign(document.createElement("link"), { rel, href }));

  function start() {
    link("manifest", "manifest.json");
    link("apple-touch-icon", "icon-180.png");
    navigator.serviceWorker.register("worker.js", { updateViaCache: "none" }).then(follow, () => {}); // else: as without it
  }

  const isOfSite = document.querySelector('link[rel~="stylesheet"]'); // a lesson as a single file holds its styles
  if (isOfSite && /^https?:$/.test(location.protocol) && isSecureContext && navigator.serviceWorker) addEventListener("load", start);
})();
