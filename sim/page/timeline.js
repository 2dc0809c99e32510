/* timeline - what is shown: the chosen policies, states and tasks, on the screen and on paper. */
"use strict";

const MOST_ROWS_AT_ONCE = 70; /* of all panels: more, and at first only two runs are shown */
const LONG = 12; /* a run that takes so many times the best one's time would leave nothing to see of that */

/* ---- what is shown ---- */

function forget() {
  choose(null);
  details.textContent = "";
}

/* How long the picture is, and what of the data is not in it. */
function runsChanged() {
  const isWhole = view.from === 0 && view.to === view.whole;
  view.runs = data.runs.filter((run) => run.isShown);
  view.whole = Math.max(1, ...view.runs.map((run) => run.end));
  const left = [];
  if (data.shown.length < data.tasks)
    left.push(`${data.shown.length} of ${data.tasks} tasks have a row; cores show all.`);
  if (data.runs.some((run) => run.cores > MOST_CORE_ROWS))
    left.push(`Only the first ${MOST_CORE_ROWS} cores have a row.`);
  if (data.runsLeftOut)
    left.push(`Only the ${data.runs.length} best runs are here, ${data.runsLeftOut} others are not.`);
  for (const run of view.runs)
    if (run.leftOut)
      left.push(`${labelOf(run)}: sampled, ${run.kept} of ${run.kept + run.leftOut} stretches; ` +
        `one that is shorter than ${timeText(run.resolution)} may be missing.`);
  document.getElementById("sampled").textContent = left.join(" ");
  canvas.setAttribute("aria-label", "Timeline of " + (view.runs.map(labelOf).join(", ") || "no policy"));
  forget();
  if (isWhole) showAll();
  else show(view.from, span());
}

/* A button that is on or off. */
function toggle(text, isOn, changed, title = "") {
  const button = element("button", "", { type: "button", className: "chip", title });
  const set = (on) => button.setAttribute("aria-pressed", on);
  button.append(text);
  set(isOn);
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    set(on);
    changed(on);
  });
  return button;
}

/* The runs to begin with: those that can be seen beside the best one; of many, that and the last of these. */
function firstRuns() {
  const ranked = [...data.runs].sort((a, b) => (a.rank || Infinity) - (b.rank || Infinity));
  const beside = ranked.filter((run, i) => i === 0 || run.end <= LONG * ranked[0].end);
  const rows = beside.reduce((sum, run) => sum + run.cores + data.shown.length, 0);
  return rows <= MOST_ROWS_AT_ONCE ? beside : [beside[0], beside[beside.length - 1]];
}

function addPolicies() {
  const first = firstRuns();
  data.runs.forEach((run) => {
    run.isShown = first.includes(run);
    document.getElementById("policies").append(toggle(labelOf(run), run.isShown, (on) => {
      run.isShown = on;
      runsChanged();
    }));
  });
}

function addLegend() {
  data.states.forEach((state) => {
    const button = toggle("", true, (on) => {
      if (on) view.hidden.delete(state);
      else view.hidden.add(state);
      colours = null;
      drawSoon();
    }, meanings[state]);
    button.append(element("span", "", { className: `swatch ${state}` }), state);
    document.getElementById("legend").append(button);
  });
}

function addTools() {
  const tools = document.getElementById("tools");
  const add = (text, label, act) => {
    const button = element("button", text, { type: "button", title: label });
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    tools.append(button);
  };
  add("◀", "Earlier", () => pan(-0.5));
  add("▶", "Later", () => pan(0.5));
  add("−", "Zoom out", () => zoom(2));
  add("+", "Zoom in", () => zoom(0.5));
  add("whole", "Show the whole run", showAll);
  if (data.groups.length > 1) tools.append(groupChoice());
  tools.append(element("span", "", { id: "range" }));
}

function groupChoice() {
  const select = element("select", "");
  const label = element("label", "tasks ");
  select.append(element("option", "all", { value: -1 }));
  const shown = new Set(data.shown.map(groupOf));
  data.groups.forEach((group, i) => shown.has(i) && select.append(element("option", group.name, { value: i })));
  select.addEventListener("change", () => {
    view.group = Number(select.value);
    forget();
    drawSoon();
  });
  label.append(select);
  return label;
}

/* ---- on paper ---- */

/* In the colours of paper, at a fixed width and twice as fine. */
function onPaper(isPrinted) {
  view.isPrinted = isPrinted;
  document.documentElement.classList.toggle("paper", isPrinted);
  colours = null;
  draw();
  mark();
}

/* ---- beginning ---- */

function begin() {
  document.getElementById("timeline-view").hidden = false;
  overlay.id = "overlay";
  overlay.setAttribute("aria-hidden", "true");
  canvas.after(overlay);
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-roledescription", "timeline");
  canvas.setAttribute("aria-describedby", "keys");
  document.getElementById("keys").textContent = "Point at a stretch, or tap it, for its details. " +
    "Drag to pan; pinch, or click and turn the wheel (or turn it with Ctrl), to zoom. Keys: arrows from stretch to " +
    "stretch, + and − zoom, Page Up and Page Down pan, 0 shows all.";
  addTools();
  addPolicies();
  addLegend();
  canvas.addEventListener("pointermove", pointerMoved);
  canvas.addEventListener("pointerdown", pointerDown);
  canvas.addEventListener("pointerup", pointerUp);
  canvas.addEventListener("pointercancel", (event) => pointers.delete(event.pointerId));
  canvas.addEventListener("pointerleave", pointerLeft);
  canvas.addEventListener("wheel", wheel, { passive: false });
  canvas.addEventListener("keydown", keyDown);
  canvas.addEventListener("blur", () => choose(null));
  addEventListener("scroll", () => layout?.panels.some((panel) => !panel.isPainted && isNear(panel)) && drawSoon(),
    { passive: true });
  addEventListener("resize", drawSoon);
  new ResizeObserver(() => !view.isPrinted && drawSoon()).observe(stage);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    colours = null;
    drawSoon();
  });
  addEventListener("beforeprint", () => onPaper(true));
  addEventListener("afterprint", () => onPaper(false));
  runsChanged();
}

if (data.runs.length > 0) begin();
