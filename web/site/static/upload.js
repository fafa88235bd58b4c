// Files of evidence, on every page whose form takes them: they go by parts while
// one types on, and go on where the line broke, after a closed page too (tus 1.0).
(() => {
  "use strict";
  const part = 1 << 20, most = 8;
  const headers = { "Tus-Resumable": "1.0.0" };
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  // Waits, but not longer than until the line is back.
  const pause = (ms) => new Promise((done) => { const go = () => { removeEventListener("online", go); clearTimeout(timer); done(); }; const timer = setTimeout(go, ms); addEventListener("online", go); });

  // What has come in of a file is remembered by its name, so that choosing it again
  // after a closed page goes on.
  const memory = (at, file) => `upload:${at}:${file.name}:${file.size}:${file.lastModified}`;
  const refused = async (answer) => Object.assign(new Error(await answer.text()), { final: answer.status < 500 });

  const begin = async (at, file) => {
    const known = kept.get(memory(at, file));
    if (known) {
      const answer = await fetch(known, { method: "HEAD", headers });
      if (answer.ok) return { url: known, offset: Number(answer.headers.get("Upload-Offset")), sum: answer.headers.get("X-Content-Sha256") };
    }
    const answer = await fetch(at, { method: "POST", headers: { ...headers, "Upload-Length": String(file.size), "Upload-Metadata": "filename " + base64(file.name) } });
    if (!answer.ok) throw await refused(answer);
    const url = answer.headers.get("Location");
    kept.put(memory(at, file), url);
    return { url, offset: 0, sum: null };
  };
  const send = async (at, file, tell) => {
    for (let tries = 0; ;) {
      try {
        let { url, offset, sum } = await begin(at, file);
        while (!sum) {
          const answer = await fetch(url, { method: "PATCH", body: file.slice(offset, offset + part),
            headers: { ...headers, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" } });
          if (answer.status === 409 && ++tries <= most) { offset = Number(answer.headers.get("Upload-Offset")); continue; }
          if (!answer.ok) throw await refused(answer);
          offset = Number(answer.headers.get("Upload-Offset"));
          sum = answer.headers.get("X-Content-Sha256");
          tries = 0;
          tell(offset / file.size);
        }
        kept.put(memory(at, file), null);
        return { id: url.split("/").pop(), sum };
      } catch (fault) {
        if (fault.final) { kept.put(memory(at, file), null); throw fault; }
        if (++tries > most) throw fault; // what is here stays here
        tell(-1);
        await pause(Math.min(1000 * 2 ** tries, 30000));
      }
    }
  };

  // A picture is seen at once, small: the whole of it would fill a phone's memory.
  const thumb = async (file, line) => {
    if (!file.type.startsWith("image/")) return;
    try {
      const picture = await createImageBitmap(file, { resizeWidth: 192 }), canvas = document.createElement("canvas");
      canvas.width = picture.width; canvas.height = picture.height; canvas.className = "thumb";
      canvas.getContext("2d").drawImage(picture, 0, 0);
      canvas.setAttribute("aria-hidden", "true");
      line.prepend(canvas);
    } catch { /* of a kind that this browser does not show */ }
  };
  const make = (name, values) => Object.assign(document.createElement(name), values);

  const add = (box, file) => {
    const words = box.dataset, line = make("li"), name = make("span", { textContent: file.name + " " });
    const bar = make("progress", { max: 1, value: 0 }), said = make("small");
    bar.setAttribute("aria-label", file.name);
    said.setAttribute("role", "status");
    line.append(name, bar, said);
    box.querySelector(".ready").append(line);
    thumb(file, line);
    const run = async () => {
      said.textContent = words.wordWait; said.className = "";
      delete line.dataset.refused;
      bar.hidden = false;
      box.dataset.busy = Number(box.dataset.busy || 0) + 1;
      try {
        const { id, sum } = await send(words.uploads, file, (done) => { if (done < 0) { said.textContent = words.wordAgain; } else { bar.value = done; said.textContent = Math.round(done * 100) + "%"; } });
        const label = make("label", { className: "check" }), drop = make("button", { type: "button", className: "chip", textContent: words.wordDrop });
        label.append(make("input", { type: "checkbox", name: "upload", value: id, checked: true }),
          make("a", { href: words.looks + "/" + sum, textContent: file.name, target: "_blank", rel: "noopener" }));
        drop.setAttribute("aria-label", words.wordDrop + " " + file.name);
        drop.addEventListener("click", async () => { await fetch(words.uploads + "/" + id, { method: "DELETE", headers }); line.remove(); });
        said.textContent = words.wordDone;
        name.replaceWith(label);
        bar.remove();
        line.append(drop);
        line.dataset.done = sum;
      } catch (fault) {
        bar.hidden = true;
        said.className = "must";
        said.textContent = fault.final ? fault.message : words.wordStopped;
        line.dataset.refused = "1";
        box.querySelector(".busy").textContent = "";
        delete box.dataset.then; // somebody has to look first
        if (!fault.final) {
          const again = make("button", { type: "button", className: "chip", textContent: words.wordRetry });
          again.addEventListener("click", () => { again.remove(); run(); });
          line.append(again);
        }
      }
      box.dataset.busy = Number(box.dataset.busy) - 1;
      if (box.dataset.busy !== "0") return;
      delete box.dataset.busy;
      box.querySelector(".busy").textContent = "";
      if (box.dataset.then) { delete box.dataset.then; box.closest("form").requestSubmit(); }
    };
    run();
  };

  document.addEventListener("change", (e) => {
    const box = e.target.closest("fieldset.files");
    if (!box || e.target.type !== "file") return;
    const files = [...e.target.files];
    e.target.value = ""; // they go by parts, not once more with the form
    files.forEach((file) => add(box, file));
  });
  // A form whose files are still on their way is handed in when they are here, unless
  // somebody types on.
  document.addEventListener("submit", (e) => {
    const box = e.target.querySelector("fieldset.files[data-busy]");
    if (!box) return;
    e.preventDefault();
    box.dataset.then = "1";
    box.querySelector(".busy").textContent = box.dataset.wordBusy;
  }, true);
  document.addEventListener("input", (e) => {
    const box = e.target.type !== "file" && e.target.form?.querySelector("fieldset.files[data-then]");
    if (box) { delete box.dataset.then; box.querySelector(".busy").textContent = ""; }
  });

  const dress = () => document.querySelectorAll("fieldset.files").forEach((box) => box.classList.add("script"));
  document.addEventListener("htmx:afterSettle", dress);
  dress();
})();
