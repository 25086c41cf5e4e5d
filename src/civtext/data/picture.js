
"use strict";
// The script of a graph's picture (civtext.graph.picture): zoom, drag, proofs, filters, search. It makes text nodes only.
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const drawing = byId("drawing"), told = byId("told"), labels = byId("labels");
  const dots = [...byId("dots").children], names = [...labels.children], lines = [...byId("edges").children];
  const [, , WIDTH, HEIGHT] = drawing.getAttribute("viewBox").split(" ").map(Number);
  const SIZE = Number(labels.getAttribute("font-size"));
  const start = told.cloneNode(true);
  const edgesOf = data.nodes.map(() => []);
  data.edges.forEach((edge) => {
    edgesOf[edge.s].push(edge);
    if (edge.t !== edge.s) edgesOf[edge.t].push(edge);
  });
  const linesOf = data.nodes.map(() => []);
  lines.forEach((line) => [line.dataset.s, line.dataset.t].forEach((end) => linesOf[Number(end)].push(line)));
  const view = { x: 0, y: 0, zoom: 1 };
  let kept = null;

  function place(index) {
    const [x, y] = at(index), { zoom } = view, r = data.nodes[index].r / Math.sqrt(zoom);
    dots[index].setAttribute("r", r);
    names[index].setAttribute("x", x);
    names[index].setAttribute("y", y + r + SIZE / zoom);
    const from = Number(names[index].dataset.zoom);
    names[index].classList.toggle("shown", from > 0 && from <= zoom * 1.001);
  }
  function at(index) {
    return [Number(dots[index].getAttribute("cx")), Number(dots[index].getAttribute("cy"))];
  }
  function show() {
    drawing.setAttribute("viewBox", [view.x, view.y, WIDTH / view.zoom, HEIGHT / view.zoom].join(" "));
    labels.setAttribute("font-size", SIZE / view.zoom);
    dots.forEach((_, index) => place(index));
  }
  function zoomAt(x, y, factor) {
    const zoom = Math.min(40, Math.max(0.5, view.zoom * factor));
    view.x = x - ((x - view.x) * view.zoom) / zoom;
    view.y = y - ((y - view.y) * view.zoom) / zoom;
    view.zoom = zoom;
    show();
  }
  function point(event) {
    const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
    return [spot.x, spot.y];
  }
  function centre() {
    return [view.x + WIDTH / view.zoom / 2, view.y + HEIGHT / view.zoom / 2];
  }
  function go(index) {
    const [x, y] = at(index);
    view.zoom = Math.max(view.zoom, 2);
    view.x = x - WIDTH / view.zoom / 2;
    view.y = y - HEIGHT / view.zoom / 2;
    show();
    keep(index);
  }

  // What is said of a node
  function element(name, text, parent) {
    const made = document.createElement(name);
    made.textContent = text;
    parent.append(made);
    return made;
  }
  function proof(edge, index, list) {
    const other = edge.s === index ? edge.t : edge.s, item = element("li", "", list);
    element("small", `${edge.s === index ? "→" : "←"} ${data.relations[edge.relation] || edge.relation} `, item);
    element("b", data.nodes[other].label, item).addEventListener("click", () => go(other));
    element("small", ` ${data.nodes[other].called}`, item);
    if (edge.sentence) element("blockquote", edge.sentence, item);
    const file = edge.file.split(/[\\/]/).pop();
    const score = edge.score === 1 ? "" : ` · ${edge.score.toFixed(2)}`;
    element("small", `${file} #${edge.article} [${edge.span_start}–${edge.span_end}] ${edge.rule}${score}`, item);
  }
  function tell(index) {
    const node = data.nodes[index];
    told.replaceChildren();
    element("small", `${node.called} ${node.type}`, told);
    element("h2", node.label, told);
    const facts = element("dl", "", told);
    Object.entries(node.says).forEach(([name, value]) => {
      element("dt", name, facts);
      element("dd", String(value), facts);
    });
    const list = element("ol", "", told);
    edgesOf[index].slice(0, 200).forEach((edge) => proof(edge, index, list));
    if (edgesOf[index].length > 200) element("p", `… ${edgesOf[index].length - 200}`, told);
    told.scrollTop = 0;
  }
  function light(index) {
    const near = new Set([index]);
    edgesOf[index].forEach((edge) => near.add(edge.s).add(edge.t));
    drawing.classList.add("lighting");
    dots.forEach((dot, one) => dot.classList.toggle("dim", !near.has(one)));
    names.forEach((name, one) => {
      name.classList.toggle("dim", !near.has(one));
      name.classList.toggle("lit", one === index || (near.has(one) && near.size <= 25));
    });
    lines.forEach((line) => {
      const own = [line.dataset.s, line.dataset.t].map(Number).includes(index);
      line.classList.toggle("lit", own);
      line.classList.toggle("dim", !own);
    });
    tell(index);
  }
  function unlight() {
    drawing.classList.remove("lighting");
    [...names, ...lines].forEach((one) => one.classList.remove("lit"));
    told.replaceChildren(...start.cloneNode(true).childNodes);
  }
  function keep(index) {
    dots.forEach((dot, one) => dot.classList.toggle("kept", one === index));
    kept = index;
    if (index === null) unlight();
    else light(index);
  }

  // Pointing, dragging, zooming
  let grip = null;
  drawing.addEventListener("pointerdown", (event) => {
    const index = event.target.dataset && event.target.dataset.i;
    const [x, y] = point(event);
    grip = { node: index === undefined ? null : Number(index), x, y, moved: false };
    drawing.setPointerCapture(event.pointerId);
    drawing.classList.add("moving");
  });
  drawing.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const [x, y] = point(event), dx = x - grip.x, dy = y - grip.y;
    if (!grip.moved && Math.hypot(dx, dy) * view.zoom < 4) return;
    grip.moved = true;
    if (grip.node === null) {
      view.x -= dx;
      view.y -= dy;
      show();
      return;
    }
    dots[grip.node].setAttribute("cx", x);
    dots[grip.node].setAttribute("cy", y);
    linesOf[grip.node].forEach((line) => {
      const end = Number(line.dataset.s) === grip.node ? "1" : "2";
      line.setAttribute(`x${end}`, x);
      line.setAttribute(`y${end}`, y);
    });
    place(grip.node);
  });
  drawing.addEventListener("pointerup", () => {
    if (grip && !grip.moved) keep(grip.node === kept ? null : grip.node);
    grip = null;
    drawing.classList.remove("moving");
  });
  drawing.addEventListener("pointercancel", () => {
    grip = null;
    drawing.classList.remove("moving");
  });
  drawing.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomAt(...point(event), Math.exp(-event.deltaY / 500));
  }, { passive: false });
  dots.forEach((dot, index) => {
    dot.addEventListener("pointerenter", () => kept === null && !grip && light(index));
    dot.addEventListener("pointerleave", () => kept === null && !grip && unlight());
  });
  byId("closer").addEventListener("click", () => zoomAt(...centre(), 1.6));
  byId("farther").addEventListener("click", () => zoomAt(...centre(), 1 / 1.6));
  byId("whole").addEventListener("click", () => {
    Object.assign(view, { x: 0, y: 0, zoom: 1 });
    show();
    keep(null);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && keep(null));

  // Filters and search
  function filter() {
    const off = new Set([...document.querySelectorAll("[data-type]")].filter((one) => !one.checked).map((one) => one.dataset.type));
    const gone = data.nodes.map((node) => off.has(node.type));
    dots.forEach((dot, index) => dot.classList.toggle("off", gone[index]));
    names.forEach((name, index) => name.classList.toggle("off", gone[index]));
    lines.forEach((line) => line.classList.toggle("off", gone[Number(line.dataset.s)] || gone[Number(line.dataset.t)]));
  }
  document.querySelectorAll("[data-type]").forEach((one) => one.addEventListener("change", filter));
  function matches() {
    const wanted = byId("search").value.trim().toLowerCase();
    if (!wanted) return [];
    const says = (node) => `${node.label} ${node.id} ${node.says["又名 aliases"] || ""}`.toLowerCase();
    return data.nodes.map((_, index) => index).filter((index) => says(data.nodes[index]).includes(wanted));
  }
  let turn = 0;
  byId("search").addEventListener("input", () => {
    const found = new Set(matches());
    turn = 0;
    dots.forEach((dot, index) => dot.classList.toggle("found", found.has(index)));
  });
  byId("search").addEventListener("keydown", (event) => {
    const found = matches();
    if (event.key === "Enter" && found.length) go(found[turn++ % found.length]);
  });
  show();
})();
