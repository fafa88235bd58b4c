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
  let source = null, leaving = 0, coming = 0, failures = 0, began = 0;
  const says = (how) => { document.documentElement.dataset.following = how; };
  const address = () => {
    const of = live && live.dataset.live;
    return "/live" + (!live ? "?bell=1" : of ? "?case=" + encodeURIComponent(of) + "&since=" + (live.dataset.seq || "") : "");
  };
  // What is being typed is never taken away: the page says that there is news.
  const moved = () => {
    if (!live) return;
    const typing = live.querySelector("details.act[open]") || live.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
    live.querySelectorAll(`[hx-trigger~='${typing ? "news" : "step"}']`).forEach((part) => htmx.trigger(part, typing ? "news" : "step"));
  };
  // A line that breaks comes again by itself. A browser would not after an answer that is
  // no line (a proxy's 502), and would else come every two seconds, all of them at once:
  // so each page waits for a time of its own, 2 to 4 seconds at first, 30 to 60 at last.
  const again = () => {
    if (began && Date.now() - began > 30000) failures = 0;
    const wait = Math.min(4000 * 2 ** failures, 60000);
    says("waiting");
    failures++;
    began = 0;
    coming = setTimeout(async () => {
      if (failures > 1 && !await answers()) return;
      follow();
      if (live && !live.dataset.live) source.addEventListener("open", moved); // a case's line tells by itself what was missed
    }, wait * (1 + Math.random()) / 2);
  };
  // Whether there is somebody to come to again: an EventSource does not tell why it failed.
  // Who has signed out, or may not see the case any more, is not asked for again.
  const answers = async () => {
    const question = new AbortController(), mine = coming;
    try {
      const res = await fetch(address(), { signal: question.signal });
      if (mine !== coming || document.hidden) return false;
      if ((res.headers.get("Content-Type") || "").startsWith("text/event-stream")) return true;
      if (res.headers.has("Duban-Live") || res.redirected && new URL(res.url).pathname === "/sign-in") says("left");
      else again();
    } catch {
      if (mine === coming && !document.hidden) again();
    } finally {
      question.abort();
    }
    return false;
  };
  const follow = () => {
    source = new EventSource(address());
    source.addEventListener("open", () => { began = Date.now(); says("open"); });
    source.addEventListener("error", () => { source.close(); again(); });
    source.addEventListener("notices", (e) => {
      const n = bell && bell.querySelector(".n");
      if (!n || n.textContent === e.data) return;
      n.textContent = e.data;
      n.hidden = !e.data;
      bell.setAttribute("aria-label", e.data ? bell.dataset.some.replace("{0}", e.data) : bell.dataset.none);
      document.querySelectorAll("[hx-trigger~='told']").forEach((part) => htmx.trigger(part, "told"));
    });
    source.addEventListener("step", moved);
  };
  const leave = () => {
    clearTimeout(coming);
    coming = 0;
    if (!source) return;
    source.close();
    says("left");
  };
  if (live || bell) {
    if (!document.hidden) follow();
    addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", () => {
      clearTimeout(leaving);
      if (document.hidden) { leaving = setTimeout(leave, 3000); return; }
      if (source && source.readyState !== EventSource.CLOSED) return;
      clearTimeout(coming);
      coming = 0;
      follow();
      // What moved while nobody looked is fetched: a case's line tells it by itself.
      if (live && !live.dataset.live) moved();
    });
  }
})();
