// Households and papers: printing, and personal data that do not stay on the screen.
(() => {
  "use strict";
  document.addEventListener("click", (e) => {
    if (e.target.closest("[data-print]")) print();
    if (e.target.closest("[data-hide-now]")) close(e.target.closest("[data-hide]"));
  });

  // What was shown closes by itself, and before the page can be found again by
  // the browser's way back.
  const close = (shown) => {
    if (!shown || !shown.isConnected) return;
    shown.replaceChildren();
    location.replace(location.pathname.replace(/\/personal$/, ""));
  };
  const watch = () => document.querySelectorAll("[data-hide]:not([data-watched])").forEach((shown) => {
    shown.dataset.watched = "1";
    setTimeout(() => close(shown), Number(shown.dataset.hide) * 1000);
  });
  watch();
  document.addEventListener("htmx:afterSettle", watch);
  addEventListener("pagehide", () => document.querySelectorAll("[data-hide]").forEach((shown) => shown.replaceChildren()));

  // An elimination asks only for what its kind needs.
  const modes = document.querySelectorAll("input[name=mode]");
  const fit = () => {
    const mode = document.querySelector("input[name=mode]:checked");
    document.querySelectorAll("[data-for]").forEach((part) => { part.hidden = mode && part.dataset.for !== mode.value; });
  };
  modes.forEach((m) => m.addEventListener("change", fit));
  if (modes.length) fit();
})();
