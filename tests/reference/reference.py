#!/usr/bin/env python3
"""The reference simulator of gilsim: slow, obvious, literal (semantics.md).

    reference.py FILE.ini [--out DIR]      writes summary.csv groups.csv tasks.csv timeline.csv to DIR (default: .)
    reference.py --batch LISTFILE          each line: FILE DIR

Exit status 0, 1 (deadlock), 2 (not supported, or bad input: one line says what). The decisions where the pages are
open stand at the top of each file of this folder.
"""
import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import output
from scenario import Refused, read
from simulator import Simulation
from things import Deadlock


def simulate(scenario):
    """Yields (simulation, name of its scheduler, makespan of sequential), in the order of the rows."""
    sequential = {}
    for policy in scenario.policies:
        for scheduler in scenario.schedulers:
            # a policy without a lock has one row, whatever locks are listed
            for lock in scenario.locks if policy != "free-threaded" else scenario.locks[:1]:
                for cores in scenario.cores:
                    sim = Simulation(scenario, policy, scheduler, lock, cores).run()
                    key = (scheduler, lock, cores)
                    if key not in sequential:
                        try:
                            sequential[key] = output.makespan(Simulation(scenario, "sequential", *key).run())
                        except Deadlock:
                            sequential[key] = None
                    yield sim, scheduler, sequential[key]


def run(path, directory):
    """The exit status."""
    try:
        try:
            scenario = read(path)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise Refused(f"bad input: {type(error).__name__} {error}")
        tables = [output.rows_of(scenario, *one) for one in simulate(scenario)]
    except Refused as error:
        print(f"reference: {path}: {error}", file=sys.stderr)
        return 2
    except Deadlock:
        print("deadlock", file=sys.stderr)
        return 1
    output.write(directory, tables)
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?")
    parser.add_argument("--out", default=".")
    parser.add_argument("--batch")
    options = parser.parse_args()
    if options.batch:
        return max([run(*line.split()) for line in open(options.batch) if line.strip()], default=0)
    if not options.file:
        parser.error("a FILE or --batch LISTFILE")
    return run(options.file, options.out)


if __name__ == "__main__":
    sys.exit(main())
