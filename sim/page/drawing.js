/* drawing - paints the stretches of the chosen runs, a panel a run, all on one time axis.
 *
 * A stretch is painted where it covers the middle of a pixel, so that a thousand short ones show in the mixture
 * that they are. Pixels are set directly: the time that it takes grows with what is shown, not with what there is. */
"use strict";

const canvas = document.getElementById("canvas");
const overlay = document.createElement("canvas"); /* the mark of the stretch that is pointed at */
const stage = document.getElementById("stage");

const view = { from: 0, to: 1, whole: 1, group: -1, runs: [], hidden: new Set(), isPrinted: false };
/* CSS pixels where the page's text is 16 high; it is larger on a projector. */
const HEADER = 26, AXIS = 24, GAP = 8;

const fontOf = (pixels, weight = 400) => `${weight} ${pixels * layout.em}px system-ui, "DejaVu Sans", sans-serif`;

/* ---- colours ---- */

let colours = null; /* read from the style sheet when they are needed */

/* A pixel of "#rrggbb", as a canvas keeps it on the little-endian machines that there are. */
function pixelOf(colour) {
  const value = parseInt(colour.slice(1), 16);
  return (0xff000000 | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}

/* COLOUR as good as gone into GROUND. */
function faint(colour, ground) {
  const channel = (shift) => {
    const a = (parseInt(colour.slice(1), 16) >> shift) & 255, b = (parseInt(ground.slice(1), 16) >> shift) & 255;
    return Math.round(0.1 * a + 0.9 * b).toString(16).padStart(2, "0");
  };
  return `#${channel(16)}${channel(8)}${channel(0)}`;
}

function readColours() {
  const style = getComputedStyle(document.documentElement);
  const get = (name) => style.getPropertyValue(`--${name}`).trim();
  colours = { ground: get("ground"), row: get("row"), grid: get("grid"), text: get("text"), quiet: get("quiet") };
  colours.states = data.states.map((state) => {
    const colour = get(state);
    return pixelOf(view.hidden.has(state) ? faint(colour, colours.row) : colour);
  });
}

/* ---- places ---- */

/* Of N rows, those that are high enough have a name. */
function rowHeight(n, em) {
  return n <= 24 ? Math.round((n <= 12 ? 18 : 14) * em) : n <= 48 ? 9 : n <= 100 ? 5 : n <= 250 ? 2 : 1;
}

/* Where each row of each panel is, in CSS pixels. */
function layOut(width) {
  const em = view.isPrinted ? 1 : parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const gutter = Math.min(150 * em, Math.max(76, Math.round(width * 0.16)));
  const layout = { width, em, left: gutter, right: width - 12, panels: [], height: AXIS * em };
  for (const run of view.runs) {
    const rows = rowsOf(run, view.group);
    const cores = rows.filter((row) => row.isCore).length;
    const heights = [Math.max(rowHeight(cores, em), 5), rowHeight(rows.length - cores, em)];
    const panel = { run, rows, tops: [], heights: [], header: layout.height, top: layout.height + HEADER * em };
    let top = 0;
    rows.forEach((row, i) => {
      if (i === cores) top += GAP;
      panel.tops.push(top);
      panel.heights.push(heights[row.isCore ? 0 : 1]);
      top += heights[row.isCore ? 0 : 1];
    });
    panel.height = top;
    layout.panels.push(panel);
    layout.height += HEADER * em + top + GAP;
  }
  layout.height += AXIS * em;
  return layout;
}

let layout = null; /* of the picture as it is */

const xOf = (time) => layout.left + (time - view.from) / (view.to - view.from) * (layout.right - layout.left);
const timeOf = (x) => view.from + (x - layout.left) / (layout.right - layout.left) * (view.to - view.from);

/* Steps of 1, 2 or 5 times a power of ten, about 90 pixels apart, on a phone 60. */
function ticks() {
  const [size, unit] = unitOf(view.to);
  const apart = layout.width < 600 ? 60 : 90 * layout.em;
  const rough = apart / (layout.right - layout.left) * (view.to - view.from) / size;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((n) => n * power >= rough) * power;
  const decimals = Math.max(0, Math.min(9, -Math.floor(Math.log10(step) + 1e-9)));
  const list = [];
  for (let n = Math.ceil(view.from / size / step); n * step * size <= view.to; n++)
    list.push({ time: n * step * size, text: (n * step).toFixed(decimals) });
  return { list, unit };
}

/* ---- pixels ---- */

/* One line of pixels of ROW, SCALE to a CSS pixel, into LINE at AT. */
function paintLine(line, at, row, width) {
  const perPixel = (view.to - view.from) / width, states = colours.states;
  for (let i = firstAfter(row, view.from), x = 0; i < row.length && row.begin[i] < view.to; i++) {
    const first = Math.max(x, Math.ceil((row.begin[i] - view.from) / perPixel - 0.5));
    const end = Math.min(width, Math.ceil((row.end[i] - view.from) / perPixel - 0.5));
    if (end <= first) continue;
    if (end - first > 8) line.fill(states[row.head[i] & HEAD.state], at + first, at + end);
    else for (let pixel = first; pixel < end; pixel++) line[at + pixel] = states[row.head[i] & HEAD.state];
    x = end;
  }
}

/* One for all panels, as large as the largest so far: fresh memory costs more than painting it. */
let buffer = new Uint32Array(0);

function imageOf(width, height) {
  if (buffer.length < width * height) buffer = new Uint32Array(width * height);
  const pixels = buffer.subarray(0, width * height);
  const bytes = new Uint8ClampedArray(buffer.buffer, 0, 4 * width * height);
  return { pixels, image: new ImageData(bytes, width, height) };
}

function paintPanel(context, panel, scale, marks) {
  const left = Math.round(layout.left * scale), width = Math.round(layout.right * scale) - left;
  const { pixels, image } = imageOf(width, Math.round(panel.height * scale));
  const ground = pixelOf(colours.ground), empty = new Uint32Array(width).fill(pixelOf(colours.row));
  marks.forEach((x) => empty[Math.round(x * scale) - left] = pixelOf(colours.grid));
  pixels.fill(ground);
  panel.rows.forEach((row, i) => {
    const height = panel.heights[i], gap = height >= 9 ? 2 : height >= 5 ? 1 : 0;
    const top = Math.round(panel.tops[i] * scale), end = Math.round((panel.tops[i] + height - gap) * scale);
    pixels.set(empty, top * width);
    paintLine(pixels, top * width, row, width);
    for (let y = top + 1; y < end; y++) pixels.copyWithin(y * width, top * width, (top + 1) * width);
  });
  context.putImageData(image, left, Math.round(panel.top * scale));
}

/* ---- words beside them ---- */

function fitText(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let length = text.length;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return `${text.slice(0, length)}…`;
}

function paintNames(context, panel) {
  const isTall = (i) => panel.heights[i] >= 11 * layout.em;
  const runsOn = (i) => i + 1 < panel.rows.length && panel.rows[i].group === panel.rows[i + 1].group &&
    panel.rows[i].isCore === panel.rows[i + 1].isCore;
  context.textAlign = "right";
  context.fillStyle = colours.text;
  for (let i = 0, first = 0, lowest = -Infinity; i < panel.rows.length; i++) {
    if (!isTall(i) && runsOn(i)) continue;
    const row = panel.rows[i], from = isTall(i) ? i : first, bottom = panel.tops[i] + panel.heights[i];
    const group = row.isCore ? "cores" : data.groups[row.group]?.name ?? "tasks";
    const text = isTall(i) || from === i ? row.name : `${group} × ${i - from + 1}`;
    const y = Math.max(panel.top + (panel.tops[from] + bottom) / 2, lowest + 12 * layout.em);
    first = i + 1;
    if (y > panel.top + panel.height + 4) continue;
    context.fillText(fitText(context, text, layout.left - 14), layout.left - 8, y);
    lowest = y;
  }
}

function paintHeader(context, panel) {
  const run = panel.run, y = panel.header + HEADER * layout.em / 2 + 2;
  const figure = run.stopped ? "stopped" : `makespan ${timeText(run.makespan)}`;
  context.textAlign = "left";
  context.fillStyle = colours.text;
  context.font = fontOf(13, 600);
  context.fillText(labelOf(run), layout.left, y);
  const width = context.measureText(labelOf(run)).width;
  context.font = fontOf(12);
  context.fillStyle = colours.quiet;
  context.fillText(figure, layout.left + width + 12, y);
}

function paintAxis(context, { list, unit }, y) {
  context.textAlign = "center";
  context.fillStyle = colours.quiet;
  list.forEach(({ time, text }) => {
    if (xOf(time) > layout.left + 6 || layout.left > 20) context.fillText(text, xOf(time), y);
  });
  context.textAlign = "right";
  context.fillText(`time (${unit})`, layout.left - 22 * layout.em, y);
}

/* ---- a frame ---- */

/* Whether PANEL is in the window, or a window's height away: others are painted when one gets there. */
function isNear(panel) {
  const top = canvas.getBoundingClientRect().top + panel.top;
  return view.isPrinted || (top < 2 * innerHeight && top + panel.height > -innerHeight);
}

/* Device pixels to a CSS pixel: fewer where the picture would be huge. */
function scaleFor(width, height) {
  const wanted = view.isPrinted ? 2 : Math.min(window.devicePixelRatio || 1, 3);
  return Math.max(1, Math.min(wanted, Math.sqrt(9e6 / (width * height))));
}

function resize(element, scale) {
  const width = Math.round(layout.width * scale), height = Math.round(layout.height * scale);
  if (element.width !== width || element.height !== height) Object.assign(element, { width, height });
  element.style.width = view.isPrinted ? "100%" : `${layout.width}px`;
  element.style.height = view.isPrinted ? "auto" : `${layout.height}px`;
}

function draw() {
  const begun = performance.now();
  const width = view.isPrinted ? 1000 : stage.clientWidth;
  if (width < 100) return;
  layout = layOut(width);
  const scale = scaleFor(width, layout.height), context = canvas.getContext("2d");
  if (!colours) readColours();
  resize(canvas, scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.font = fontOf(12);
  context.textBaseline = "middle";
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, width, layout.height);
  const axis = ticks(), marks = axis.list.map(({ time }) => xOf(time));
  for (const panel of layout.panels) {
    panel.isPainted = isNear(panel);
    if (panel.isPainted) paintPanel(context, panel, scale, marks);
    paintHeader(context, panel);
    paintNames(context, panel);
  }
  paintAxis(context, axis, AXIS * layout.em / 2);
  paintAxis(context, axis, layout.height - AXIS * layout.em / 2);
  canvas.dataset.from = view.from;
  canvas.dataset.to = view.to;
  canvas.dataset.frames = Number(canvas.dataset.frames || 0) + 1;
  canvas.dataset.milliseconds = (performance.now() - begun).toFixed(1);
}

/* At the next frame, once. */
let isDue = false;
function drawSoon() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    draw();
    mark();
  });
}

/* ---- the mark ---- */

/* The stretch that is pointed at: { panel: its index, row, i }, or null. */
let chosen = null;

function placeOf({ panel, row, i }) {
  const at = layout.panels[panel], from = at.rows[row];
  const left = Math.max(layout.left, xOf(from.begin[i])), right = Math.min(layout.right, xOf(from.end[i]));
  return { left, right: Math.max(right, left + 1), top: at.top + at.tops[row], height: at.heights[row] };
}

function mark() {
  if (!layout) return;
  const scale = canvas.width / layout.width, context = overlay.getContext("2d");
  resize(overlay, scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, layout.width, layout.height);
  if (!chosen || chosen.panel >= layout.panels.length || view.isPrinted) return;
  const { left, right, top, height } = placeOf(chosen);
  context.strokeStyle = colours.ground;
  context.lineWidth = 5;
  context.strokeRect(left - 1.5, top - 1.5, right - left + 3, height + 2);
  context.strokeStyle = colours.text;
  context.lineWidth = 2;
  context.strokeRect(left - 1.5, top - 1.5, right - left + 3, height + 2);
}
