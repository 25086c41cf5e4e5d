"use strict";
// A draft's gaps: a click on a mark leads to what is said of it.
(() => {
  const text = document.getElementById("text");
  text.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-n]");
    if (!mark) return;
    document.querySelectorAll(".on").forEach((one) => one.classList.remove("on"));
    mark.dataset.n.split(" ").forEach((number, index) => {
      const gap = document.getElementById("g" + number);
      if (!gap) return;
      gap.classList.add("on");
      gap.closest("details").open = true;
      if (!index) gap.scrollIntoView({ block: "center" });
    });
  });
})();
