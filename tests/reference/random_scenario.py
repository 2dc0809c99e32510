#!/usr/bin/env python3
"""random_scenario.py SEED [--kind ideal|costs|all|core]: prints one small random scenario.

Durations come mostly from a few multiples of 1 ms, so that many things coincide. `core` has only the schedulers fifo, rr
and eevdf; `ideal` has no costs, `costs` always some, `all` and `core` in about half of the files. Costs of switching stay well below
the interval: otherwise waiters that look every interval, or turns that are over before they begin, leave no time at all.
"""
import argparse
import random

POLICIES = ["sequential", "async", "threads", "free-threaded", "processes", "subinterpreters", "process-async"]
SCHEDULERS = ["fifo", "rr", "sjf", "srtf", "hrrn", "priority", "mlfq", "stride", "lottery", "cfs", "eevdf", "edf", "rm"]
RESOURCES = ["db", "disk"]


def duration(r, zero=0.08):
    if r.random() < zero:
        return "0"
    if r.random() < 0.8:
        return f"{r.choice([1, 1, 2, 2, 3, 4, 5, 6, 8, 10])}ms"
    return r.choice(["500us", "1500us", "2500us", "700us", "3ns", "1234567ns", "100us", "2001us", "7ms"])


def phases(r, depth, resources, offload, budget):
    """A list of phases; `resources` are those that may still be used (in a fixed order, against deadlocks)."""
    steps = []
    for _ in range(r.choice([1, 2, 2, 3, 3, 4] if depth == 0 else [1, 1, 2, 2, 3])):
        if budget[0] <= 0:
            break
        budget[0] -= 1
        roll = r.random()
        if roll < 0.36:
            steps.append(f"compute {duration(r)}")
        elif roll < 0.54:
            steps.append(f"wait {duration(r)}")
        elif roll < 0.62:
            steps.append("yield")
        elif roll < 0.70:
            steps.append(f"hold {duration(r)}")
        elif roll < 0.78:
            steps.append(f"nogil {duration(r)}")
        elif roll < 0.86 and resources:
            at = r.randrange(len(resources))
            inner = phases(r, depth + 1, resources[at + 1:], offload, budget)
            steps.append(f"use {resources[at]} {{ {inner} }}")
        elif roll < 0.92 and offload and depth < 2:
            steps.append(f"offload {{ {phases(r, depth + 1, resources, r.random() < 0.1, budget)} }}")
        elif depth < 2:
            steps.append(f"repeat {r.choice([2, 2, 3])} {{ {phases(r, depth + 1, resources, offload, budget)} }}")
        else:
            steps.append(f"compute {duration(r)}")
    return "; ".join(steps) or f"compute {duration(r)}"


def costs(r):
    lines = []
    def maybe(key, values, p=0.45):
        if r.random() < p:
            lines.append(f"{key} = {r.choice(values)}")
    maybe("context_switch", ["2us", "50us", "100us"])
    maybe("migration", ["5us", "50us", "100us"])
    maybe("wake_latency", ["15us", "100us", "250us"])
    maybe("tick", ["1ms", "4ms", "250us"], 0.25)
    maybe("base_slice", ["1400us", "700us", "5ms"], 0.3)
    maybe("loop_timer", ["1ms", "700us"])
    maybe("lock_handoff", ["1us", "50us", "100us"])
    maybe("wake_call", ["2us", "50us", "100us"])
    maybe("thread_start", ["100us", "1ms", "3ms"], 0.3)
    maybe("start_waits", ["yes"], 0.3)
    maybe("process_start", ["2ms", "1ms", "500us"], 0.3)
    maybe("subinterpreter_start", ["8ms", "1ms"], 0.3)
    maybe("ipc_call", ["40us", "1ms", "250us"], 0.4)
    maybe("ipc_mib", ["1ms", "16ms"], 0.3)
    maybe("loop_step", ["10us", "500us", "1ms"], 0.4)
    maybe("check_interval", ["100ns", "300us", "1ms"], 0.3)
    maybe("free_threaded_tax", ["1.25", "1.5", "1.08", "2"], 0.4)
    maybe("parallel_tax", ["1.25", "1.1"], 0.04)
    return lines


