"""scaling.py - how much faster a sweep is with several workers than with one.

    scaling.py GILSIM     prints points a second with one worker, with two, and with one for each core

The runs take turns, so that what else the machine does meets all of them alike; what they write must be the
same.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 5
POINTS = 256
SCENARIO = """
[scenario]
policies = async, free-threaded
[let]
idle = 5ms
[machine]
profile = ideal
[task a]
count = 100
phases = repeat 100 { compute exp(1ms); wait exp($idle) }
"""
VARY = ["--vary", "cores=1:16", "--vary", "let.idle=1ms:16ms:1ms"]


def sweep(gilsim, folder, workers, run):
    """Points a second, and what the sweep says."""
    out = os.path.join(folder, f"{workers}-{run}")
    command = [gilsim, "sweep", "scaling.ini", *VARY, "-j", str(workers), "-q", "--format=csv", "--out", out]
    begin = time.perf_counter()
    said = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout
    return POINTS / (time.perf_counter() - begin), said


def main():
    gilsim = os.path.abspath(sys.argv[1])
    counts = sorted({1, 2, len(os.sched_getaffinity(0))})
    rates = {workers: [] for workers in counts}
    expected = None
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "scaling.ini"), "w") as file:
            file.write(SCENARIO)
        for run in range(RUNS):
            for workers in counts:
                rate, said = sweep(gilsim, folder, workers, run)
                expected = expected or said
                if said != expected:
                    sys.exit("scaling: another number of workers gives other results")
                rates[workers].append(rate)
    one = statistics.median(rates[1])
    print(f"\nPoints a second of a sweep of {POINTS}: the median, and from the slowest run to the fastest.")
    print("Whatever the number of workers, the results are the same.\n")
    print(f"{'workers':<9}{'points a second':<22}{'against one':>11}")
    for workers in counts:
        median = statistics.median(rates[workers])
        spread = f"{median:.1f} ({min(rates[workers]):.1f}-{max(rates[workers]):.1f})"
        print(f"{workers:<9}{spread:<22}{median / one:>10.2f}x")


main()
