// What the pages do in the browser: everything works without it but slower.
// Sections: keyboard, what the browser keeps, live pages.
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

  // --- what was typed and not sent, and how far a file has come, is kept in the browser
  // until its person signs out; then nobody else at this machine finds it. A browser that
  // is full, or that keeps nothing, keeps nothing: no page may need it.
  window.kept = {
    put(key, value) { try { value ? localStorage.setItem(key, JSON.stringify(value)) : localStorage.removeItem(key); } catch { /* not kept */ } },
    get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  };
  document.addEventListener("submit", (e) => {
    if (!e.target.matches("[action='/sign-out']")) return;
    Object.keys(localStorage).filter((k) => k.startsWith("draft:") || k.startsWith("upload:")).forEach((k) => localStorage.removeItem(k));
  });

  // --- live: one line from the server, for the bell and for what the page follows: a
  // case, or a list. A browser has six connections to a site, for all tabs together: a
  // page that nobody sees takes none, though ten of them are opened behind a list at once.
  const live = document.querySelector("[data-live]"), bell = document.getElementById("bell");
  let source = null, timer = 0;
  const follow = () => {
    const of = live && live.dataset.live;
    source = new EventSource("/live" + (!live ? "?bell=1" : of ? "?case=" + encodeURIComponent(of) + "&since=" + (live.dataset.seq || "") : ""));
    source.addEventListener("open", () => { document.documentElement.dataset.following = "open"; });
    source.addEventListener("error", () => { document.documentElement.dataset.following = "waiting"; });
    source.addEventListener("notices", (e) => {
      const n = bell && bell.querySelector(".n");
      if (!n || n.textContent === e.data) return;
      n.textContent = e.data;
      n.hidden = !e.data;
      bell.setAttribute("aria-label", e.data ? bell.dataset.some.replace("{0}", e.data) : bell.dataset.none);
      document.querySelectorAll("[hx-trigger~='told']").forEach((part) => htmx.trigger(part, "told"));
    });
    source.addEventListener("step", () => {
      if (!live) return;
      // What is being typed is never taken away: the page says that there is news.
      const typing = live.querySelector("details.act[open]") || live.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
      if (typing) { live.querySelectorAll("[hx-trigger~='news']").forEach((part) => htmx.trigger(part, "news")); return; }
      live.querySelectorAll("[hx-trigger~='step']").forEach((part) => htmx.trigger(part, "step"));
    });
  };
  const leave = () => {
    if (!source) return;
    source.close();
    document.documentElement.dataset.following = "left";
  };
  if (live || bell) {
    if (!document.hidden) follow();
    addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", () => {
      clearTimeout(timer);
      if (document.hidden) { timer = setTimeout(leave, 3000); return; }
      if (source && source.readyState !== EventSource.CLOSED) return;
      follow();
      // What moved while nobody looked is fetched: a case's line tells it by itself.
      if (live && !live.dataset.live) live.querySelectorAll("[hx-trigger~='step']").forEach((part) => htmx.trigger(part, "step"));
    });
  }
})();
