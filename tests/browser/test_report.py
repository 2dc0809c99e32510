#!/usr/bin/env python3
"""test_report - pages of `gilsim report` in a real browser: figures, zoom, details, names, requests, looks.

    GILSIM=build/gilsim tests/browser/test_report.py [FOLDER]

Pictures of the page at three sizes, in light and dark, and as it is printed, are left in FOLDER to be looked at.
How long a frame takes is told, and judged by whoever reads it: at most 50 ms is wanted."""
import csv
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
from webdriver import Browser  # noqa: E402

GILSIM = os.path.abspath(os.environ.get("GILSIM", "build/gilsim"))
PICTURES = os.path.abspath(sys.argv.pop() if len(sys.argv) > 1 and not sys.argv[-1].startswith("-") else "browser")

HOSTILE = """# Is <b>this</b> text?
[scenario]
title = </title><script>window.caught = 1</script> & "more"
policies = sequential, threads
[machine]
cores = 2
[task <script>window.caught = 2</script>]
phases = compute 3ms; wait 2ms
[task </script><img src=x onerror=window.caught=3>]
count = 3
phases = compute 2ms
[task web]
period = 10ms
count = 2
phases = compute 1ms
"""

LARGE = """[scenario]
title = 500 tasks of 100 phases
[machine]
cores = 8
[task fetch]
count = 400
phases = repeat 50 { wait exp(100ms); compute exp(100us) }
[task crunch]
count = 100
phases = repeat 50 { compute exp(100us); wait exp(50ms) }
"""

# 500 tasks of 100 phases of which hundreds wake up again and again to ask for the lock: millions of stretches.
CROWD = LARGE.replace("100ms", "20ms").replace("{ compute exp(100us); wait exp(50ms) }",
                                               "{ compute exp(1ms); wait exp(1ms) }")

HUGE = """[scenario]
policies = async, threads
[task fetch]
count = 20000
arrival = poisson 2000/s
phases = repeat 20 { wait exp(20ms); compute exp(10us) }
[task rare]
phases = compute 1s
"""

SIZES = {"phone": (390, 844, 1.5), "laptop": (1366, 768, 1), "projector": (1920, 1080, 1)}


class Pages:
    """A browser and a folder with pages, made when they are first asked for."""

    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="gilsim-browser-")
        self.folder = self.temporary.name
        self.browser = Browser()

    def close(self):
        self.browser.close()
        self.temporary.cleanup()

    def gilsim(self, *arguments):
        subprocess.run([GILSIM, *arguments], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def page(self, scenario, *options):
        name = os.path.splitext(os.path.basename(scenario))[0]
        path = os.path.join(self.folder, f"{name}.html")
        if not os.path.exists(path):
            self.gilsim("report", scenario, "-o", path, *options)
        return path

    def open(self, scenario, *options):
        self.browser.open(self.page(scenario, *options))
        self.browser.size(1366, 900)
        self.browser.scheme("light")
        self.browser.run("document.getElementById('stage').scrollIntoView()")
        self.browser.frame()
        return self.browser

    def table(self, scenario, name):
        """The rows of what `run --out` writes."""
        folder = os.path.join(self.folder, os.path.basename(scenario) + ".out")
        if not os.path.exists(folder):
            self.gilsim("run", scenario, "--quiet", "--format", "csv", "--out", folder)
        with open(os.path.join(folder, name), newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))


def setUpModule():
    global pages
    os.makedirs(PICTURES, exist_ok=True)
    pages = Pages()


def tearDownModule():
    pages.close()


# Where the middle of stretch I of ROW is, of PANEL, in the window.
PLACE = """
const [panel, row, i] = arguments, box = canvas.getBoundingClientRect();
const { left, right, top, height } = placeOf({ panel, row, i });
return { x: box.left + (left + right) / 2, y: box.top + top + height / 2 };
"""


def show_all(browser):
    """Every policy that is in the page."""
    browser.run("document.querySelectorAll('#policies [aria-pressed=false]').forEach((button) => button.click())")
    browser.frame()


