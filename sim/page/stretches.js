/* stretches - what the page knows of each run: who was in which state, from when to when.
 *
 * The first of the page's scripts. How the data is packed is told in sim/page/timeline.h. */
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);

const meanings = {
  compute: "computing, on a core",
  wait: "waiting, as long as the task asks to",
  ready: "able to run, but without a core",
  lock: "asleep for the lock",
  resource: "asleep for a unit of a resource",
  loop: "its event loop is busy with another task",
  queued: "not yet taken by a worker",
  overhead: "starting, switching, sending: what the machinery costs",
};

const MOST_CORE_ROWS = 64;
const HEAD = { state: 15, lock: 16, core: 32, thread: 64, sameThread: 128 };

/* ---- unpacking ---- */

/* The numbers and bytes of a string of base64. */
function reader(base64) {
  const text = atob(base64);
  let at = 0;
  return {
    byte: () => text.charCodeAt(at++),
    number() {
      let number = 0, factor = 1, byte;
      do {
        byte = text.charCodeAt(at++);
        number += (byte & 127) * factor;
        factor *= 128;
      } while (byte > 127);
      return number;
    },
  };
}

/* From when to when each stretch is painted: of a sampled run it stands for all around the instants that it
 * covers. */
function paint(run, columns) {
  const step = run.resolution;
  const snap = (time) => Math.min((Math.floor(time / step) + 0.5) * step, run.end);
  columns.from = step ? columns.begin.map(snap) : columns.begin;
  columns.to = step ? columns.end.map(snap) : columns.end;
  return columns;
}

/* The stretches of RUN as columns, its tracks one behind the other; tracks: [first, end) by index. */
function unpack(run) {
  const from = reader(run.data), n = run.kept, none = -1;
  const columns = {
    begin: new Float64Array(n), end: new Float64Array(n), head: new Uint8Array(n), track: new Uint32Array(n),
    core: new Int32Array(n).fill(none), interpreter: new Int32Array(n), thread: new Int32Array(n),
    tracks: new Map(),
  };
  let i = 0;
  for (let tracks = from.number(); tracks > 0; tracks--) {
    const track = from.number(), first = i;
    let time = 0, interpreter = 0, thread = 0;
    for (let count = from.number(); count > 0; count--, i++) {
      const head = from.byte();
      columns.head[i] = head;
      columns.track[i] = track;
      columns.begin[i] = time += from.number();
      columns.end[i] = time += from.number();
      if (head & HEAD.core) columns.core[i] = from.number();
      if (head & HEAD.thread) {
        interpreter = from.number();
        thread = from.number();
      }
      if (head & (HEAD.thread | HEAD.sameThread)) {
        columns.interpreter[i] = interpreter;
        columns.thread[i] = thread;
      }
    }
    columns.tracks.set(track, [first, i]);
  }
  return paint(run, columns);
}

/* Unpacked when it is first shown. */
function columnsOf(run) {
  run.columns ||= unpack(run);
  return run.columns;
}

/* ---- names ---- */

/* "threads", and whatever else tells RUN from the others. */
function labelOf(run) {
  const differs = (key, runs) => runs.some((other) => other[key] !== runs[0][key]);
  const locked = data.runs.filter((other) => other.lock !== "none");
  let label = run.policy;
  if (differs("scheduler", data.runs)) label += `, ${run.scheduler}`;
  if (locked.length && differs("lock", locked)) label += `, ${run.lock}`;
  if (differs("cores", data.runs)) label += `, ${run.cores} ${run.cores === 1 ? "core" : "cores"}`;
  return label;
}

function groupOf(task) {
  return data.groups.findIndex((group) => task >= group.first && task < group.first + group.tasks);
}

/* "crawler.3", "video.2#7"; of a track that is no task's, what its thread is. */
function nameOf(columns, i) {
  const track = columns.track[i];
  if (track >= data.tasks) return columns.thread[i] === 1 ? "dispatcher" : "main thread";
  return taskName(track);
}

function taskName(task) {
  const group = data.groups[groupOf(task)];
  if (!group) return `task ${task}`;
  const jobs = group.tasks / group.instances, index = task - group.first;
  return group.name + (group.instances > 1 ? `.${Math.floor(index / jobs)}` : "") +
    (group.periodic ? `#${index % jobs}` : "");
}

/* ---- rows ---- */

/* A row of the picture: what is painted, in order of time. `ids` leads to the run's columns; without it the row's
 * begin at `first`. */
function taskRow(columns, task) {
  const [first, end] = columns.tracks.get(task) || [0, 0];
  return {
    name: taskName(task), group: groupOf(task), first, length: end - first,
    begin: columns.from.subarray(first, end), end: columns.to.subarray(first, end),
    head: columns.head.subarray(first, end),
  };
}

function coreRow(columns, core, ids) {
  ids.sort((a, b) => columns.from[a] - columns.from[b]);
  return {
    name: `core ${core}`, isCore: true, ids, length: ids.length,
    begin: Float64Array.from(ids, (i) => columns.from[i]), end: Float64Array.from(ids, (i) => columns.to[i]),
    head: Uint8Array.from(ids, (i) => columns.head[i]),
  };
}

function coreRows(run) {
  const columns = columnsOf(run);
  const ids = Array.from({ length: Math.min(run.cores, MOST_CORE_ROWS) }, () => []);
  columns.core.forEach((core, i) => core >= 0 && core < ids.length && ids[core].push(i));
  return ids.map((of, core) => coreRow(columns, core, of));
}

/* Cores, then tasks: of GROUP, or all (-1). */
function rowsOf(run, group) {
  const columns = columnsOf(run);
  run.cores_ ||= coreRows(run);
  run.tasks_ ||= data.shown.map((task) => taskRow(columns, task));
  return [...run.cores_, ...run.tasks_.filter((row) => group < 0 || row.group === group)];
}

const idOf = (row, i) => (row.ids ? row.ids[i] : row.first + i);

/* The stretch of ROW that ends first after TIME; ROW.length: none does. */
function firstAfter(row, time) {
  let low = 0, high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row.end[middle] > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/* ---- words ---- */

const units = [[60e9, "min"], [1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];
const unitOf = (ns) => units.find(([size, name]) => ns >= (name === "min" ? 5 : 1) * size) || units[4];

/* "3.25 ms", with DIGITS significant ones at most. */
function timeText(ns, digits = 4) {
  const [size, name] = unitOf(ns);
  if (ns === 0) return "0";
  return `${Number((ns / size).toPrecision(digits))} ${name}`;
}

/* What there is to say of stretch I of ROW. */
function describe(run, row, i) {
  const columns = columnsOf(run), id = idOf(row, i);
  const head = columns.head[id], thread = columns.thread[id];
  const begin = columns.begin[id], end = columns.end[id], state = data.states[head & HEAD.state];
  const [size, unit] = unitOf(end);
  const at = (ns) => Number((ns / size).toFixed(size > 1 ? 6 : 0));
  const where = [];
  if (columns.core[id] >= 0) where.push(`core ${columns.core[id]}`);
  if (thread >= 4) where.push(`thread ${columns.interpreter[id]}.${thread - 4}`);
  else if (thread > 0) where.push(thread === 2 ? "main thread" : "dispatcher");
  if (head & HEAD.lock) where.push("holds the lock");
  return {
    name: nameOf(columns, id), state, meaning: meanings[state], run: labelOf(run),
    time: `${at(begin)} to ${at(end)} ${unit}${run.resolution ? " (one of several here)" : ""}`,
    length: timeText(end - begin, 6), where: where.join(", "),
  };
}
