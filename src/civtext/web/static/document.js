"use strict";
// A report's marks: which layers are shown, and what is told of the one that is pointed at.
(() => {
  const byId = (id) => document.getElementById(id);
  const { notes, english, hash, index, layers, verdicts } = JSON.parse(byId("notes").textContent);
  const text = byId("text"), told = byId("told");
  let kept = false;
  const say = (chinese, inEnglish) => (english ? inEnglish : chinese);

  // A mark keeps the colours of those of its layers that are shown.
  const boxes = [...document.querySelectorAll("[data-layer]")];
  const marks = [...text.querySelectorAll("[data-n]")].map((mark) => [mark, mark.className.split(" ").slice(1)]);
  function showLayers() {
    const hidden = new Set(boxes.filter((box) => !box.checked).map((box) => box.dataset.layer));
    text.classList.toggle("hide-edit", hidden.has("edit"));
    for (const [mark, layers] of marks) mark.className = ["m", ...layers.filter((one) => one === "edit" || !hidden.has(one))].join(" ");
  }
  boxes.forEach((box) => box.addEventListener("change", showLayers));
  showLayers();

  function element(kind, words, name = "") {
    const made = document.createElement(kind);
    made.textContent = words;
    if (name) made.className = name;
    return made;
  }
  function entry(list, head, words) {
    list.append(element("dt", head), element("dd", words));
  }
  function about(note) {
    const box = document.createElement("section");
    box.append(element("p", note.text.slice(0, 80), "m " + note.layer));
    const list = document.createElement("dl");
    for (const [name, words] of note.told) entry(list, name, words);
    if (note.layer !== "edit") entry(list, say("规则", "rule"), note.rule);
    list.append(element("dt", say("原文位置", "in the original")), original(note));
    entry(list, say("字符", "characters"), `${note.start}–${note.end}`);
    box.append(list);
    if (layers[note.layer]) box.append(judging(note));
    return box;
  }
  function original(note) {
    const line = element("dd", ""), link = element("a", say("看原文这一处", "show me where"));
    link.href = `/documents/${hash}/original?` + new URLSearchParams({ index, start: note.start, end: note.end }) + "#here";
    line.append(note.where, " ", link);
    return line;
  }
  function judging(note) {
    const line = element("p", "", "judging"), verdict = element("span", "", "note");
    const show = () => (verdict.textContent = note.judged ? say(verdicts[note.judged], note.judged) : "");
    for (const [said, words] of [["accept", say("对", "right")], ["reject", say("不对", "wrong")]]) {
      const button = element("button", words, "plain");
      button.type = "button";
      button.addEventListener("click", async () => {
        const told = { hash, index, layer: layers[note.layer], start: note.start, end: note.end, verdict: said };
        const answer = await fetch("/corrections", { method: "POST", body: new URLSearchParams(told), headers: { Accept: "application/json" } });
        if (answer.ok) note.judged = said;
        show();
        if (!answer.ok) verdict.textContent = (await answer.json()).error.message;
      });
      line.append(button, " ");
    }
    line.append(editing(note.start, note.end, layers[note.layer], say("改", "edit")), " ", verdict);
    show();
    return line;
  }
  function editing(start, end, layer, words) {
    const link = element("a", words);
    link.href = "/corrections/new?" + new URLSearchParams({ hash, index, start, end, layer });
    return link;
  }
  // Offsets count code points, a browser's UTF-16 units: what a selection says is counted anew.
  function offsetOf(node, within) {
    const piece = node.parentElement && node.parentElement.closest("[id^=c]");
    return piece ? Number(piece.id.slice(1)) + [...piece.textContent.slice(0, within)].length : null;
  }
  document.addEventListener("selectionchange", () => {
    const chosen = getSelection();
    if (chosen.isCollapsed || !text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return;
    const ends = [offsetOf(chosen.anchorNode, chosen.anchorOffset), offsetOf(chosen.focusNode, chosen.focusOffset)];
    if (ends.includes(null)) return;
    const [start, end] = ends.sort((one, other) => one - other);
    if (start === end) return;
    const line = element("p", say("选中的这段漏了标记?", "Was this stretch missed? "));
    line.append(editing(start, end, "metrics", say("补上", "add it")));
    kept = true;
    told.replaceChildren(line);
  });
  function tell(numbers) {
    told.replaceChildren(...numbers.map((number) => about(notes[number])));
  }
  function numbersOf(target) {
    const mark = target.closest && target.closest("[data-n]");
    return mark ? mark.dataset.n.split(" ").map(Number).reverse() : null;
  }
  text.addEventListener("mouseover", (event) => {
    const numbers = numbersOf(event.target);
    if (numbers && !kept) tell(numbers);
  });
  text.addEventListener("click", (event) => {
    const numbers = numbersOf(event.target);
    kept = Boolean(numbers);
    text.querySelectorAll(".on").forEach((one) => one.classList.remove("on"));
    if (!numbers) return;
    event.target.closest("[data-n]").classList.add("on");
    tell(numbers);
  });
  byId("list").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    kept = true;
    tell([Number(button.dataset.n)]);
    const there = byId("c" + button.dataset.at);
    if (there) there.scrollIntoView({ block: "center" });
    text.querySelectorAll(".on").forEach((one) => one.classList.remove("on"));
    if (there) there.classList.add("on");
  });
})();
