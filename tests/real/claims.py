"""claims - what gilsim tells about concurrency, parallelism and the lock: predicted, and measured in CPython on this host.

    claims.py GILSIM PYTHONS FOLDER [PYTHON2]

Each claim is a ratio of two figures and a bound for it, as in tests/test_claims.c. `gilsim validate` predicts and measures
them (FOLDER keeps what it writes). PYTHONS is as in --python; PYTHON2 is a CPython 2.7, for the claim about it. Exit
status 1 where a claim does not hold in what was measured.
"""
import os
import re
import shutil
import sys
from collections import namedtuple

from gilsim import Gilsim, end_progress, host, print_table, rows, say

CORES = min(2, len(os.sched_getaffinity(0)))
MAKESPAN = "makespan"
TOLERANCE = 0.25  # of the predicted ratio under CPython 2.7

# What is validated together: a scenario, and options.
Study = namedtuple("Study", "scenario options")
# FIGURE, as (policy, metric, cores), over OTHER is more (or less) than BOUND; NEAR: and predicted within TOLERANCE.
Claim = namedtuple("Claim", "text study figure other sign bound near", defaults=[False])


def study(scenario, *policies, more=(), cores=CORES):
    return Study(scenario, (f"--policy={','.join(policies)}", f"--cores={cores}", *more))


NETWORK = study("waiting-network", "sequential", "async", "threads")
COMPUTING = study("computing", "sequential", "threads", "free-threaded", "processes")
NUMPY = study("numpy", "sequential", "async", "threads")
INTERACTIVE = study("interactive", "async", "threads")
CONVOYS = [study(f"convoy-{n}", "threads", "processes", more=("-s", "policy.processes.workers=tasks")) for n in (1, 2, 4)]
THOUSAND = study("thousand", "async", "threads")
WRONG_WAITING = study("wrong-waiting", "async", "processes")
WRONG_COMPUTING = study("wrong-computing", "async", "threads", "processes")
TINY = study("tiny", "sequential", "processes")
START_UP = study("start-up", "sequential", "processes", more=("-s", "policy.processes.workers=tasks"))
THROUGHPUT = study("throughput", "processes", cores=f"1,{CORES}")
PYTHON2 = study("python2", "sequential", "threads", cores=f"1,{CORES}", more=("--lock=cpython2",))


def makespan(policy, cores=CORES):
    return policy, MAKESPAN, cores


IO = ("threads", "mean delay of io", CORES)

CLAIMS = [
    Claim("threads help waiting", NETWORK, makespan("sequential"), makespan("threads"), ">", 5),
    Claim("an event loop helps waiting", NETWORK, makespan("sequential"), makespan("async"), ">", 5),
    Claim("threads under the lock do not help computing", COMPUTING, makespan("threads"), makespan("sequential"), ">", 0.95),
    Claim("processes help computing", COMPUTING, makespan("sequential"), makespan("processes"), ">", 0.8 * CORES),
    Claim("free threads help computing", COMPUTING, makespan("sequential"), makespan("free-threaded"), ">", 0.7 * CORES),
    Claim("threads help computing that releases the lock", NUMPY, makespan("sequential"), makespan("threads"), ">",
          0.8 * CORES),
    Claim("an event loop does not", NUMPY, makespan("async"), makespan("sequential"), ">", 0.95),
    Claim("an event loop that computes answers nobody", INTERACTIVE, ("async", "mean delay of click", CORES),
          ("threads", "mean delay of click", CORES), ">", 2),
    Claim("beside one computing thread a wait takes longer by the interval", CONVOYS[0], IO,
          ("processes", "mean delay of io", CORES), ">", 5),
    Claim("in processes it does not", CONVOYS[0], ("processes", "mean delay of io", CORES), IO, "<", 0.2),
    Claim("a thousand clients: an event loop beats a thread for each", THOUSAND, makespan("threads"), makespan("async"), ">",
          1),
    Claim("processes are the wrong model for waiting", WRONG_WAITING, makespan("processes"), makespan("async"), ">", 1.8),
    Claim("an event loop is the wrong model for computing", WRONG_COMPUTING, makespan("async"), makespan("processes"), ">",
          0.8 * CORES),
    Claim("so are threads under the lock", WRONG_COMPUTING, makespan("threads"), makespan("processes"), ">", 0.8 * CORES),
    Claim("tiny tasks: processes are slower than none", TINY, makespan("processes"), makespan("sequential"), ">", 1),
    Claim("short programs: starting processes takes longer than the work", START_UP, makespan("processes"),
          makespan("sequential"), ">", 1),
    Claim(f"{CORES} cores: {CORES} times the throughput", THROUGHPUT, makespan("processes", 1), makespan("processes"), ">",
          0.85 * CORES),
]
# Ratios of one scenario's figure to another's.
CONVOY_GROWS = [("the convoy grows with two computing threads", CONVOYS[1], CONVOYS[0], 1.5),
                ("and with four", CONVOYS[2], CONVOYS[1], 1.3)]
