"""gilsim - calls the program, for scripts that compare what it predicts with what CPython does on this host."""
import csv
import os
import subprocess
import sys

MS = 1e6  # nanoseconds


class Gilsim:
    def __init__(self, program):
        self.program = os.path.abspath(program)

    def call(self, *arguments, may_fail=()):
        """Standard output of the program; ends this script where the exit status is neither 0 nor in MAY_FAIL."""
        done = subprocess.run([self.program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0 and done.returncode not in may_fail:
            sys.exit(f"gilsim {' '.join(arguments)}\n{done.stderr.strip()}")
        return done.stdout

    def calibrate(self, path, python):
        say("measuring what the moves of this host and of its Python cost ...")
        self.call("calibrate", "-q", "--python", python, "-o", path)


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path, heading, lines):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(lines)


def say(text):
    """Progress: a line that the next one replaces, or one of many where this is no terminal."""
    end = "" if sys.stderr.isatty() else "\n"
    print(("\r\033[K" if sys.stderr.isatty() else "") + text, end=end, file=sys.stderr, flush=True)


def end_progress():
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def host():
    """A line on what was measured."""
    uname = os.uname()
    return f"{uname.sysname} {uname.release}, {len(os.sched_getaffinity(0))} cores"


def print_table(heading, lines, left=1):
    """The first LEFT columns stand left, the others right."""
    table = [heading, *lines]
    widths = [max(len(line[i]) for line in table) for i in range(len(heading))]
    for line in table:
        cells = (text.ljust(width) if i < left else text.rjust(width) for i, (text, width) in enumerate(zip(line, widths)))
        print("  ".join(cells).rstrip())
