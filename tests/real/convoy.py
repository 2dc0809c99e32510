"""convoy - how long an I/O thread waits beside computing ones: predicted, and measured in CPython on this host.

    convoy.py GILSIM PYTHON FOLDER

Costs are measured first; then every cell (how many threads compute, switch interval, cores, how the I/O thread lets the
lock go) is predicted and FOLDER/prediction.csv written; then CPython runs each cell several times, in random order. What
is compared is the mean delay: from when the I/O thread could go on to when it does, while all others compute. Leaves
convoy.csv, and the delays' distributions for plots/convoy.gp. Exit status 1 where a mean is further off than it may be.
"""
import os
import random
import shutil
import statistics
import sys
import tempfile
from collections import namedtuple

from gilsim import MS, Gilsim, end_progress, host, print_table, rows, say, write_rows

THREADS = {1: 15, 2: 25, 4: 40}  # that compute: by how many per cent the mean may be off
INTERVALS = (1, 5, 20)           # ms
CORES = (1, 2)
# It blocks, as in a read from the network; or in a system call that does not. Waits that are all alike would fall into step
# with the interval.
LETS_GO = {"wait": "wait uniform(3ms, 7ms)", "nogil": "nogil 1us"}
IDLE = {"wait": 5 * MS, "nogil": 1e3}
WORK = 0.1 * MS                  # of the I/O thread, between two of these

SAMPLES = 400                    # of a cell, at least ...
RUNS = 4                         # ... in so many runs ...
MOST_RUNS = 8                    # ... up to so many where a run has fewer than it should
LEAST = 0.02 * MS                # by which a mean may be off however short it is: what noting a phase takes in Python
LONGER = 50 * MS                 # that others compute, so that they do so to the end of the I/O thread's rounds
ROUNDS = 105                     # of the I/O thread in a run
PREDICTIONS = 16                 # of a run, each with a seed of its own
POINTS = 200                     # of a predicted distribution

Cell = namedtuple("Cell", "kind threads interval cores")


def settings(cell, profile, delay):
    """Options for either command, with threads that compute for as long as the I/O thread's rounds take."""
    length = ROUNDS * (IDLE[cell.kind] + WORK + delay) + LONGER
    return [f"convoy-{cell.threads}", "--policy=threads", f"--cores={cell.cores}", "-q", "--format=csv",
            "-s", f"machine.profile={profile}", "-s", f"lock.interval={cell.interval}ms",
            "-s", f"task.io.phases=repeat {ROUNDS} {{ {LETS_GO[cell.kind]}; compute {WORK / 1e3:.0f}us }}",
            "-s", f"task.cruncher.phases=compute {length / cell.threads / 1e3:.0f}us"]


def delays(folder):
    """Of the I/O thread, in ns: each time from when it was to wake, or let the lock go, to its next work with the lock; without
    what it computed meanwhile."""
    timeline = rows(os.path.join(folder, "timeline.csv"))
    ends = {}
    for row in timeline:
        if row["task"].startswith("cruncher"):
            ends[row["task"]] = max(ends.get(row["task"], 0), int(row["end_ns"]))
    all_compute = min(ends.values())
    since, let_go, found = None, 0, []
    for row in sorted((row for row in timeline if row["task"] == "io"), key=lambda row: int(row["begin_ns"])):
        begin, end = int(row["begin_ns"]), int(row["end_ns"])
        if row["state"] == "wait":
            since = end
        elif row["state"] == "compute" and row["lock"] == "0":
            since = (let_go if since is None else since) + end - begin
        elif row["state"] == "compute":
            if since is not None and since < all_compute:
                found.append(begin - since)
            since, let_go = None, end
    return found


def carry_out(gilsim, command, options):
    with tempfile.TemporaryDirectory() as folder:
        gilsim.call(command, *options, "--out", os.path.join(folder, "out"))
        return delays(os.path.join(folder, "out"))


def choose_settings(gilsim, cell, profile):
    """How long the others compute is found by simulation, too."""
    first = carry_out(gilsim, "run", settings(cell, profile, cell.threads * cell.interval * MS))
    return settings(cell, profile, statistics.mean(first))


def predict(gilsim, options):
    """All delays, by simulation of the very runs that are measured, and of more."""
    return sum((carry_out(gilsim, "run", [*options, f"--seed={seed + 1}"]) for seed in range(PREDICTIONS)), [])


def measure(gilsim, options, python, seed):
    return carry_out(gilsim, "real", [*options, f"--seed={seed}", "--executor=python", "--python", python, "--yes"])


def wants_more(runs):
    return len(runs) < RUNS or (sum(map(len, runs)) < SAMPLES and len(runs) < MOST_RUNS)


