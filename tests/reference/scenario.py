"""Reads the subset of the scenario format that the reference simulator knows; refuses the rest.

Decisions where the pages are open:
 - A periodic group that is named in `after`, or that has one, is refused.
 - Names: NAME with one instance, NAME.i with more (also where a list of arrivals makes more), #k for jobs.
 - A task with a `deadline` and no `period` has one too: its arrival + deadline. A period alone is its deadline.
"""
import os
import re
from fractions import Fraction
from math import gcd

UNITS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9, "min": 60 * 10**9}
POLICIES = ["sequential", "async", "threads", "free-threaded", "processes", "subinterpreters", "process-async"]
FIVE = POLICIES[:5]
LOCKS = ["none", "fair", "cpython2", "cpython3"]
SCHEDULERS = ["fifo", "rr", "sjf", "srtf", "hrrn", "priority", "mlfq", "stride", "lottery", "cfs", "eevdf", "edf", "rm"]
DURATION_COSTS = ["context_switch", "migration", "wake_latency", "tick", "loop_timer", "lock_handoff", "wake_call", "thread_start",
                  "process_start", "subinterpreter_start", "ipc_call", "ipc_mib", "loop_step", "check_interval",
                  "ticks"]
SCHEDULER_DEFAULTS = {"expired": "last", "preemptive": "yes", "rr": "no", "ageing": "0", "levels": "3",
                      "quantum": "10ms", "allotment": "1", "boost": "0", "stay": "no", "io_bump": "no",
                      "demote_alone": "yes", "latency": "6ms", "granularity": "750us"}


class Refused(Exception):
    pass


def duration(text):
    if text == "0":
        return 0
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ns|us|ms|s|min)", text)
    value = Fraction(found[1]) * UNITS[found[2]] if found else None
    if value is None or value.denominator != 1:
        raise Refused(f"not a constant duration: {text!r}")
    return int(value)


def split(text):
    return [part.strip() for part in text.split(",")]


class Group:
    """What a [task NAME] says."""


class Scenario:
    """Everything that is the same in every combination."""


def groups_of(path):
    groups, values, key = {}, None, None
    for line in open(path, encoding="utf-8-sig").read().splitlines():
        if not line.strip() or line.lstrip()[0] in "#;" and not line[0].isspace():
            continue
        if line[0].isspace():                                   # continues the value above
            values[key] += "\n" + line.strip()
        elif line[0] == "[":
            name = tuple(line.strip()[1:-1].split(None, 1))
            if name in groups:
                raise Refused(f"group given twice: {line}")
            values = groups[name] = {}
        else:
            key, _, value = line.partition("=")
            key = key.strip()
            if key in values:
                raise Refused(f"key given twice: {key}")
            values[key] = value.strip()
    return groups


def phases_of(text):
    """A flat list of (kind, value): compute hold nogil wait yield, use/give, offload/back."""
    words = re.findall(r"[{};\n]|[^\s{};]+", text)
    def block(at, closing):
        steps = []
        while at < len(words) and words[at] != "}":
            word = words[at]
            if word in ";\n":
                at += 1
            elif word in ("compute", "hold", "nogil", "wait"):
                steps.append((word, duration(words[at + 1])))
                at += 2
            elif word == "yield":
                steps.append(("wait", 0))                       # `yield` is `wait 0`
                at += 1
            elif word in ("use", "repeat", "offload"):
                brace = at + (1 if word == "offload" else 2)
                if words[brace] != "{":
                    raise Refused(f"{{ expected after {word}")
                inner, end = block(brace + 1, True)
                if not inner:
                    raise Refused("empty braces")
                if word == "repeat":
                    steps += inner * int(words[at + 1])
                elif word == "use":
                    steps += [("use", words[at + 1])] + inner + [("give", words[at + 1])]
                else:
                    steps += [("offload", None)] + inner + [("back", None)]
                at = end
            else:
                raise Refused(f"unknown phase {word!r}")
        if (at < len(words)) != closing:
            raise Refused("braces do not match")
        return steps, at + 1
    steps, _ = block(0, False)
    open_at = []                                                # `back` knows its `offload`
    for i, (kind, _) in enumerate(steps):
        if kind == "offload":
            open_at.append(i)
        if kind == "back":
            steps[i] = ("back", open_at.pop())
    return steps


