// A case's page: drafts that survive a lost page, files that come in by parts,
// mentions, printing. Sections in that order; without any of it the forms work too.
(() => {
  "use strict";
  const page = document.getElementById("case");

  // --- printing
  document.querySelectorAll("[data-print]").forEach((b) => { b.hidden = false; b.addEventListener("click", () => print()); });
  if (!page) return;

  // --- drafts. One a form, of one person, on this case. A form that was sent is a
  // draft until the next page shows that it was taken.
  const prefix = `draft:${page.dataset.person}:${page.dataset.live}:`;
  const keep = (key, value) => { try { value ? localStorage.setItem(key, JSON.stringify(value)) : localStorage.removeItem(key); } catch { /* full, or forbidden */ } };
  const kept = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const typed = (form) => [...form.elements].filter((f) => f.name && f.type !== "hidden" && f.type !== "file" && f.name !== "upload");

  const restore = (root) => root.querySelectorAll("form[data-draft]").forEach((form) => {
    const key = prefix + form.dataset.draft, draft = kept(key);
    if (!draft) return;
    if (draft.sent && page.dataset.refused !== form.dataset.draft) { keep(key, null); return; }
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
    keep(prefix + form.dataset.draft, any ? { values, sent } : null);
  };
  page.addEventListener("input", (e) => { const form = e.target.closest("form[data-draft]"); if (form) save(form, false); });
  page.addEventListener("submit", (e) => {
    const form = e.target.closest("form[data-draft]");
    if (!form) return;
    const busy = form.querySelector("fieldset.files[data-busy]");
    if (busy) { e.preventDefault(); busy.querySelector("[role=status]").textContent = busy.dataset.wordBusy; return; }
    save(form, true);
  });

  // --- files by parts: tus 1.0. What has come in is not sent again, after a broken
  // line or a closed page.
  const part = 1 << 20;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const headers = { "Tus-Resumable": "1.0.0" };

  const begin = async (at, file, memory) => {
    const known = localStorage.getItem(memory);
    if (known) {
      const answer = await fetch(known, { method: "HEAD", headers });
      if (answer.ok) return { url: known, offset: Number(answer.headers.get("Upload-Offset")), sum: answer.headers.get("X-Content-Sha256") };
    }
    const answer = await fetch(at, { method: "POST", headers: { ...headers, "Upload-Length": String(file.size), "Upload-Metadata": "filename " + base64(file.name) } });
    if (!answer.ok) throw Object.assign(new Error(await answer.text()), { final: answer.status < 500 });
    const url = answer.headers.get("Location");
    try { localStorage.setItem(memory, url); } catch { /* then it begins anew */ }
    return { url, offset: 0, sum: null };
  };
  const send = async (at, file, tell) => {
    const memory = `upload:${at}:${file.name}:${file.size}:${file.lastModified}`;
    for (let tries = 0; ;) {
      try {
        let { url, offset, sum } = await begin(at, file, memory);
        while (!sum) {
          const answer = await fetch(url, { method: "PATCH", body: file.slice(offset, offset + part),
            headers: { ...headers, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" } });
          if (!answer.ok) {
            if (answer.status === 409) { offset = Number(answer.headers.get("Upload-Offset")); tries++; if (tries > 8) throw new Error(await answer.text()); continue; }
            throw Object.assign(new Error(await answer.text()), { final: answer.status < 500 });
          }
          offset = Number(answer.headers.get("Upload-Offset"));
          sum = answer.headers.get("X-Content-Sha256");
          tries = 0;
          tell(offset / file.size);
        }
        localStorage.removeItem(memory);
        return { id: url.split("/").pop(), sum };
      } catch (fault) {
        if (fault.final || ++tries > 8) { localStorage.removeItem(memory); throw fault; }
        tell(-1);
        await pause(Math.min(1000 * 2 ** tries, 30000));
      }
    }
  };
  const dress = (root) => root.querySelectorAll("fieldset.files").forEach((box) => box.classList.add("script"));
  page.addEventListener("change", async (e) => {
    const box = e.target.closest("fieldset.files");
    if (!box || e.target.type !== "file") return;
    const files = [...e.target.files], list = box.querySelector(".ready"), words = box.dataset;
    e.target.value = ""; // they go by parts, not once more with the form
    box.dataset.busy = "1";
    for (const file of files) {
      const line = document.createElement("li"), name = document.createElement("span"), bar = document.createElement("progress"), said = document.createElement("small");
      name.textContent = file.name + " ";
      said.setAttribute("role", "status");
      said.textContent = words.wordWait;
      bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", file.name);
      line.append(name, bar, said);
      list.append(line);
      try {
        const { id, sum } = await send(words.uploads, file, (done) => { if (done < 0) { said.textContent = words.wordAgain; } else { bar.value = done; said.textContent = Math.round(done * 100) + "%"; } });
        const label = document.createElement("label"), box = document.createElement("input"), link = document.createElement("a"), drop = document.createElement("button");
        label.className = "check";
        Object.assign(box, { type: "checkbox", name: "upload", value: id, checked: true });
        link.href = words.uploads.replace(/uploads$/, "evidence/" + sum); link.textContent = file.name; link.target = "_blank"; link.rel = "noopener";
        label.append(box, link);
        Object.assign(drop, { type: "button", className: "chip", textContent: words.wordDrop });
        drop.addEventListener("click", async () => { await fetch(words.uploads + "/" + id, { method: "DELETE", headers }); line.remove(); });
        said.textContent = words.wordDone;
        line.replaceChildren(label, said, drop);
        line.dataset.done = sum;
      } catch (fault) {
        bar.remove();
        said.textContent = fault.message;
        said.className = "must";
        line.dataset.refused = "1";
      }
    }
    delete box.dataset.busy;
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
    dress(page);
    restore(page);
  });
  dress(page);
  restore(page);
  page.querySelector("details.act[open] textarea")?.focus();
})();