class Figures(unittest.TestCase):
    def test_exact_table_is_the_csv(self):
        browser = pages.open("mixed")
        shown = browser.run("""
            const heads = [...document.querySelectorAll("#exact")][0].closest("table").tHead.rows[0].cells;
            return [...heads].slice(1).map((head, i) => [head.textContent, Object.fromEntries(
                [...document.getElementById("exact").rows].map((row) => [row.cells[0].textContent, row.cells[i + 1].textContent]))]);""")
        rows = {row["policy"]: row for row in pages.table("mixed", "summary.csv")}
        self.assertEqual(len(shown), 7)
        for policy, figures in shown:
            expected = dict(rows[policy])
            del expected["scenario"]
            self.assertEqual(figures, expected)

    def test_tables_show_what_the_csv_has(self):
        browser = pages.open("crawler")
        for table, name, key in (("ranking", "summary.csv", "policy"), ("groups", "groups.csv", "policy")):
            shown = browser.run("""
                return [...document.querySelectorAll(`#${arguments[0]} tr`)].map((row) => ({ policy: row.dataset.policy,
                    head: row.querySelector("th").textContent, cells: [...row.querySelectorAll("[data-column]")].map(
                        (cell) => [cell.dataset.column, cell.dataset.value]) }));""", table)
            rows = pages.table("crawler", name)
            self.assertEqual(len(shown), len(rows))
            for row in shown:
                expected = next(r for r in rows if r[key] == row["policy"] and r.get("group", row["head"]) == row["head"])
                for column, value in row["cells"]:
                    if column != "goal":
                        self.assertEqual(value, expected[column], (row["policy"], column))

    def test_stretches_are_those_of_the_csv(self):
        for scenario in ("mixed", "kitchen-knife", pages.write("hostile.ini", HOSTILE)):
            browser = pages.open(scenario)
            shown = browser.run("""
                return data.runs.map((run) => {
                  const columns = columnsOf(run);
                  return [run.policy, Array.from(columns.begin, (begin, i) => {
                    const thread = columns.thread[i], head = columns.head[i];
                    return [columns.track[i] < data.tasks ? nameOf(columns, i) : "",
                      thread >= 4 ? `${columns.interpreter[i]}.${thread - 4}` : ["", "dispatcher", "main"][thread],
                      columns.core[i] < 0 ? "" : String(columns.core[i]), data.states[head & 15],
                      String(begin), String(columns.end[i]), head & 16 ? "1" : "0"];
                  })];
                });""")
            rows = pages.table(scenario, "timeline.csv")
            columns = ("task", "thread", "core", "state", "begin_ns", "end_ns", "lock")
            self.assertGreater(len(shown), 1)
            for policy, stretches in shown:
                # threads that carry no task have a row where they are on a core, and in no other
                expected = [[row[name] for name in columns] for row in rows
                            if row["policy"] == policy and (row["task"] or row["core"])]
                self.assertEqual(sorted(stretches), sorted(expected), (scenario, policy))

    def test_what_if_figures_are_those_of_runs_with_that_change(self):
        text = pages.open("mixed").run("return document.getElementById('scenario').textContent")
        browser = pages.open(pages.write("one-seed.ini", text), "--replications=0")  # with more seeds they are means
        shown = browser.run("""
            const heads = [...document.getElementById("what-if").closest("table").tHead.rows[0].cells];
            const row = document.querySelector("#what-if [data-name=no-lock]");
            return heads.slice(1).map((head, i) => [head.textContent, row.cells[i + 1].dataset.value ?? null]);""")
        pages.gilsim("run", "mixed", "--lock", "none", "--quiet", "--format", "csv", "--out", "no-lock")
        with open(os.path.join(pages.folder, "no-lock", "summary.csv"), encoding="utf-8") as file:
            rows = {row["policy"]: row["makespan_ns"] for row in csv.DictReader(file)}
        compared = [(policy, value, rows[policy]) for policy, value in shown if value is not None]
        self.assertGreater(len(compared), 3)
        for policy, value, expected in compared:
            self.assertEqual(value, expected, policy)