def size(text):
    found = re.fullmatch(r"(\d+)\s*(B|KiB|MiB|GiB)?", text)
    if not found or (not found[2] and found[1] != "0"):
        raise Refused(f"not a size: {text!r}")
    return int(found[1]) * {None: 1, "B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}[found[2]]


def task_group(name, values):
    known = {"count", "arrival", "phases", "payload", "after", "nice", "priority", "tickets", "affinity", "period",
             "deadline", "body"}
    if set(values) - known or "phases" not in values:
        raise Refused(f"[task {name}]: {sorted(set(values) - known) or 'no phases'}")
    g = Group()
    g.name, g.steps = name, phases_of(values["phases"])
    if not g.steps:
        raise Refused(f"[task {name}] without phases")
    arrival = values.get("arrival", "0")
    count = int(values["count"]) if "count" in values else None
    if arrival.startswith("every "):
        g.arrivals = [i * duration(arrival[6:].strip()) for i in range(count or 1)]
    elif "," in arrival:
        g.arrivals = [duration(part) for part in split(arrival)]
        if count not in (None, len(g.arrivals)):
            raise Refused(f"[task {name}] count is not the length of arrival")
    else:
        g.arrivals = [duration(arrival)] * (count or 1)
    g.payload = size(values.get("payload", "0"))
    g.after = split(values["after"]) if "after" in values else []
    g.nice, g.priority = int(values.get("nice", 0)), int(values.get("priority", 0))
    g.tickets = int(values.get("tickets", 100))
    g.affinity = None if values.get("affinity", "all") == "all" else [int(c) for c in split(values["affinity"])]
    g.period = duration(values["period"]) if "period" in values else None
    g.deadline = duration(values["deadline"]) if "deadline" in values else g.period
    return g


def read(path):
    groups = groups_of(path)
    s = Scenario()
    s.name = os.path.basename(path)
    s.name = s.name[:-4] if s.name.endswith(".ini") else s.name
    s.resources, s.groups = {}, []
    s.scheduler_options = {name: dict(SCHEDULER_DEFAULTS) for name in SCHEDULERS}
    s.policy_options = {name: {} for name in POLICIES}
    top, machine, lock = groups.pop(("scenario",), {}), groups.pop(("machine",), {}), groups.pop(("lock",), {})
    for (kind, *rest), values in groups.items():
        name = rest[0] if rest else ""
        if kind == "task":
            s.groups.append(task_group(name, values))
        elif kind == "resource":
            if set(values) - {"capacity", "scope"} or values.get("scope", "host") not in ("host", "process"):
                raise Refused(f"[resource {name}]")
            s.resources[name] = (int(values["capacity"]), values.get("scope", "host"))
        elif kind == "scheduler" and name in SCHEDULERS and not set(values) - set(SCHEDULER_DEFAULTS):
            s.scheduler_options[name].update(values)
        elif kind == "policy" and name in POLICIES \
                and not set(values) - {"workers", "threads", "executor", "limit"}:
            s.policy_options[name] = values
        else:
            raise Refused(f"[{kind} {name}]")
    if set(top) - {"title", "seed", "policies", "goal", "target", "horizon"}:
        raise Refused(f"[scenario] {sorted(top)}")
    s.seed = int(top.get("seed", 1))
    policies = top.get("policies")
    s.policies = FIVE if policies is None else POLICIES if policies == "all" else split(policies)
    if machine.pop("profile", "linux") != "ideal":
        raise Refused("profile is not ideal")
    s.cores = [int(c) for c in split(machine.pop("cores", "4"))]
    s.schedulers = split(machine.pop("scheduler", "eevdf"))
    slice_given = machine.pop("quantum", None) or machine.pop("slice", None)
    s.slice = duration(slice_given or "3ms")
    s.eevdf_slice = s.slice if slice_given else duration(machine.pop("base_slice", "0")) or s.slice
    s.balance = duration(machine.pop("balance")) if "balance" in machine else 4 * s.slice
    s.queues = machine.pop("queues", None)
    machine.pop("costs", None)
    s.costs = {key: duration(machine.pop(key, "0")) for key in DURATION_COSTS}
    machine.pop("base_slice", None)
    s.costs["start_waits"] = machine.pop("start_waits", "no") == "yes"
    s.costs["free_threaded_tax"] = Fraction(machine.pop("free_threaded_tax", "1"))
    s.costs["parallel_tax"] = [Fraction(part) for part in split(machine.pop("parallel_tax", "1"))]
    for key in ("timer_slack", "requester_wins"):
        if set(split(machine.pop(key, "0"))) - {"0"}:
            raise Refused(f"{key} is drawn")
    if machine or set(lock) - {"name", "interval"}:
        raise Refused(f"[machine] {sorted(machine)} [lock] {sorted(lock)}")
    s.locks, s.interval = split(lock.get("name", "cpython3")), duration(lock.get("interval", "5ms"))
    for names, known in ((s.policies, POLICIES), (s.schedulers, SCHEDULERS), (s.locks, LOCKS)):
        if set(names) - set(known):
            raise Refused(f"not supported: {sorted(set(names) - set(known))}")
    names = [g.name for g in s.groups]
    for g in s.groups:
        g.after = [s.groups[names.index(a)] for a in g.after if a in names or refuse(f"after = {a}")]
        if any(h.period for h in g.after + [g]) and g.after:
            raise Refused("after with a period")
        for kind, value in g.steps:
            if kind == "use" and value not in s.resources:
                raise Refused(f"unknown resource {value}")
    hyperperiod = 1
    for g in s.groups:
        hyperperiod = hyperperiod * g.period // gcd(hyperperiod, g.period) if g.period else hyperperiod
    s.horizon = duration(top["horizon"]) if "horizon" in top else hyperperiod
    if not s.groups:
        raise Refused("no tasks")
    return s


def refuse(text):
    raise Refused(text)
