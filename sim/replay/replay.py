"""replay - one plan that is carried out, and the speeds that are measured for it first."""
import os
import sys
from itertools import count

try:
    from _thread import allocate_lock
except ImportError:
    from thread import allocate_lock  # CPython 2.7

import work
from board import COMPUTE, NOGIL, Board
from carrier import Carrier
from clocks import now
from probe import has_python_lock


class Replay(object):
    """The plan of the board FD; its PLAN, where it was read before."""

    def __init__(self, fd, plan=None):
        self.fd = fd
        self.board = Board(fd)
        self.plan = plan or self.board.plan()
        self.board.lay_out(self.plan)
        self.groups = self.plan["groups"]
        self.n_tasks = self.plan["tasks"]
        self.spare_slot = self.board.slot(self.plan["phases"])
        self.units = []  # of the resources; see units.py
        self.known = {}
        self.gaps = count()
        self.gap_lock = None if has_python_lock() else allocate_lock()
        self.set_speeds(1, {})
        if hasattr(sys, "setswitchinterval"):
            sys.setswitchinterval(self.plan["interval"])

    def next_gap(self):
        """Under Python's own lock, which a thread may lose while it holds another: all would queue for that one, and no
        longer compute as the plan says."""
        if self.gap_lock is None:
            return next(self.gaps)
        with self.gap_lock:
            return next(self.gaps)

    def set_speeds(self, turns_per_ns, speeds):
        """SPEEDS: of each kind of work. TURNS_PER_NS: of the compute loop in this interpreter."""
        self.turns_per_ns = turns_per_ns
        self.chunk = int(work.CHUNK * turns_per_ns) + 1  # turns between two looks at the clock
        self.speeds = speeds

    def calibrate(self):
        """In core time of this thread, before anything runs beside it."""
        kinds = set(self.board.phase(i)[1] for i in range(self.plan["phases"]))
        work.warm_up()
        self.set_speeds(work.per_nanosecond(work.spin, 1000), {})
        carrier = Carrier(self, 0, 0)

        def phase(function, amount):
            carrier.work(function, amount, 0, self.spare_slot)

        compute_speed = self.plan["speed"]  # another interpreter's, or 0
        speeds = work.speeds(phase, carrier.functions[COMPUTE], kinds, compute_speed)
        self.set_speeds(self.turns_per_ns, speeds)

    def read_trace(self):
        """All phases, before the run."""
        self.known = dict((task, self.phases(task)) for task in range(self.n_tasks))

    def phases(self, task):
        """The phases of TASK: kind, amount of work, duration, resource, slot."""
        known = self.known.get(task)
        if known is not None:
            return known
        first, n = self.board.task(task)[1:3]
        return [self.prepare(i) for i in range(first, first + n)]

    def prepare(self, phase):
        duration, kind, number = self.board.phase(phase)
        if kind == NOGIL and duration < work.SHORT:
            kind = work.NOGIL_SHORT
        amount = self.speeds[kind].amount(duration) if kind <= NOGIL else 0
        return kind, amount, duration, number, self.board.slot(phase)

    def group_of(self, task):
        return self.groups[self.board.task(task)[3]]

    def begin(self):
        """Time 0."""
        self.usage = usage()
        self.origin = now()
        self.board.note_origin(self.origin)

    def started(self):
        """All threads and processes are."""
        self.board.note_started(now())

    def end(self):
        self.board.note_figures(*[after - before for after, before in zip(usage(), self.usage)])


def usage():
    """Core time, context switches and preemptions of this process and those that it has waited for."""
    import resource

    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return (int(sum(each.ru_utime + each.ru_stime for each in both) * 1e9),
            sum(each.ru_nvcsw + each.ru_nivcsw for each in both), sum(each.ru_nivcsw for each in both))


def guarded(function):
    """FUNCTION as a thread's body: an exception in it ends the whole script, with its text."""
    def body(*arguments):
        try:
            function(*arguments)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
            os._exit(1)
    return body


def start(function, *arguments):
    """A thread that runs FUNCTION."""
    import threading

    thread = threading.Thread(target=guarded(function), args=arguments)
    thread.start()
    return thread
