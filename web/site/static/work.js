// One's own work: a row that is done says so and leaves the count; many ticked rows
// are sent one by one, each with a result of its own, while a bar shows how far.
(() => {
  "use strict";
  const work = document.getElementById("work");
  const boxes = () => [...work.querySelectorAll("input[name=row]")];
  const ticked = () => boxes().filter((b) => b.checked);
  let sending = false;

  const done = (row) => {
    row.classList.add("done");
    const box = row.querySelector("input[name=row]");
    if (box) { box.checked = false; box.disabled = true; }
    const acts = row.querySelector(".row-acts");
    if (acts) acts.remove();
    tell();
  };
  document.body.addEventListener("rowdone", (e) => {
    const row = e.target.closest("[data-row]");
    // After the answer has been put into the row.
    if (row) document.body.addEventListener("htmx:afterSettle", () => done(row), { once: true });
  });

  // --- what is ticked: rows that wait for one act; the button of another is off.
  const tell = () => {
    const bar = work.querySelector(".bulk");
    if (!bar) return;
    const all = bar.querySelector("#tick-all"), text = bar.querySelector("#ticked"), list = ticked();
    const acts = new Set(list.map((b) => b.closest("[data-row]").dataset.act));
    all.hidden = false;
    bar.classList.toggle("none", !list.length && !sending);
    if (!sending) text.textContent = acts.size > 1 ? text.dataset.many : text.dataset.text.replace("#", list.length);
    bar.querySelectorAll("button[name=type]").forEach((b) => { b.disabled = sending || acts.size !== 1 || !acts.has(b.value); });
  };
  work.addEventListener("change", (e) => { if (e.target.matches("input[name=row]")) tell(); });
  work.addEventListener("click", (e) => {
    if (!e.target.matches("#tick-all")) return;
    const free = boxes().filter((b) => !b.disabled);
    const first = (ticked()[0] || free[0])?.closest("[data-row]").dataset.act;
    const same = free.filter((b) => b.closest("[data-row]").dataset.act === first);
    const on = same.some((b) => !b.checked);
    same.forEach((b) => { b.checked = on; });
    tell();
  });

  // --- many at once.
  document.addEventListener("submit", async (e) => {
    if (e.target.id !== "bulk") return;
    e.preventDefault();
    const form = e.target, list = ticked(), type = e.submitter?.value;
    if (!list.length || !type || sending) return;
    sending = true;
    tell();
    const bar = work.querySelector("#bulk-progress"), text = work.querySelector("#ticked");
    bar.hidden = false; bar.max = list.length; bar.value = 0;
    let good = 0;
    const nonce = form.elements.nonce.value, words = work.querySelector(".bulk input[name=text]").value;
    const waiting = [...list];
    const one = async () => {
      for (let box = waiting.shift(); box; box = waiting.shift()) {
        const row = box.closest("[data-row]"), result = row.querySelector(".result");
        // The ID is the page's and the row's: sent again, it takes effect once.
        const id = nonce + "-" + type + (type === "dispatch" ? "" : "-" + box.dataset.task);
        const body = new URLSearchParams({ id, type, text: words });
        if (type === "pass") body.set("digest", box.dataset.digest);
        try {
          const answer = await fetch(box.dataset.path, { method: "POST", body, headers: { "HX-Request": "true" } });
          result.innerHTML = await answer.text();
          if (answer.headers.get("HX-Trigger") === "rowdone") { good++; done(row); } else { box.checked = false; }
        } catch {
          result.textContent = "…"; // not answered: the row stays ticked and may be sent again
        }
        bar.value += 1;
      }
    };
    await Promise.all([one(), one(), one(), one()]);
    sending = false;
    tell();
    text.textContent = text.dataset.done.replace("##", list.length).replace("#", good);
  });

  // --- live: nothing that is ticked, open or just answered is taken away.
  document.body.addEventListener("htmx:beforeRequest", (e) => {
    if (e.detail.elt.id !== "desk") return;
    if (sending || ticked().length || work.querySelector("details[open], .result p")) {
      e.preventDefault();
      document.getElementById("work-news").hidden = false;
    }
  });
  document.body.addEventListener("htmx:afterSwap", tell);
  tell();
})();
