// What the pages do in the browser: everything works without it but slower.
// Sections: keyboard, forms that keep what was typed, live pages.
(() => {
  "use strict";

  // --- keyboard: an element with data-key is reached by that key.
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, textarea, select, [contenteditable]")) return;
    const at = document.querySelector(`[data-key="${CSS.escape(e.key)}"]`);
    if (at) { e.preventDefault(); at.focus(); if (at.matches("a, button")) at.click(); }
  });
  // A sheet closes by Escape and by a click elsewhere.
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    document.querySelectorAll(".top details[open]").forEach((d) => { d.open = false; d.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (e) => {
    document.querySelectorAll(".top details[open]").forEach((d) => { if (!d.contains(e.target)) d.open = false; });
  });

  // Filters that stand open at a desk, where a browser cannot be told so by style.
  if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 40.01rem)").matches) {
    document.querySelectorAll(".filter-box").forEach((box) => { box.open = true; });
  }

  // --- drafts: what was typed and not sent is kept in the browser until its person
  // signs out; then nobody else at this machine finds it.
  document.addEventListener("submit", (e) => {
    if (!e.target.matches("[action='/sign-out']")) return;
    Object.keys(localStorage).filter((k) => k.startsWith("draft:") || k.startsWith("upload:")).forEach((k) => localStorage.removeItem(k));
  });

  // --- live: a page of a case, or a list, follows the ledger.
  const live = document.querySelector("[data-live]");
  if (live) {
    const of = live.dataset.live;
    const source = new EventSource("/live" + (of ? "?case=" + encodeURIComponent(of) + "&since=" + (live.dataset.seq || "") : ""));
    source.addEventListener("open", () => { document.documentElement.dataset.following = "open"; });
    source.addEventListener("error", () => { document.documentElement.dataset.following = "waiting"; });
    source.addEventListener("step", () => {
      // What is being typed is never taken away: the page says that there is news.
      const typing = live.querySelector("details.act[open]") || live.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
      if (typing) { live.querySelectorAll("[hx-trigger~='news']").forEach((part) => htmx.trigger(part, "news")); return; }
      live.querySelectorAll("[hx-trigger~='step']").forEach((part) => htmx.trigger(part, "step"));
    });
    addEventListener("pagehide", () => source.close());
  }
})();
