#!/usr/bin/env python3
"""compare.py GILSIM [--count N] [--seed S] [--kind K] [-j 2] [--keep DIR]

Random scenarios through `GILSIM run FILE --out DIR --quiet` and through the reference; the four CSV files must be the
same bytes, and one must fail where the other does. Exit status 1 if any scenario differs.
"""
import argparse
import contextlib
import io
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import random_scenario
import reference
from simulator import Simulation

Simulation.most_instants = 30000
FILES = ("tasks.csv", "summary.csv", "groups.csv", "timeline.csv")


def reference_of(path, directory):
    """(exit status, what it said)"""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        try:
            status = reference.run(path, directory)
        except Exception as error:                              # an assertion of the reference: its own fault
            status, said = 3, io.StringIO(f"reference: {type(error).__name__}: {error}")
    return status, said.getvalue().strip()


def gilsim_of(gilsim, path, directory):
    try:
        done = subprocess.run([gilsim, "run", path, "--out", directory, "--quiet"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True, errors="replace", timeout=60)
        return done.returncode, done.stderr.strip()[:300]
    except subprocess.TimeoutExpired:
        return -1, "more than 60 s"


def lines_of(directory, name):
    try:
        return open(os.path.join(directory, name), encoding="utf-8", newline="").read().split("\n")
    except OSError:
        return ["(no file)"]


def difference(ours, theirs):
    """Text, or None."""
    for name in FILES:
        left, right = lines_of(theirs, name), lines_of(ours, name)
        if left == right:
            continue
        for number in range(max(len(left), len(right))):
            a = left[number] if number < len(left) else "(end)"
            b = right[number] if number < len(right) else "(end)"
            if a != b:
                columns = left[0].split(",") if left[0] == right[0] else []
                pairs = zip(columns, a.split(","), b.split(","))
                which = " ".join(f"{c}: {x} / {y};" for c, x, y in pairs if x != y)
                return f"{name}:{number + 1}: {which}\n  gilsim    {a}\n  reference {b}"
    return None


def compare(job):
    seed, options = job
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, f"random{seed}.ini")
        with open(path, "w", encoding="utf-8") as file:
            file.write(random_scenario.scenario(seed, options.kind))
        ours, theirs = os.path.join(folder, "reference"), os.path.join(folder, "gilsim")
        our_status, our_words = reference_of(path, ours)
        status, words = gilsim_of(options.gilsim, path, theirs)
        text = None
        if our_status == 2 and "instants" in our_words:
            text = None                                         # too long for the reference: not compared
        elif (our_status == 0) != (status == 0):
            text = f"exit status {status} / {our_status}\n  gilsim    {words}\n  reference {our_words}"
        elif status == 0:
            text = difference(ours, theirs)
        elif our_status == 3:
            text = our_words
        if text and options.keep:
            os.makedirs(options.keep, exist_ok=True)
            shutil.copy(path, options.keep)
        return seed, text, our_status


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gilsim")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=["ideal", "costs", "all", "core"], default="all")
    parser.add_argument("-j", type=int, default=2)
    parser.add_argument("--keep")
    options = parser.parse_args()
    differ = failed = 0
    with multiprocessing.Pool(options.j) as pool:
        jobs = [(seed, options) for seed in range(options.seed, options.seed + options.count)]
        for seed, text, status in pool.imap(compare, jobs):
            failed += status != 0
            if text:
                differ += 1
                print(f"seed {seed}: {text}", flush=True)
    if failed:
        print(f"({failed} of them fail in the reference: a deadlock, or refused)")
    print(f"{options.count} scenarios, {differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
