"use strict";
// A report's marks: which layers are shown, and what is told of the one that is pointed at.
(() => {
  const byId = (id) => document.getElementById(id);
  const { notes, english } = JSON.parse(byId("notes").textContent);
  const text = byId("text"), told = byId("told");
  const say = (chinese, inEnglish) => (english ? inEnglish : chinese);

  for (const box of document.querySelectorAll("[data-layer]")) {
    const show = () => text.classList.toggle("hide-" + box.dataset.layer, !box.checked);
    box.addEventListener("change", show);
    show();
  }
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
    for (const [name, value] of Object.entries(note.value)) entry(list, name, Array.isArray(value) ? value.join("、") : String(value));
    if (note.layer !== "edit") entry(list, say("规则", "rule"), note.rule);
    if (note.where) entry(list, say("原文位置", "in the original"), note.where);
    entry(list, say("字符", "characters"), `${note.start}–${note.end}`);
    box.append(list);
    box.dispatchEvent(new CustomEvent("civtext:note", { bubbles: true, detail: note }));
    return box;
  }
  let kept = false;
  function tell(numbers) {
    told.replaceChildren(...numbers.map((number) => about(notes[number])));
    document.dispatchEvent(new CustomEvent("civtext:told", { detail: numbers }));
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