def measure_all(gilsim, options, python):
    """Of each cell the delays of each run; a cell's runs are apart, so that what the host does meets all cells alike."""
    measured = {cell: [] for cell in options}
    order = random.Random(1)
    n = 0
    while any(wants_more(runs) for runs in measured.values()):
        cells = [cell for cell, runs in measured.items() if wants_more(runs)]
        order.shuffle(cells)
        for cell in cells:
            n += 1
            say(f"run {n} of at least {RUNS * len(measured)}: {describe(cell)}")
            measured[cell].append(measure(gilsim, options[cell], python, len(measured[cell]) + 1))
    end_progress()
    return measured


def describe(cell):
    return f"{cell.kind}, {cell.threads} computing, {cell.interval} ms, {cell.cores} core{'s' * (cell.cores > 1)}"


# ---- what is left ----

def error_of(cell, predictions, measured):
    """Of the predicted mean, in per cent."""
    mean = statistics.mean(sum(measured[cell], []))
    return 100 * (statistics.mean(predictions[cell]) / mean - 1)


def is_off(cell, predictions, measured):
    mean = statistics.mean(sum(measured[cell], []))
    return abs(statistics.mean(predictions[cell]) - mean) > max(mean * THREADS[cell.threads] / 100, LEAST)


def text_of(time):
    return f"{time / MS:.2f} ms" if time >= 0.1 * MS else f"{time / 1e3:.1f} us"


def thinned(values, n):
    values = sorted(values)
    return values if len(values) <= n else [values[i * (len(values) - 1) // (n - 1)] for i in range(n)]


def write_distributions(folder, kind, predictions, measured):
    lines = []
    for cell in (cell for cell in predictions if cell.kind == kind):
        for source, values in (("predicted", thinned(predictions[cell], POINTS)), ("measured", sum(measured[cell], []))):
            lines += [(cell.threads, cell.interval, cell.cores, source, value, f"{(i + 1) / len(values):.4f}")
                      for i, value in enumerate(sorted(values))]
    os.makedirs(os.path.join(folder, kind), exist_ok=True)
    write_rows(os.path.join(folder, kind, "delays.csv"),
               ("threads", "interval_ms", "cores", "source", "delay_ns", "share"), lines)


def write_prediction(folder, predictions):
    write_rows(os.path.join(folder, "prediction.csv"), (*Cell._fields, "mean_delay_ns"),
               [(*cell, round(statistics.mean(values))) for cell, values in predictions.items()])


def write_result(folder, predictions, measured):
    lines = []
    for cell, runs in measured.items():
        means = [round(statistics.mean(run)) for run in runs if run]
        lines.append((*cell, len(sum(runs, [])), len(runs), round(statistics.mean(predictions[cell])),
                      round(statistics.mean(sum(runs, []))), min(means), max(means),
                      f"{error_of(cell, predictions, measured):.1f}", THREADS[cell.threads]))
    write_rows(os.path.join(folder, "convoy.csv"),
               (*Cell._fields, "samples", "runs", "predicted_ns", "measured_ns", "least_run_ns", "most_run_ns", "error_pct",
                "may_be_off_pct"), lines)


def report(predictions, measured):
    """Prints the table; how many cells are further off than they may be."""
    lines, n_off = [], 0
    for cell, runs in measured.items():
        means = [statistics.mean(run) for run in runs if run]
        off = is_off(cell, predictions, measured)
        n_off += off
        lines.append((cell.kind, str(cell.threads), f"{cell.interval} ms", str(cell.cores),
                      str(len(sum(runs, []))), text_of(statistics.mean(predictions[cell])),
                      text_of(statistics.mean(sum(runs, []))), f"{text_of(min(means))} - {text_of(max(means))}",
                      f"{error_of(cell, predictions, measured):+.1f} %", f"{THREADS[cell.threads]} %",
                      "NO" if off else "yes"))
    print_table(("I/O thread", "computing", "interval", "cores", "delays", "predicted", "measured", "from run to run", "error",
                 "may be", "within"), lines)
    print(f"\n{len(lines) - n_off} of {len(lines)} mean delays are as near as they should be.")
    return n_off


def main():
    gilsim, python, folder = Gilsim(sys.argv[1]), sys.argv[2], sys.argv[3]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    profile = os.path.abspath(os.path.join(folder, "host.profile"))
    gilsim.calibrate(profile, python)
    options, predictions = {}, {}
    for cell in (Cell(kind, threads, interval, cores) for kind in LETS_GO for threads in THREADS
                 for interval in INTERVALS for cores in CORES if cores <= len(os.sched_getaffinity(0))):
        say(f"predicting: {describe(cell)}")
        options[cell] = choose_settings(gilsim, cell, profile)
        predictions[cell] = predict(gilsim, options[cell])
    write_prediction(folder, predictions)
    measured = measure_all(gilsim, options, python)
    write_result(folder, predictions, measured)
    for kind in LETS_GO:
        write_distributions(folder, kind, predictions, measured)
    print(f"Delay of an I/O thread beside computing ones in CPython ({python}); {host()}")
    print(f"Between two pieces of work of {WORK / 1e3:.0f} us: {' or '.join(LETS_GO.values())}\n")
    sys.exit(1 if report(predictions, measured) else 0)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        end_progress()
        sys.exit(130)