class Safety(unittest.TestCase):
    def test_text_of_a_scenario_is_shown_and_never_run(self):
        browser = pages.open(pages.write("hostile.ini", HOSTILE))
        self.assertIsNone(browser.run("return window.caught ?? null"))
        self.assertEqual(browser.run("return document.querySelectorAll('img, iframe, object').length"), 0)
        self.assertEqual(browser.run("return document.querySelectorAll('script').length"), 2)
        self.assertIn("<script>window.caught = 1</script>", browser.run("return document.querySelector('h1').textContent"))
        self.assertIn("Is <b>this</b> text?", browser.run("return document.querySelector('header p').textContent"))
        self.assertEqual(browser.run("return taskName(0)"), "<script>window.caught = 2</script>")
        self.assertEqual(browser.run("return document.getElementById('scenario').textContent"), HOSTILE)
        place = browser.run(PLACE, 0, 2, 0)
        browser.point(place["x"], place["y"])
        self.assertEqual(browser.run("return tip.querySelector('strong').textContent"), "<script>window.caught = 2</script>")
        self.assertIsNone(browser.run("return window.caught ?? null"))

    def test_nothing_leaves_the_page_and_nobody_complains(self):
        for scenario in ("mixed", "convoy-4", pages.write("hostile.ini", HOSTILE)):
            browser = pages.open(scenario)
            browser.run("document.querySelectorAll('#timeline button').forEach((button) => button.click())")
            browser.frame()
            sent = [entry["message"] for entry in browser.log("performance")]
            self.assertEqual(browser.log("browser"), [], scenario)
            requests = [message for message in sent if '"Network.requestWillBeSent"' in message]
            others = [message for message in requests
                      if f'"url":"file://{pages.page(scenario)}"' not in message and '"url":"data:,"' not in message]
            self.assertGreaterEqual(len(requests), 1)
            self.assertEqual(others, [], scenario)

    def test_script_that_is_not_the_pages_own_cannot_run(self):
        browser = pages.open("mixed")
        browser.run("""const script = document.createElement("script"); script.textContent = "window.caught = 4";
                       document.body.append(script)""")
        self.assertIsNone(browser.run("return window.caught ?? null"))


