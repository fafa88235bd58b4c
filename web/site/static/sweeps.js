// Sweeps: the table keeps its place when it is fetched again; the form of a unit
// counts what is filled in, fills a class at once and keeps what was typed.
(() => {
  "use strict";

  // --- the matrix: where somebody has scrolled to stays.
  let at = null;
  document.addEventListener("htmx:beforeSwap", (e) => {
    const grid = e.target.id === "sweep" && document.getElementById("sweep-grid");
    at = grid ? [grid.scrollLeft, grid.scrollTop] : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const grid = document.getElementById("sweep-grid");
    if (at && grid) { [grid.scrollLeft, grid.scrollTop] = at; at = null; }
  });

  const form = document.getElementById("answers");
  if (!form) return;

  // --- what is filled in.
  const filled = document.getElementById("filled"), button = form.querySelector(".bulk button"), word = button.textContent;
  const count = () => {
    const n = form.querySelectorAll("input[type=radio]:checked:not([value=''])").length;
    button.textContent = n ? `${word} (${n})` : word;
    filled.textContent = "";
  };

  // --- a class at once: those for which nothing is chosen yet. What was answered
  // before stays as it is.
  form.querySelectorAll("[data-rest]").forEach((chip) => {
    chip.hidden = false;
    chip.addEventListener("click", () => {
      chip.closest("details").querySelectorAll(".standard > fieldset.answer").forEach((answer) => {
        if (answer.querySelector("input[type=radio][value='']").checked) answer.querySelector("input[type=radio][value=none]").checked = true;
      });
      form.dispatchEvent(new Event("input"));
    });
  });

  // --- drafts, by the fields' names. A form that was sent is a draft until the next
  // page shows that it was taken.
  const key = "draft:" + form.dataset.draft;
  const typed = () => [...form.elements].filter((f) => f.name && f.type !== "hidden");
  const save = (sent) => {
    const values = {};
    typed().forEach((f) => { if (f.type === "radio" ? f.checked && f.value : f.value) values[f.name] = f.value; });
    kept.put(key, Object.keys(values).length ? { values, sent } : null);
  };
  const draft = kept.get(key);
  if (draft && draft.sent && !("refused" in form.dataset)) kept.put(key, null);
  else if (draft && !("refused" in form.dataset)) {
    typed().forEach((f) => {
      const value = draft.values[f.name];
      if (value === undefined) return;
      // An answer that came since stands: it is asked for again by hand.
      if (f.closest("details.act")) return;
      if (f.type === "radio") f.checked = f.value === value; else f.value = value;
    });
  }
  form.addEventListener("input", () => { count(); save(false); });
  form.addEventListener("submit", () => save(true));
  count();

  // --- the standard that the address names stands open.
  const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named) { named.closest("details.answers-class").open = true; named.scrollIntoView(); }
})();