PYTHON2_CLAIMS = [
    Claim("CPython 2.7: two threads on two cores are slower than one after the other", PYTHON2, makespan("threads"),
          makespan("sequential"), ">", 1, True),
    Claim("CPython 2.7: on one core they are not faster", PYTHON2, makespan("threads", 1), makespan("sequential", 1), ">",
          0.95),
    Claim("CPython 2.7: nor slower", PYTHON2, makespan("threads", 1), makespan("sequential", 1), "<", 1.05),
]


def validate(gilsim, of, python, profile, folder):
    """Figures of a Study: (policy, metric, cores) -> (predicted, measured), where both are there."""
    name = re.sub("[^a-z0-9]+", "-", f"{of.scenario} {of.options[1]}")
    out = os.path.join(folder, name)
    say(f"measuring: {of.scenario}")
    gilsim.call("validate", of.scenario, *of.options, "--executor=python", "--python", python, "--profile", profile,
                "--out", out, "-q", "--yes", may_fail=(1,))
    return {(row["policy"], row["metric"], int(row["cores"])): (int(row["predicted_ns"]), int(row["measured_ns"]))
            for row in rows(os.path.join(out, "validation.csv")) if row["measured_ns"]}


def is_so(ratio, sign, bound):
    return ratio > bound if sign == ">" else ratio < bound


def judge(text, pair, other, sign, bound, near=False):
    """A line of the table, and whether the claim holds as measured; None where it could not be measured."""
    if not pair or not other:
        return (text, f"{sign} {bound:.3g}", "-", "-", "not measured"), None
    predicted, measured = (mine / theirs for mine, theirs in zip(pair, other))
    holds = is_so(measured, sign, bound) and (not near or abs(predicted / measured - 1) <= TOLERANCE)
    words = ("yes" if holds else "NO") + ("" if is_so(predicted, sign, bound) else ", not predicted")
    return (text, f"{sign} {bound:.3g}", f"{predicted:.3g}", f"{measured:.3g}", words), holds


def judge_all(claims, figures):
    return [judge(claim.text, figures[claim.study].get(claim.figure), figures[claim.study].get(claim.other), claim.sign,
                  claim.bound, claim.near) for claim in claims]


def measure(gilsim, claims, more, python, folder):
    os.makedirs(folder)
    profile = os.path.join(folder, "host.profile")
    gilsim.calibrate(profile, python.split(",")[0])
    studies = dict.fromkeys([claim.study for claim in claims] + more)
    return {of: validate(gilsim, of, python, profile, folder) for of in studies}


def main():
    gilsim, python, folder, python2 = Gilsim(sys.argv[1]), sys.argv[2], os.path.abspath(sys.argv[3]), sys.argv[4:]
    shutil.rmtree(folder, ignore_errors=True)
    figures = measure(gilsim, CLAIMS, CONVOYS, python, folder)
    lines = judge_all(CLAIMS, figures)
    lines += [judge(text, figures[more].get(IO), figures[less].get(IO), ">", bound)
              for text, more, less, bound in CONVOY_GROWS]
    if python2 and python2[0]:
        figures = measure(gilsim, PYTHON2_CLAIMS, [], python2[0], os.path.join(folder, "python2"))
        lines += judge_all(PYTHON2_CLAIMS, figures)
    end_progress()
    print(f"Claims, as ratios predicted and measured in CPython ({' '.join([python, *python2])}); {host()}\n")
    print_table(("claim", "ratio", "predicted", "measured", "holds"), [line for line, _ in lines])
    n_measured = sum(holds is not None for _, holds in lines)
    n_holding = sum(holds is True for _, holds in lines)
    print(f"\n{n_holding} of {n_measured} hold.")
    sys.exit(1 if n_holding < n_measured else 0)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        end_progress()
        sys.exit(130)
