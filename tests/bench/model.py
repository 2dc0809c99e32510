"""model.py - the workload of a trace on N cores under first come, first served, as one would write it in SimPy.

    model.py TRACE CORES      prints the makespan in nanoseconds, and the seconds that simulating it took
"""
import csv
import sys
import time

import simpy


def read(path):
    tasks = {}
    with open(path) as file:
        for row in csv.DictReader(file):
            tasks.setdefault(row["task"], []).append((row["kind"], int(row["duration_ns"])))
    return list(tasks.values())


def task(env, cores, phases):
    for kind, duration in phases:
        if kind == "wait":
            yield env.timeout(duration)
        else:
            with cores.request() as core:
                yield core
                yield env.timeout(duration)
    with cores.request() as core:  # a thread ends on a core
        yield core


def main():
    tasks = read(sys.argv[1])
    env = simpy.Environment()
    cores = simpy.Resource(env, capacity=int(sys.argv[2]))
    for phases in tasks:
        env.process(task(env, cores, phases))
    begin = time.perf_counter()
    env.run()
    print(env.now, time.perf_counter() - begin)


main()
