"use strict";
// Results as one types: the same page's part is fetched again and put in its place; without it the button does.
(() => {
  const form = document.getElementById("ask"), results = document.getElementById("results");
  let waiting = null, asked = null;

  // On a phone facets are folded, so that hits come first.
  function fold() {
    if (!matchMedia("(max-width: 60em)").matches) return;
    results.querySelectorAll(".facets details").forEach((one) => (one.open = false));
  }
  function address() {
    const said = [...new FormData(form)].filter(([, value]) => value.trim());
    return new URLSearchParams(said);
  }
  async function ask() {
    const query = address();
    if (asked) asked.abort();
    asked = new AbortController();
    try {
      const answer = await fetch("/search?part=1&" + query, { signal: asked.signal });
      results.innerHTML = await answer.text(); // made by the same templates as the page, all of it escaped
      fold();
      history.replaceState(null, "", "/search?" + query);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }
  fold();
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 250);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    ask();
  });
})();
