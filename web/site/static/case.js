// A case's page: drafts that survive a lost page, mentions, printing. Files are in
// upload.js. Sections in that order; without any of it the forms work too.
(() => {
  "use strict";
  const page = document.getElementById("case");

  // --- printing
  document.querySelectorAll("[data-print]").forEach((b) => { b.hidden = false; b.addEventListener("click", () => print()); });
  if (!page) return;

  // --- drafts. One a form, of one person, on this case. A form that was sent is a
  // draft until the next page shows that it was taken.
  const prefix = `draft:${page.dataset.person}:${page.dataset.live}:`;
  const typed = (form) => [...form.elements].filter((f) => f.name && f.type !== "hidden" && f.type !== "file" && f.name !== "upload");

  const restore = (root) => root.querySelectorAll("form[data-draft]").forEach((form) => {
    const key = prefix + form.dataset.draft, draft = kept.get(key);
    if (!draft) return;
    if (draft.sent && page.dataset.refused !== form.dataset.draft) { kept.put(key, null); return; }
    const fields = typed(form);
    if (fields.some((f) => (f.tagName === "TEXTAREA" || f.type === "date" || f.type === "number") && f.value)) return; // the server has it
    fields.forEach((f, i) => {
      const value = draft.values[`${i}:${f.name}`];
      if (value === undefined) return;
      if (f.type === "checkbox") f.checked = value; else f.value = value;
    });
    const act = form.closest("details.act");
    if (act && !page.querySelector("details.act[open]")) act.open = true;
  });
  const save = (form, sent) => {
    const values = {};
    let any = false;
    typed(form).forEach((f, i) => {
      values[`${i}:${f.name}`] = f.type === "checkbox" ? f.checked : f.value;
      any ||= f.type === "checkbox" ? f.checked !== f.defaultChecked : f.tagName !== "SELECT" && f.value !== "";
    });
    kept.put(prefix + form.dataset.draft, any ? { values, sent } : null);
  };
  page.addEventListener("input", (e) => { const form = e.target.closest("form[data-draft]"); if (form) save(form, false); });
  page.addEventListener("submit", (e) => {
    const form = e.target.closest("form[data-draft]");
    if (form && !e.defaultPrevented) save(form, true); // else its files are still on their way
  });

  // --- mentions
  page.addEventListener("click", (e) => {
    const chip = e.target.closest("[data-mention] [data-name]");
    if (!chip) return;
    const text = chip.closest("form").querySelector("textarea");
    text.setRangeText("@" + chip.dataset.name + " ", text.selectionStart, text.selectionEnd, "end");
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // --- a part that was fetched again keeps what stood open, and what was typed
  let open = [];
  document.addEventListener("htmx:beforeSwap", (e) => { if (e.target.id === "state") open = [...page.querySelectorAll("details[id][open]:not(.act)")].map((d) => d.id); });
  document.addEventListener("htmx:afterSettle", (e) => {
    if (e.target.id !== "state") return;
    open.forEach((id) => { const d = document.getElementById(id); if (d) d.open = true; });
    restore(page);
  });
  restore(page);
  page.querySelector("details.act[open] textarea")?.focus();
})();
