"""The worked examples of semantics.md, and a few consequences that it states."""
import os
import tempfile
import unittest

import compare
import random_scenario
from reference import simulate
from scenario import read
from things import Deadlock

MS = 10**6


def simulations(text):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.ini")
        with open(path, "w") as file:
            file.write(text)
        return [sim for sim, _, _ in simulate(read(path))]


def one(tasks, policy="threads", machine="cores = 8", lock="name = cpython3"):
    text = f"[scenario]\npolicies = {policy}\n[machine]\nprofile = ideal\n{machine}\n[lock]\n{lock}\n"
    for name, phases in tasks.items():
        text += f"[task {name}]\nphases = {phases}\n"
    return simulations(text)[0]


def spans(sim, unit=MS):
    return {t.name: (t.start / unit, t.finish / unit) for t in sim.tasks}


def holders(sim, unit=MS):
    """(task, begin, end) by the column `lock` of the timeline; one that takes and waits at once is not seen there."""
    rows = sorted((b, e, t.name) for t in sim.tasks for what, b, e in t.track.rows if what[3])
    return [(name, b // unit, e // unit) for b, e, name in rows]


class Kitchen(unittest.TestCase):
    TASKS = {"water": "compute 30s; wait 8min; compute 30s",
             "vegetables": "repeat 12 { compute 30s; yield }",
             "oven": "repeat 3 { wait 2min; compute 20s }"}

    def finish(self, policy, change=lambda s: s):
        sim = one({name: change(phases) for name, phases in self.TASKS.items()}, policy, "cores = 1\nslice = 1s")
        return max(t.finish for t in sim.tasks) / 10**9

    def test_sequential(self):
        self.assertEqual(self.finish("sequential"), 22 * 60)

    def test_async(self):
        self.assertEqual(self.finish("async"), 9 * 60 + 20)

    def test_without_yields(self):
        self.assertEqual(self.finish("async", lambda s: s.replace("; yield", "")), 14 * 60)


class CPython3(unittest.TestCase):
    def test_two(self):
        sim = one({"A": "compute 10ms", "B": "compute 10ms"})
        self.assertEqual(spans(sim), {"A": (0, 15), "B": (5, 20)})
        self.assertEqual(holders(sim), [("A", 0, 5), ("B", 5, 10), ("A", 10, 15), ("B", 15, 20)])

    def test_three(self):
        sim = one({n: "compute 12ms" for n in "ABC"})
        self.assertEqual(spans(sim), {"A": (0, 32), "B": (5, 34), "C": (10, 36)})
        self.assertEqual([h[0] for h in holders(sim)], list("ABCABCABC"))
        self.assertEqual([h[2] for h in holders(sim)], [5, 10, 15, 20, 25, 30, 32, 34, 36])

    def test_crawler(self):
        sim = one({"C": "compute 30ms", "IO": "repeat 3 { wait 10ms; compute 1ms }"})
        self.assertEqual(spans(sim), {"C": (0, 31), "IO": (5, 43)})
        self.assertEqual(holders(sim), [("C", 0, 20), ("IO", 20, 21), ("C", 21, 31), ("IO", 31, 32),
                                        ("IO", 42, 43)])

    def test_wait_only(self):
        sim = one({"C": "compute 20ms", "W": "wait 3ms"})
        self.assertEqual(spans(sim), {"C": (0, 20), "W": (5, 13)})
        self.assertEqual(holders(sim), [("C", 0, 20)])

    def test_two_and_io(self):
        sim = one({"C1": "compute 30ms", "C2": "compute 30ms", "IO": "compute 1ms; wait 10ms; compute 1ms"})
        self.assertEqual(spans(sim), {"C1": (0, 52), "C2": (5, 62), "IO": (10, 26)})
        wanted = "C1 0 5, C2 5 10, IO 10 11, C1 11 20, C2 20 25, IO 25 26, C1 26 35, C2 35 40, C1 40 45, C2 45 50, " \
                 "C1 50 52, C2 52 62"
        self.assertEqual(", ".join(f"{n} {b:g} {e:g}" for n, b, e in holders(sim)), wanted)

    def test_hold_keeps_the_lock(self):
        sim = one({"A": "hold 20ms", "B": "compute 1ms"})
        self.assertEqual(spans(sim), {"A": (0, 21), "B": (20, 21)})


class Others(unittest.TestCase):
    def test_fair_turns(self):
        sim = one({n: "compute 12ms" for n in "ABC"}, lock="name = fair")
        self.assertEqual(spans(sim), {"A": (0, 32), "B": (5, 34), "C": (10, 36)})

    def test_cpython2_convoy_on_one_core(self):
        sim = one({"A": "compute 10ms", "B": "compute 10ms"}, machine="cores = 1\nscheduler = fifo\nticks = 1ms",
                  lock="name = cpython2")
        self.assertEqual(spans(sim), {"A": (0, 10), "B": (10, 20)})

    def test_three_threads_on_two_cores_take_turns(self):
        sim = one({n: "compute 560ms" for n in "ABC"}, "free-threaded", "cores = 2")
        finishes = sorted(t.finish / MS for t in sim.tasks)
        self.assertEqual(sum(t.account["ready"] > 100 * MS for t in sim.tasks), 3)   # nobody keeps a core
        self.assertTrue(750 <= finishes[0] <= finishes[2] <= 900, finishes)

    def test_round_robin_table(self):
        sim = one({n: "compute 3ms" for n in "ABC"}, "free-threaded", "cores = 1\nscheduler = rr\nslice = 1ms")
        self.assertEqual(spans(sim), {"A": (0, 7), "B": (1, 8), "C": (2, 9)})

    def test_factor(self):
        sim = one({"A": "compute 3ms"}, "free-threaded", "cores = 1\nfree_threaded_tax = 1.08")
        self.assertEqual(sim.tasks[0].finish, 3240000)
        self.assertEqual(sim.tasks[0].account["overhead"], 240000)
        self.assertEqual([(w[2], e - b) for w, b, e in sim.tasks[0].track.rows],
                         [("compute", 3000000), ("overhead", 240000)])

    def test_late_loop(self):
        sim = one({"A": "wait 1500us; compute 1ms"}, "async", "cores = 1\nloop_timer = 1ms")
        self.assertEqual(sim.tasks[0].finish, 3 * MS)
        self.assertEqual(sim.tasks[0].account["overhead"], 500000)

    def test_deadlock(self):
        with self.assertRaises(Deadlock):
            simulations("[scenario]\npolicies = threads\n[machine]\nprofile = ideal\n[resource x]\ncapacity = 1\n"
                        "[resource y]\ncapacity = 1\n[task a]\nphases = use x { wait 1ms; use y { compute 1ms } }\n"
                        "[task b]\nphases = use y { wait 1ms; use x { compute 1ms } }\n")

    def test_accounting_of_many(self):                          # the assertions are in the simulator
        for seed in range(40):
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "a.ini")
                with open(path, "w") as file:
                    file.write(random_scenario.scenario(seed, "all"))
                status, text = compare.reference_of(path, os.path.join(folder, "out"))
                self.assertIn(status, (0, 1), text)


if __name__ == "__main__":
    unittest.main()