class Timeline(unittest.TestCase):
    def setUp(self):
        self.browser = pages.open("mixed")

    def span(self):
        return self.browser.run("return [view.from, view.to, view.whole]")

    def middle(self):
        return self.browser.run("""const box = canvas.getBoundingClientRect();
            return [box.left + (layout.left + layout.right) / 2, Math.min(box.top + 120, innerHeight - 10)]""")

    def test_details_at_the_pointer_are_those_of_the_stretch(self):
        rows = pages.table("mixed", "timeline.csv")
        found = self.browser.run("""
            const panel = layout.panels.findIndex(({ run }) => run.policy === "sequential"), { rows } = layout.panels[panel];
            const row = rows.findIndex(({ name }) => name === "crunch.1");
            const i = rows[row].head.findIndex((head) => data.states[head & 15] === "compute");
            return [panel, row, i]""")
        place = self.browser.run(PLACE, *found)
        self.browser.point(place["x"], place["y"])
        words = self.browser.run("return tip.hidden ? '' : tip.innerText")
        expected = next(row for row in rows if row["policy"] == "sequential" and row["task"] == "crunch.1" and
                        row["state"] == "compute")
        for part in ("crunch.1", "compute", "100 ms", f"core {expected['core']}", "holds the lock", "sequential",
                     f"{int(expected['begin_ns']) / 1e9:.6f}".rstrip("0"), f"{int(expected['end_ns']) / 1e9:.6f}".rstrip("0")):
            self.assertIn(part, words)
        self.browser.view(os.path.join(PICTURES, "details.png"))
        self.browser.point(3, 3)
        self.assertTrue(self.browser.run("return tip.hidden"))

    def test_wheel_zooms_around_the_pointer_once_the_picture_has_the_focus(self):
        x, y = self.middle()
        self.browser.wheel(x, y, 10)
        self.assertEqual(self.span()[1], self.span()[2])
        self.browser.click(x, y)
        top = self.browser.run("return scrollY")
        before = self.browser.run("return timeOf((layout.left + layout.right) / 2)")
        self.browser.wheel(x, y, -400)
        begin, end, whole = self.span()
        self.assertLess(end - begin, 0.6 * whole)
        self.assertAlmostEqual(self.browser.run("return timeOf((layout.left + layout.right) / 2)") / before, 1, delta=0.01)
        self.assertEqual(self.browser.run("return scrollY"), top)

    def test_drag_pans(self):
        self.browser.run("show(0, view.whole / 4)")
        self.browser.frame()
        x, y = self.middle()
        self.browser.drag(x, y, -200)
        begin, end, whole = self.span()
        self.assertGreater(begin, 0)
        self.assertAlmostEqual(end - begin, whole / 4, delta=whole / 1000)

    def test_two_fingers_zoom_and_a_tap_tells(self):
        self.browser.size(390, 844, 2, is_phone=True)
        self.browser.run("document.getElementById('stage').scrollIntoView()")
        self.browser.frame()
        box = self.browser.run("const { left, top } = canvas.getBoundingClientRect(); return { x: left, y: top }")
        x, y = box["x"] + 230, box["y"] + 150
        self.browser.touch("touchStart", (x - 20, y), (x + 20, y))
        self.browser.touch("touchMove", (x - 60, y), (x + 60, y))
        self.browser.touch("touchEnd")
        self.browser.frame()
        begin, end, whole = self.span()
        self.assertAlmostEqual((end - begin) / whole, 1 / 3, delta=0.05)
        self.browser.run("showAll()")
        self.browser.frame()
        place = self.browser.run(PLACE, 0, 5, 0)
        self.browser.touch("touchStart", (place["x"], place["y"]))
        self.browser.touch("touchEnd")
        self.browser.frame()
        self.assertFalse(self.browser.run("return tip.hidden"))
        self.assertIn("fetch.1", self.browser.run("return details.textContent"))

    def test_keys_step_zoom_and_pan(self):
        self.browser.run("canvas.focus()")
        self.browser.keys("Right")
        first = self.browser.run("return details.textContent")
        self.assertIn("fetch.0", first)
        self.browser.keys("Right")
        second = self.browser.run("return details.textContent")
        self.assertNotEqual(first, second)
        self.browser.keys("Left")
        self.assertEqual(self.browser.run("return details.textContent"), first)
        self.browser.keys("Down")
        self.assertIn("fetch.1", self.browser.run("return details.textContent"))
        self.browser.keys("+", "+")
        begin, end, whole = self.span()
        self.assertAlmostEqual(end - begin, whole / 4, delta=whole / 1000)
        self.browser.keys("PageDown")
        self.assertGreater(self.span()[0], begin)
        self.browser.keys("0")
        self.assertEqual(self.span()[:2], [0, whole])
        self.browser.keys("Escape")
        self.assertIsNone(self.browser.run("return chosen"))

    def test_keys_follow_a_stretch_out_of_view(self):
        self.browser.run("show(view.whole * 0.9, view.whole / 20); canvas.focus(); chosen = { panel: 0, row: 5, i: 0 }")
        self.browser.frame()
        self.browser.keys("Right")
        self.assertTrue(self.browser.run("""const { rows } = layout.panels[chosen.panel], row = rows[chosen.row];
            return row.begin[chosen.i] < view.to && row.end[chosen.i] > view.from"""))

    def test_policies_are_put_side_by_side_on_one_axis(self):
        shown = lambda: self.browser.run("return layout.panels.map(({ run }) => run.policy)")
        show_all(self.browser)
        self.assertEqual(shown(), [row["policy"] for row in pages.table("mixed", "summary.csv")])
        ends = {row["policy"]: int(row["makespan_ns"]) for row in pages.table("mixed", "summary.csv")}
        self.assertEqual(self.span()[2], max(ends.values()))
        self.browser.run("document.querySelector('#policies button').click()")
        self.browser.frame()
        self.assertNotIn("sequential", shown())

    def test_legend_hides_a_state(self):
        colour = """const { x, y } = (function () { const box = canvas.getBoundingClientRect();
              const row = layout.panels[0].rows.findIndex(({ name }) => name === "crunch.1");
              const i = layout.panels[0].rows[row].head.findIndex((head) => data.states[head & 15] === "compute");
              const at = placeOf({ panel: 0, row, i });
              return { x: (at.left + at.right) / 2, y: at.top + 3 }; })();
            return [...canvas.getContext("2d").getImageData(x, y, 1, 1).data].slice(0, 3)"""
        self.assertEqual(self.browser.run(colour), [0x00, 0x72, 0xb2])
        self.browser.run("document.querySelector('#legend .swatch.compute').parentElement.click()")
        self.browser.frame()
        self.assertGreater(self.browser.run(colour)[0], 180)

    def test_one_group_can_be_chosen(self):
        self.browser.run("""const select = document.querySelector("#tools select"); select.value = 1;
                            select.dispatchEvent(new Event("change"))""")
        self.browser.frame()
        names = self.browser.run("return layout.panels[0].rows.map(({ name }) => name)")
        self.assertEqual([name for name in names if not name.startswith("core")], [f"crunch.{i}" for i in range(4)])