def scenario(seed, kind="all"):
    r = random.Random(seed)
    out = ["[scenario]", f"title = random {seed} {kind}"]
    policies = r.sample(POLICIES, r.choice([1, 2, 2, 3]))
    schedulers = ["fifo", "rr", "eevdf"] if kind == "core" else SCHEDULERS
    schedulers = r.sample(schedulers, r.choice([1, 1, 2]))
    locks = r.sample(["cpython3", "fair", "cpython2", "none"], r.choice([1, 1, 1, 2]))
    if r.random() < 0.4:
        locks = ["cpython3"]
    cores = sorted(r.sample([1, 2, 3, 4], r.choice([1, 1, 1, 2])))
    while len(policies) * len(schedulers) * len(locks) * len(cores) > 12:
        policies.pop()
    with_costs = kind == "costs" or kind != "ideal" and r.random() < 0.5
    periodic = r.random() < (0.5 if {"edf", "rm"} & set(schedulers) else 0.08)
    out.append(f"policies = {', '.join(policies)}")
    if periodic:
        out.append(f"horizon = {r.choice(['20ms', '25ms', '30ms'])}")
    out += ["[machine]", "profile = ideal", f"cores = {', '.join(map(str, cores))}",
            f"scheduler = {', '.join(schedulers)}"]
    if r.random() < 0.7:
        out.append(f"slice = {r.choice(['1ms', '2ms', '3ms', '4ms', '1500us'])}")
    if r.random() < 0.2:
        out.append(f"balance = {r.choice(['4ms', '5ms', '10ms'])}")
    if r.random() < 0.2:
        # how often a lottery with a queue a core is asked, and so draws, is fixed nowhere
        out.append(f"queues = {r.choice(['global', 'per-core']) if 'lottery' not in schedulers else 'global'}")
    if with_costs:
        out += costs(r)
    if "cpython2" in locks and r.random() < 0.8:
        out.append(f"ticks = {r.choice(['1ms', '2ms', '500us', '1500us'])}")
    out += ["[lock]", f"name = {', '.join(locks)}"]
    if r.random() < 0.8:
        out.append(f"interval = {r.choice(['3ms' if with_costs else '1ms', '2ms', '3ms', '5ms', '2500us'])}")
    for name in schedulers:
        out += scheduler_options(r, name)
    resources = RESOURCES[:r.choice([0, 0, 1, 1, 2])]
    for name in resources:
        out += [f"[resource {name}]", f"capacity = {r.choice([1, 1, 2, 3])}"]
        if r.random() < 0.25:
            out.append("scope = process")
    for policy in policies:
        out += policy_options(r, policy)
    offload = r.random() < (0.7 if "async" in policies else 0.15)
    names, counts = [], []
    nices, affinities = r.random() < 0.2, r.random() < 0.2
    for g in range(r.choice([1, 2, 2, 3, 3, 4])):
        name = "abcd"[g]
        count = r.choice([1, 1, 2, 3])
        out += [f"[task {name}]"]
        arrival = r.choice(["0", "0", "0", "0", f"{r.choice([1, 2, 5, 10])}ms", f"every {r.choice(['1ms', '2ms', '5ms'])}",
                            "list"])
        if arrival == "list":
            arrival = ", ".join(duration(r, 0.3) for _ in range(count))
        if count > 1 or r.random() < 0.1:
            out.append(f"count = {count}")
        if arrival != "0":
            out.append(f"arrival = {arrival}")
        out.append(f"phases = {phases(r, 0, resources, offload, [8])}")
        is_periodic = periodic and r.random() < 0.6
        if is_periodic:
            out.append(f"period = {r.choice(['5ms', '10ms', '15ms'])}")
            if r.random() < 0.5:
                out.append(f"deadline = {r.choice(['3ms', '6ms', '12ms'])}")
        elif names and r.random() < 0.25:
            out.append(f"after = {', '.join(sorted(r.sample(names, r.choice([1, min(2, len(names))]))))}")
        if not is_periodic:
            names.append(name)
        if r.random() < 0.3:
            out.append(f"payload = {r.choice(['64KiB', '1MiB', '100B', '256KiB'])}")
        if nices and r.random() < 0.6:
            out.append(f"nice = {r.choice([-5, 5, 1, 10, -1])}")
        if "priority" in schedulers and r.random() < 0.7:
            out.append(f"priority = {r.choice([0, 1, 2, 3])}")
        if {"stride", "lottery"} & set(schedulers) and r.random() < 0.7:
            out.append(f"tickets = {r.choice([50, 100, 200, 300])}")
        if affinities and r.random() < 0.5:
            out.append(f"affinity = {', '.join(map(str, sorted(r.sample(range(min(cores)), r.randint(1, min(cores))))))}")
    return "\n".join(out) + "\n"


def scheduler_options(r, name):
    out = []
    def maybe(key, *values, p=0.4):
        if r.random() < p:
            out.append(f"{key} = {r.choice(values)}")
    if name in ("rr", "mlfq"):
        maybe("expired", "first", "last", p=0.3)
    if name == "priority":
        maybe("preemptive", "yes", "no")
        maybe("rr", "yes", "no")
        maybe("ageing", "0", "2ms", "3ms", "5ms")
    if name == "mlfq":
        maybe("levels", 1, 2, 3)
        maybe("quantum", "1ms", "2ms", "1ms, 2ms, 4ms", "3ms", p=0.8)
        maybe("allotment", "1", "2", "1, 2")
        maybe("boost", "10ms", "7ms", "0")
        for key in ("stay", "io_bump", "demote_alone"):
            maybe(key, "yes", "no", p=0.3)
    if name == "cfs":
        maybe("latency", "6ms", "4ms", "10ms")
        maybe("granularity", "1ms", "500us", "750us")
    return [f"[scheduler {name}]"] + out if out else []


def policy_options(r, policy):
    out = []
    if policy in ("threads", "free-threaded") and r.random() < 0.4:
        out.append(f"workers = {r.choice(['1', '2', '3', 'cores', 'tasks'])}")
    if policy in ("processes", "subinterpreters", "process-async") and r.random() < 0.6:
        out.append(f"workers = {r.choice(['1', '2', '2', '3', 'cores'])}")
    if policy in ("processes", "subinterpreters") and r.random() < 0.5:
        out.append(f"threads = {r.choice([2, 3])}")
    if policy == "async":
        if r.random() < 0.6:
            out.append(f"executor = {r.choice(['1', '2', '3', '1 processes', '2 processes'])}")
        if r.random() < 0.25:
            out.append(f"limit = {r.choice([1, 2, 3])}")
    return [f"[policy {policy}]"] + out if out else []


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("seed", type=int)
    parser.add_argument("--kind", choices=["ideal", "costs", "all", "core"], default="all")
    options = parser.parse_args()
    print(scenario(options.seed, options.kind), end="")
