"""Figures and the four CSV files.

Decisions where the pages are open:
 - speedup: sequential is simulated for it also where `policies` does not name it (a row does not depend on others);
   empty if it deadlocks or a makespan is 0.
 - One row for each combination, also of free-threaded with several locks; its lock column says `none`.
 - All ratios and means are exact and rounded half up.
 - On-core and lock-held time is not cut to [first arrival, last finish]; core utilisation counts costs of all threads
   (main, dispatcher, tasks still `queued`), not wake latencies. Lock utilisation: mean over interpreters that carry
   tasks (offload processes included, the parent of an ipc policy not); lock_switches: all locks.
 - parallel: `compute` stretches (a factor's excess is not).
 - deadline_ns is the deadline from release; without a deadline both columns are empty. deadline_misses is empty
   if no task of the scenario has a deadline.
 - timeline rows with equal end_ns: tasks in file order, then main, dispatcher; then by begin.
 - JSON, meta.json: not written.
"""
import os

SUMMARY = ("scenario,executor,policy,lock,scheduler,cores,workers,seed,repeat,tasks,makespan_ns,throughput_per_s,speedup,"
           "mean_turnaround_ns,p50_turnaround_ns,p95_turnaround_ns,p99_turnaround_ns,mean_response_ns,mean_waiting_ns,"
           "mean_in_progress,max_in_progress,mean_parallel,max_parallel,core_utilization,lock_utilization,compute_ns,"
           "wait_ns,ready_ns,lock_ns,resource_ns,loop_ns,queued_ns,overhead_ns,context_switches,preemptions,"
           "lock_switches,migrations,deadline_misses")
GROUPS = ("scenario,executor,policy,lock,scheduler,cores,repeat,group,tasks,mean_turnaround_ns,p50_turnaround_ns,"
          "p95_turnaround_ns,p99_turnaround_ns,delays,mean_delay_ns,p50_delay_ns,p95_delay_ns,p99_delay_ns,max_delay_ns,"
          "compute_ns,wait_ns,ready_ns,lock_ns,resource_ns,loop_ns,queued_ns,overhead_ns")
TASKS = ("scenario,executor,policy,lock,scheduler,cores,repeat,group,task,arrival_ns,start_ns,finish_ns,response_ns,"
         "turnaround_ns,waiting_ns,compute_ns,wait_ns,ready_ns,lock_ns,resource_ns,loop_ns,queued_ns,overhead_ns,"
         "deadline_ns,missed")
TIMELINE = "scenario,executor,policy,lock,scheduler,cores,repeat,task,thread,core,state,begin_ns,end_ns,lock,on_core_ns"
STATES = ["compute", "wait", "ready", "lock", "resource", "loop", "queued", "overhead"]


def rounded(a, b):
    return (2 * a + b) // (2 * b) if b else ""


def ratio(a, b):
    if not b:
        return ""
    millionths = rounded(a * 10**6, b)
    return f"{millionths // 10**6}.{millionths % 10**6:06d}"


def mean(values):
    return rounded(sum(values), len(values))


def percentile(p, values):
    return sorted(values)[-(-p * len(values) // 100) - 1] if values else ""


def most_at_once(stretches):
    """Of stretches longer than 0; one that ends where another begins is over."""
    now = most = 0
    for _, step in sorted([(b, 1) for b, e in stretches if e > b] + [(e, -1) for b, e in stretches if e > b]):
        now += step
        most = max(most, now)
    return most


def turnaround(task):
    return task.finish - task.arrival


def makespan(sim):
    return max(t.finish for t in sim.tasks) - min(t.arrival for t in sim.tasks)


def sums(tasks):
    return [sum(t.account[state] for t in tasks) for state in STATES]


def rows_of(scenario, sim, scheduler, sequential_makespan):
    """What one combination adds to (summary, groups, tasks, timeline)."""
    head = [scenario.name, "sim", sim.policy, sim.lock_name, scheduler, len(sim.cores)]
    tasks, span = sim.tasks, makespan(sim)
    turnarounds = [turnaround(t) for t in tasks]
    waiting = [turnaround(t) - t.account["compute"] - t.account["wait"] for t in tasks]
    compute_rows = [(begin, end) for t in tasks for what, begin, end in t.track.rows if what[2] == "compute"]
    carrying = [i.lock for i in sim.interpreters]
    misses = [t.finish > t.deadline for t in tasks if t.deadline is not None]
    summary = [head + [sim.workers, scenario.seed, 0, len(tasks), span, ratio(len(tasks) * 10**9, span),
               "" if sequential_makespan is None else ratio(sequential_makespan, span), mean(turnarounds),
               percentile(50, turnarounds), percentile(95, turnarounds), percentile(99, turnarounds),
               mean([t.start - t.arrival for t in tasks]), mean(waiting),
               ratio(sum(t.finish - t.start for t in tasks), span), most_at_once([(t.start, t.finish) for t in tasks]),
               ratio(sum(e - b for b, e in compute_rows), span), most_at_once(compute_rows),
               ratio(sim.busy_ns, span * len(sim.cores)),
               "" if sim.lock_name == "none" else ratio(sum(l.held_ns for l in carrying), span * len(carrying))]
               + sums(tasks) + [sim.context_switches, sim.preemptions, sim.lock_switches, sim.migrations,
                                sum(misses) if misses else ""]]
    groups = []
    for group in scenario.groups:
        mine = [t for t in tasks if t.group is group]
        times, delays = [turnaround(t) for t in mine], [d for t in mine for d in t.delays]
        groups.append(head + [0, group.name, len(mine), mean(times)] + [percentile(p, times) for p in (50, 95, 99)]
                      + [len(delays), mean(delays)] + [percentile(p, delays) for p in (50, 95, 99)]
                      + [max(delays) if delays else ""] + sums(mine))
    task_rows = [head + [0, t.group.name, t.name, t.arrival, t.start, t.finish, t.start - t.arrival, turnaround(t), w]
                 + [t.account[state] for state in STATES]
                 + (["", ""] if t.deadline is None else [t.deadline - t.arrival, int(t.finish > t.deadline)])
                 for t, w in zip(tasks, waiting)]
    stretches = []
    specials = [t for t in (sim.main, sim.dispatcher) if t]
    for order, (owner, name) in enumerate([(t, t.name) for t in tasks] + [(t, "") for t in specials]):
        for (thread, core, state, lock), begin, end in owner.track.rows:
            row = head + [0, name, thread, core, state, begin, end, lock, end - begin if core != "" else 0]
            stretches.append(((end, order, begin), row))
    return summary, groups, task_rows, [row for _, row in sorted(stretches, key=lambda pair: pair[0])]


def write(directory, tables):
    os.makedirs(directory, exist_ok=True)
    names = ("summary.csv", "groups.csv", "tasks.csv", "timeline.csv")
    for name, header, rows in zip(names, (SUMMARY, GROUPS, TASKS, TIMELINE), zip(*tables)):
        with open(os.path.join(directory, name), "w", encoding="utf-8", newline="") as file:
            file.write(header + "\n")
            for row in (row for part in rows for row in part):
                file.write(",".join(str(field) for field in row) + "\n")
