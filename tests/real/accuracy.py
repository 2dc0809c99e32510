#!/usr/bin/env python3
"""How far predictions are off on this host: calibrates, validates, and writes the table of README.md.

    accuracy.py GILSIM README DIRECTORY [SCENARIO...]

Natively and in CPython, the scenarios given and drawn ones. Takes about three quarters of an hour on a quiet host.
What was predicted and measured stays in DIRECTORY.
"""
import configparser
import csv
import os
import re
import subprocess
import sys

N_DRAWN = 100
N_DRAWN_PYTHON = 40  # each takes three times as long
BEGIN, END = "<!-- made by make accuracy -->", "<!-- end -->"
RUNS = [("natively", "the scenarios here", ["--executor=native"]), ("in CPython", "the scenarios here", ["--executor=python"]),
        ("natively", "%d drawn ones" % N_DRAWN, ["--executor=native", "--random=%d" % N_DRAWN]),
        ("in CPython", "%d drawn ones" % N_DRAWN_PYTHON, ["--executor=python", "--random=%d" % N_DRAWN_PYTHON])]


def validate(gilsim, scenarios, options, directory):
    drawn = any(option.startswith("--random") for option in options)
    command = [gilsim, "validate", "--yes", "--out", directory] + options + ([] if drawn else scenarios)
    print("accuracy: " + " ".join(command[1:7]), flush=True)
    with open(directory + ".txt", "w") as report:
        if subprocess.run(command, stdout=report).returncode not in (0, 1):
            sys.exit("accuracy: validate failed")
    with open(directory + ".txt") as report, open(os.path.join(directory, "validation.csv")) as table:
        return report.read(), [row for row in csv.DictReader(table) if row["metric"] == "makespan"]


def spread(errors):
    """Median, P90 and worst."""
    errors = sorted(abs(float(error)) for error in errors)
    if not errors:
        return "-"
    return "%.1f / %.1f / %.1f %%" % (errors[len(errors) // 2], errors[min(len(errors) * 9 // 10, len(errors) - 1)], errors[-1])


def row(executor, what, report, points):
    judged = [point for point in points if point["verdict"] in ("good", "off")]
    ranking = re.search(r"ranking: right for (\d+) of (\d+)", report)
    return "| %s | %s | %d of %d | %s | %s | %s | %s |" % (
        executor, what, len(judged), sum(point["measured_ns"] != "" for point in points), spread(point["error_pct"] for point in judged),
        spread(point["linux_error_pct"] for point in judged if point["linux_error_pct"]),
        spread(point["bound_error_pct"] for point in judged if point["bound_error_pct"]),
        "%s of %s" % ranking.groups() if ranking else "-")


def host(gilsim):
    # the place of the profile is what calibrate prints
    place = subprocess.run([gilsim, "calibrate"], check=True, stdout=subprocess.PIPE, text=True).stdout.split("\n")[0].strip()
    profile = configparser.ConfigParser()
    profile.read(place)
    found = profile["host"]
    return "%s, %s cores, %s, %s, %s" % (found["processor"], found["cores"], found["kernel"],
                                         re.sub(r" \(.*", "", found["python"]), found["date"][:10])


def main():
    gilsim, readme, directory = sys.argv[1:4]
    os.makedirs(directory, exist_ok=True)
    lines = [BEGIN, "On %s. Absolute error of makespans, median / P90 / worst:" % host(gilsim), "",
             "| run | what | judged | calibrated | profile `linux` | lower bound | ranking right |",
             "|---|---|---|---|---|---|---|"]
    for i, (executor, what, options) in enumerate(RUNS):
        lines.append(row(executor, what, *validate(gilsim, sys.argv[4:], options, os.path.join(directory, str(i)))))
        print(lines[-1], flush=True)
    with open(readme) as file:
        text = file.read()
    begin, end = text.index(BEGIN), text.index(END)
    with open(readme, "w") as file:
        file.write(text[:begin] + "\n".join(lines) + "\n" + text[end:])


if __name__ == "__main__":
    main()
