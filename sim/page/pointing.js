/* pointing - zooms, pans, and tells what is pointed at: by mouse, touch and keyboard. */
"use strict";

const tip = document.getElementById("tip"), details = document.getElementById("details");

/* ---- zoom and pan ---- */

const span = () => view.to - view.from;

/* Shows from FROM on, for LENGTH: within the whole, and not less than can be told apart. */
function show(from, length) {
  const least = Math.max(10, view.whole * 1e-9);
  const to = Math.min(view.whole, Math.max(least, length));
  view.from = Math.max(0, Math.min(from, view.whole - to));
  view.to = view.from + to;
  document.getElementById("range").textContent =
    `${timeText(view.from, 6)} to ${timeText(view.to, 6)}`;
  drawSoon();
}

/* FACTOR below 1: closer; the instant at TIME stays where it is. */
const zoom = (factor, time = (view.from + view.to) / 2) =>
  show(time - (time - view.from) * factor, span() * factor);
const pan = (share) => show(view.from + share * span(), span());
const showAll = () => show(0, view.whole);

/* ---- what is pointed at ---- */

/* The stretch at a point of the picture, or null. */
function find(x, y) {
  if (!layout || x < layout.left || x > layout.right) return null;
  const panel = layout.panels.findIndex((at) => y >= at.top && y < at.top + at.height);
  if (panel < 0) return null;
  const { tops, heights, rows, top } = layout.panels[panel];
  const row = tops.findIndex((from, i) => y - top >= from && y - top < from + heights[i]);
  if (row < 0) return null;
  const time = timeOf(x), i = firstAfter(rows[row], time);
  return i < rows[row].length && rows[row].begin[i] <= time ? { panel, row, i } : null;
}

const describeChosen = () => {
  const { run, rows } = layout.panels[chosen.panel];
  return describe(run, rows[chosen.row], chosen.i);
};

function element(tag, text, of = {}) {
  return Object.assign(document.createElement(tag), { textContent: text }, of);
}

function fillTip() {
  const { name, state, meaning, run, time, length, where } = describeChosen();
  const line = element("div", "", { className: "state" });
  line.append(element("span", "", { className: `swatch ${state}` }), `${state}, ${length}`);
  tip.replaceChildren(element("strong", name), line, element("div", meaning), element("div", time),
    element("div", where ? `${run}: ${where}` : run));
}

/* Beside the stretch, within the picture. */
function placeTip(x, y) {
  tip.hidden = false;
  const left = x + 14 + tip.offsetWidth < layout.width ? x + 14 : Math.max(4, x - 14 - tip.offsetWidth);
  const top = Math.max(4, Math.min(y + 16, layout.height - tip.offsetHeight - 4));
  tip.style.left = `${left}px`;
  tip.style.top = `${top}px`;
}

/* SAY: to whoever listens, too. */
function choose(found, x, y, say) {
  chosen = found;
  tip.hidden = true;
  mark();
  if (!found) return;
  fillTip();
  placeTip(x, y);
  if (!say) return;
  const { name, state, meaning, run, time, length, where } = describeChosen();
  details.textContent = `${name}: ${state} (${meaning}), ${length}, ${time}; ${run}${where ? `, ${where}` : ""}.`;
}

/* The same, where the stretch is. */
function chooseInView(found) {
  const row = layout.panels[found.panel].rows[found.row];
  const begin = row.begin[found.i], end = row.end[found.i];
  if (end <= view.from || begin >= view.to) {
    show((begin + end - span()) / 2, span());
    layout = layOut(layout.width);
  }
  chosen = found;
  const { left, right, top, height } = placeOf(found);
  choose(found, withinPanel((left + right) / 2), top + height, true);
}

/* ---- mouse and touch ---- */

const pointers = new Map(); /* those that are down: where they were seen last */
let moved = 0; /* pixels, since the first of them went down */

const at = (event) => {
  const box = canvas.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
};

const withinPanel = (x) => Math.max(layout.left, Math.min(x, layout.right));

function pinch(before, after) {
  const distance = ([a, b]) => Math.max(20, Math.abs(a.x - b.x));
  const middle = ([a, b]) => (a.x + b.x) / 2;
  const time = timeOf(middle(before)), factor = distance(before) / distance(after);
  const length = span() * factor;
  show(time - (middle(after) - layout.left) / (layout.right - layout.left) * length, length);
}