# Draws at N places and zooms, and waits for the pixels each time: how long each took, in milliseconds.
FRAMES = """
const [n, done] = arguments, times = [], context = canvas.getContext("2d");
let last = performance.now();
function next(i) {
  const length = view.whole / 1.2 ** (i % 25);
  show(view.whole * ((i * 0.37) % 1), length);
  requestAnimationFrame(() => {
    const begun = performance.now();
    draw();
    context.getImageData(layout.width / 2, layout.height / 2, 1, 1);
    times.push(performance.now() - begun);
    if (i + 1 < n) requestAnimationFrame(() => next(i + 1));
    else done(times);
  });
}
next(0);
"""


class Large(unittest.TestCase):
    def measure(self, browser, what):
        times = sorted(browser.wait(FRAMES, 100))
        print(f"\n  a frame of {what}: median {times[49]:.1f} ms, 95 of 100 within {times[94]:.1f} ms, "
              f"worst {times[-1]:.1f} ms", file=sys.stderr)

    def test_500_tasks_of_100_phases_are_all_there(self):
        browser = pages.open(pages.write("large.ini", LARGE))
        self.assertEqual(browser.run("return data.shown.length"), 500)
        self.assertEqual(browser.run("return data.runs.map(({ leftOut }) => leftOut)"), [0] * 5)
        stretches = browser.run("return view.runs.reduce((sum, { kept }) => sum + kept, 0)")
        self.measure(browser, f"2 policies of 500 tasks x 100 phases ({stretches} stretches)")
        show_all(browser)
        self.measure(browser, "the same, 5 policies")
        browser.run("showAll()")
        browser.frame()
        browser.picture(os.path.join(PICTURES, "large.png"))
        self.assertEqual(browser.run("return document.getElementById('sampled').textContent"), "")

    def test_500_tasks_that_crowd_around_the_lock_are_sampled(self):
        browser = pages.open(pages.write("crowd.ini", CROWD))
        show_all(browser)
        self.assertIn("threads: sampled, ", browser.run("return document.getElementById('sampled').textContent"))
        self.measure(browser, "5 policies of 500 tasks x 100 phases, of which hundreds wait for the lock")

    def test_more_is_sampled_and_it_says_so(self):
        browser = pages.open(pages.write("huge.ini", HUGE))
        size = os.path.getsize(pages.page("huge.ini"))
        self.assertLess(size, 20e6)
        said = browser.run("return document.getElementById('sampled').textContent")
        self.assertIn("of 20001 tasks have a row", said)
        self.assertIn("sampled, ", said)
        self.assertIn("rare", browser.run("return layout.panels[0].rows.map(({ name }) => name)"))
        self.measure(browser, "20,001 tasks x 40 phases, sampled")
        browser.run("showAll()")
        browser.frame()
        browser.picture(os.path.join(PICTURES, "huge.png"))


