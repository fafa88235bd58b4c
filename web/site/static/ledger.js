// The ledger and one's own work: filters that apply at once, the picker of units,
// and rows by keyboard: j, k move, Enter opens, x ticks.
(() => {
  "use strict";

  // --- filters apply when something is chosen; what is typed waits for Enter.
  document.querySelectorAll("form[data-auto]").forEach((form) => {
    form.addEventListener("change", (e) => {
      if (e.target.matches("select, input[type=checkbox], input[type=date]")) form.requestSubmit();
    });
    // Empty fields stay out of the address.
    form.addEventListener("submit", () => form.querySelectorAll("input, select").forEach((f) => { if (f.name && f.value === "") f.disabled = true; }));
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-auto] :disabled").forEach((f) => { f.disabled = false; }));

  // --- the picker of units.
  const picker = document.querySelector(".picker");
  if (picker) {
    const field = picker.querySelector("input"), sheet = picker.querySelector(".sheet");
    const close = () => { sheet.textContent = ""; };
    picker.addEventListener("click", (e) => {
      const unit = e.target.closest("[data-unit]");
      if (unit) { field.value = unit.dataset.unit; close(); field.form.requestSubmit(); }
    });
    picker.addEventListener("keydown", (e) => { if (e.key === "Escape") { close(); field.focus(); } });
    document.addEventListener("click", (e) => { if (!picker.contains(e.target)) close(); });
    document.addEventListener("focusin", (e) => { if (!picker.contains(e.target)) close(); });
  }
  // Sheets beside the list close by Escape and by a click elsewhere.
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") document.querySelectorAll("details.pop[open]").forEach((d) => { d.open = false; d.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (e) => document.querySelectorAll("details.pop[open]").forEach((d) => { if (!d.contains(e.target)) d.open = false; }));

  // --- rows by keyboard.
  let at = null;
  const go = (row) => {
    if (!row) return;
    at?.classList.remove("at");
    at = row;
    at.classList.add("at");
    at.scrollIntoView({ block: "nearest" });
    const to = at.querySelector("[data-open]");
    if (to) to.focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    if (at && !at.isConnected) at = null;
    const n = rows.indexOf(at);
    if (e.key === "j") { e.preventDefault(); go(rows[Math.min(n + 1, rows.length - 1)]); }
    else if (e.key === "k") { e.preventDefault(); go(rows[Math.max(n - 1, 0)]); }
    else if (e.key === "x" && at) { const box = at.querySelector("input[type=checkbox][name=row]"); if (box) { e.preventDefault(); box.click(); } }
    else if (e.key === "Enter" && at && (e.target === document.body || e.target.closest("input[type=checkbox]"))) { const to = at.querySelector("[data-open]"); if (to) { e.preventDefault(); to.click(); } }
  });
})();
