"use strict";
// Sends files one by one, three at a time, and shows what becomes of each; without it the form sends them all at once.
(() => {
  const byId = (id) => document.getElementById(id);
  const drop = byId("drop"), sending = byId("sending"), refused = byId("refused");
  const most = Number(drop.dataset.most), words = sending.dataset;
  const queue = [];
  let sent = 0, total = 0, busy = 0, watching = false, more = false;

  byId("send").hidden = true;
  document.querySelectorAll(".script-only").forEach((one) => (one.hidden = false));
  for (const id of ["files", "folder"]) {
    byId(id).addEventListener("change", (event) => add([...event.target.files].map((file) => [file, file.webkitRelativePath || file.name])));
  }
  drop.addEventListener("submit", (event) => event.preventDefault());
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    // All are asked for at once: after the first wait they are gone. What is no entry of a disk is a file all the same.
    const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
    const dropped = items.map((item) => [item.webkitGetAsEntry(), item.getAsFile()]);
    for (const [entry, file] of dropped) {
      if (entry) await walk(entry);
      else if (file) add([[file, file.name]]);
    }
  });

  async function walk(entry) {
    if (entry.isFile) {
      const file = await new Promise((found, lost) => entry.file(found, lost));
      add([[file, entry.fullPath.replace(/^\//, "")]]);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((found, lost) => reader.readEntries(found, lost));
      if (!some.length) return;
      for (const one of some) await walk(one);
    }
  }
  function add(files) {
    for (const [file, name] of files) {
      if (file.size > most) refuse(name, words.long);
      else { queue.push([file, name]); total += 1; }
    }
    while (busy < 3 && queue.length) next();
    tell();
  }
  async function next() {
    busy += 1;
    const [file, name] = queue.shift();
    await send(file, name, 0);
    busy -= 1;
    sent += 1;
    tell();
    watch();
    if (queue.length) next();
  }
  async function send(file, name, tries) {
    try {
      const answer = await fetch("/upload?name=" + encodeURIComponent(name), {
        method: "PUT", body: file, headers: { "Content-Type": "application/octet-stream", Accept: "application/json" },
      });
      if (answer.status === 503 && tries < 30) {
        await new Promise((done) => setTimeout(done, 1000 * Number(answer.headers.get("Retry-After") || 5)));
        return send(file, name, tries + 1);
      }
      if (!answer.ok) refuse(name, (await answer.json()).error.message);
    } catch {
      refuse(name, words.broken);
    }
  }
  function refuse(name, why) {
    const line = document.createElement("li");
    line.textContent = `${name}: ${why}`;
    refused.append(line);
  }
  function tell() {
    sending.textContent = total ? `${words.sent} ${sent} / ${total}` : "";
  }

  async function watch() {
    more = true; // also while it watches: what was asked for before this may not tell of what has just come
    if (watching) return;
    watching = true;
    for (let unfinished = true; unfinished || busy || more; ) {
      more = false;
      const { jobs, counts } = await (await fetch("/upload/jobs")).json();
      unfinished = Boolean(counts.waiting || counts.reading);
      show(jobs, counts);
      await new Promise((done) => setTimeout(done, 700));
    }
    watching = false;
  }
  function show(jobs, counts) {
    const of = (name) => counts[name] || 0;
    byId("counts").textContent = byId("counts").dataset.words.replace(/\{(\w+)\}/g, (_, name) => of(name));
    const all = of("waiting") + of("reading") + of("done") + of("stopped");
    Object.assign(byId("progress"), { hidden: !all, max: all || 1, value: of("done") + of("stopped") });
    byId("retry").hidden = !of("failed");
    if (byId("none")) byId("none").remove();
    byId("jobs").replaceChildren(...jobs.map(row));
  }
  function row(job) {
    const line = document.createElement("tr");
    line.id = "job-" + job.id;
    line.className = job.status;
    const name = document.createElement(job.link ? "a" : "span");
    name.textContent = job.name;
    if (job.link) name.href = job.link;
    for (const inside of [name, job.word, job.message]) {
      const cell = document.createElement("td");
      cell.append(inside);
      line.append(cell);
    }
    return line;
  }
  watch();
})();
