"""What the simulator moves about: cores, queues, threads, loops, pools, tasks, stretches; and the tasks of a scenario."""
from fractions import Fraction
from locks import LOCKS
from schedulers import weight


class Deadlock(Exception):
    pass


def half_up(x):
    """To the nearest integer, halves up; x is an int or a Fraction."""
    return (2 * x.numerator + x.denominator) // (2 * x.denominator)


class Work:
    """Time that a thread needs on a core: a phase, or a cost (kind overhead)."""
    def __init__(self, kind, asked):
        self.kind, self.left, self.factor = kind, asked, 1      # left: with the factor
        self.untold = asked                                     # of what was asked, not in the timeline yet

    def change(self, factor):
        self.left, self.factor = half_up(Fraction(self.left) * factor / self.factor), factor

    def asked_left(self):
        return half_up(Fraction(self.left) / self.factor)


class Core:
    def __init__(self, number):
        self.number, self.thread, self.last, self.idle_since = number, None, None, 0


class Queue:
    def __init__(self, cores):
        self.cores, self.ready, self.smallest_v = cores, [], 0

    def members(self):
        return self.ready + [c.thread for c in self.cores if c.thread]

    def weight(self):
        return sum(weight(t) for t in self.members())

    def ready_weight(self):
        return sum(weight(t) for t in self.ready)


class Interpreter:
    def __init__(self, sim, number, lock):
        self.number, self.lock = number, LOCKS[lock](sim, self)


class Thread:
    def __init__(self, label, interpreter, program):
        self.label, self.interpreter, self.lock, self.program = label, interpreter, interpreter.lock, program(self)
        self.exists, self.task, self.like = True, None, None    # like: the task whose attributes it has
        self.status, self.asleep_as = "asleep", None            # asleep, ready, latency, running
        self.core = self.last_core = self.queue = self.work = self.switching = None
        self.position = self.tie = None
        self.ready_since = self.ran = self.computed = self.began = self.slice_order = 0
        self.slice_left = None
        self.expired_on, self.ready_round = None, 0
        self.lost_lock = self.pays_handoff = self.joined = self.known = self.timed_out = False
        self.v = self.d = self.lag = self.pass_value = 0
        self.level = self.allotment = None
        self.track = Track()

    def allows(self, core):
        return not self.like or self.like.group.affinity is None or core.number in self.like.group.affinity

    def stretch(self):
        return self.switching or self.work


class Loop(Thread):
    def __init__(self, *args):
        super().__init__(*args)
        self.begun, self.hand_count, self.until, self.timer = False, 0, None, None
        self.pass_, self.yielded, self.due, self.waiting, self.admission = [], [], [], [], []
        self.asleep_as = "look"

    def in_hand(self):
        if self.asleep_as == "look" and self.status == "asleep":
            return None                                         # what is due now is late
        return self.task or (self.pass_ + self.yielded + self.due + [None])[0]


class Pool:
    """Workers in the order of their numbers, and the tasks that wait for one."""
    def __init__(self):
        self.workers, self.waiting = [], []


class Resource:
    def __init__(self, capacity):
        self.free, self.queue = capacity, []


class Task:
    def __init__(self, group, name, index):
        self.group, self.name, self.index, self.steps = group, name, index, group.steps
        self.arrival = self.start = self.finish = self.deadline = None
        self.where, self.thread, self.pc, self.work = None, None, 0, None
        self.since, self.delays, self.offload_at, self.received = None, [], None, False
        self.successor, self.predecessor, self.dependents, self.waits_for = None, None, [], 0
        self.track = Track()
        self.account = dict.fromkeys(("compute", "wait", "ready", "lock", "resource", "loop", "queued",
                                      "overhead"), 0)


class Track:
    """The open stretch of a task, or of main or the dispatcher."""
    def __init__(self):
        self.what, self.begin, self.work, self.rows = None, 0, None, []

    def add(self, what, begin, end):
        if begin == end:
            return
        if self.rows and self.rows[-1][0] == what and self.rows[-1][2] == begin:
            begin = self.rows.pop()[1]
        self.rows.append((what, begin, end))


class Timer:
    def __init__(self, time, order, action):
        self.time, self.order, self.action = time, order, action


def make_tasks(scenario):
    tasks, of_group = [], {}
    for group in scenario.groups:
        of_group[group] = []
        for i, arrival in enumerate(group.arrivals):
            name = group.name if len(group.arrivals) == 1 else f"{group.name}.{i}"
            jobs = -(-scenario.horizon // group.period) if group.period else 1
            before = None
            for k in range(jobs):
                task = Task(group, f"{name}#{k}" if group.period else name, len(tasks))
                task.asked_arrival = arrival + (k * group.period if group.period else 0)
                task.predecessor = before
                if before:
                    before.successor = task
                tasks.append(task)
                of_group[group].append(task)
                before = task
    for group in scenario.groups:
        for other in group.after:
            mine, theirs = of_group[group], of_group[other]
            pairs = zip(mine, theirs) if len(mine) == len(theirs) else ((m, t) for m in mine for t in theirs)
            for task, needed in pairs:
                needed.dependents.append(task)
                task.waits_for += 1
    return tasks