function pointerMoved(event) {
  const place = at(event), before = [...pointers.values()];
  if (!pointers.has(event.pointerId)) {
    if (event.pointerType !== "touch") choose(find(place.x, place.y), place.x, place.y, false);
    return;
  }
  moved += Math.abs(place.x - pointers.get(event.pointerId).x);
  const dragged = pointers.get(event.pointerId).x - place.x;
  pointers.set(event.pointerId, place);
  if (pointers.size === 2) pinch(before, [...pointers.values()]);
  else if (pointers.size === 1 && moved > 4) {
    choose(null);
    show(view.from + dragged / (layout.right - layout.left) * span(), span());
  }
}

function pointerDown(event) {
  if (event.button > 0) return;
  if (pointers.size === 0) moved = 0;
  pointers.set(event.pointerId, at(event));
  canvas.setPointerCapture(event.pointerId);
}

/* Without a drag it was a click, or a tap. */
function pointerUp(event) {
  if (!pointers.delete(event.pointerId) || moved > 4 || pointers.size > 0) return;
  const place = at(event);
  choose(find(place.x, place.y), place.x, place.y, true);
}

/* A finger leaves with every tap, whose details stay. */
function pointerLeft(event) {
  if (event.pointerType === "mouse" && pointers.size === 0 && document.activeElement !== canvas) choose(null);
}

/* The page scrolls on until the picture has the focus or Ctrl is held: nobody is caught in it. */
function wheel(event) {
  const isWanted = event.ctrlKey || event.metaKey || document.activeElement === canvas;
  const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
  const amount = event.deltaMode === 1 ? 30 : 1;
  if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) pan(sideways * amount / 1000);
  else if (isWanted) zoom(1.002 ** (event.deltaY * amount), timeOf(withinPanel(at(event).x)));
  else return;
  event.preventDefault();
}

/* ---- keyboard ---- */

/* The first stretch in view, of the first task that has one. */
function firstInView() {
  for (let panel = 0; panel < layout.panels.length; panel++) {
    const { rows } = layout.panels[panel];
    for (const wanted of [false, true])
      for (let row = 0; row < rows.length; row++) {
        const i = firstAfter(rows[row], view.from);
        const isSeen = i < rows[row].length && rows[row].begin[i] < view.to;
        if (!rows[row].isCore === !wanted && isSeen) return { panel, row, i };
      }
  }
  return null;
}

function stepInRow(by) {
  const row = layout.panels[chosen.panel].rows[chosen.row], i = chosen.i + by;
  return i >= 0 && i < row.length ? { ...chosen, i } : null;
}

/* To the next row BY that has a stretch at about the same time, in the next panel where this one ends. */
function stepToRow(by) {
  const now = layout.panels[chosen.panel].rows[chosen.row];
  const time = Math.max(view.from, Math.min((now.begin[chosen.i] + now.end[chosen.i]) / 2, view.to));
  let { panel, row } = chosen;
  for (;;) {
    row += by;
    if (row < 0 || row >= layout.panels[panel].rows.length) {
      panel += by;
      if (panel < 0 || panel >= layout.panels.length) return null;
      row = by > 0 ? 0 : layout.panels[panel].rows.length - 1;
    }
    const found = layout.panels[panel].rows[row];
    if (found.length) return { panel, row, i: Math.min(firstAfter(found, time), found.length - 1) };
  }
}

function step(of) {
  const found = chosen ? of() : firstInView();
  if (found) chooseInView(found);
}

const keys = {
  ArrowRight: () => step(() => stepInRow(1)), ArrowLeft: () => step(() => stepInRow(-1)),
  ArrowDown: () => step(() => stepToRow(1)), ArrowUp: () => step(() => stepToRow(-1)),
  PageDown: () => pan(0.5), PageUp: () => pan(-0.5),
  Home: () => show(0, span()), End: () => show(view.whole, span()),
  "+": () => zoomAtChosen(0.5), "=": () => zoomAtChosen(0.5), "-": () => zoomAtChosen(2), 0: showAll,
  Escape: () => choose(null),
};

function zoomAtChosen(factor) {
  if (!chosen) return zoom(factor);
  const row = layout.panels[chosen.panel].rows[chosen.row];
  const middle = (row.begin[chosen.i] + row.end[chosen.i]) / 2;
  zoom(factor, Math.max(view.from, Math.min(middle, view.to)));
  tip.hidden = true;
}

function keyDown(event) {
  const act = keys[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
  act();
  event.preventDefault();
}