# Text and what is behind it: colours of all elements that have words of their own.
CONTRASTS = """
const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
const light = (colour) => {
  const [r, g, b] = numbers(colour).map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (element) => {
  for (; element; element = element.parentElement) {
    const colour = getComputedStyle(element).backgroundColor;
    if (numbers(colour)[3] !== 0) return colour;
  }
  return "rgb(255, 255, 255)";
};
const hasWords = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
return [...document.querySelectorAll("body :not(script, style, svg *, noscript *)")].filter((element) =>
  hasWords(element) && element.offsetParent).map((element) => {
    const a = light(getComputedStyle(element).color), b = light(ground(element));
    return [element.tagName + "." + element.className, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
  }).filter(([, contrast]) => contrast < 4.5);
"""


class Looks(unittest.TestCase):
    def test_pictures_at_three_sizes_in_light_and_dark(self):
        for scenario in ("mixed", "convoy-4"):
            browser = pages.open(scenario)
            for name, (width, height, scale) in SIZES.items():
                for scheme in ("light", "dark"):
                    browser.size(width, height, scale, is_phone=name == "phone")
                    browser.scheme(scheme)
                    browser.frame()
                    wide = browser.run("return document.documentElement.scrollWidth")
                    self.assertLessEqual(wide, width, (scenario, name))
                    self.assertEqual(browser.run(CONTRASTS), [], (scenario, name, scheme))
                    browser.picture(os.path.join(PICTURES, f"{scenario}-{name}-{scheme}.png"))

    def test_greys_of_charts_turn_in_the_dark(self):
        greys = """return [...document.querySelectorAll(".chart svg *")].flatMap((element) => ["fill", "stroke", "color"].filter(
            (name) => (element.getAttribute(name) || "").startsWith("var(")).map((name) =>
              [element.getAttribute(name), getComputedStyle(element)[name]]))"""
        browser = pages.open("mixed")
        light = dict(browser.run(greys))
        browser.scheme("dark")
        dark = dict(browser.run(greys))
        self.assertGreater(len(light), 5)
        self.assertEqual(sorted(light), sorted(dark))
        self.assertEqual([grey for grey in light if light[grey] == dark[grey]], [])

    def test_paper(self):
        browser = pages.open("mixed")
        browser.scheme("dark")
        browser.paper(os.path.join(PICTURES, "mixed.pdf"))
        self.assertFalse(browser.run("return view.isPrinted"))

    def test_all_that_can_be_used_has_a_name(self):
        browser = pages.open("mixed")
        nameless = browser.run("""
            return [...document.querySelectorAll("button, select, canvas[tabindex], svg, .scroll, fieldset, section")].filter(
              (element) => !(element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") ||
                element.textContent.trim() || element.closest("label"))).map((element) => element.outerHTML.slice(0, 80))""")
        self.assertEqual(nameless, [])
        ids = browser.run("return [...document.querySelectorAll('[id]')].map(({ id }) => id)")
        self.assertEqual(len(ids), len(set(ids)))

    def test_without_a_script_all_but_the_timeline_is_there(self):
        browser = pages.browser
        browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
        try:
            browser.open_plain(pages.page("mixed"))
        finally:
            browser.devtools("Emulation.setScriptExecutionDisabled", value=False)
        self.assertIn("drawn by a script", browser.run("return document.body.innerText"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
