"""carrier - one thread that carries tasks out, phase by phase, and notes when each began and ended."""
import os
import time

import work
from board import COMPUTE, GIVE_BACK, HOLD, NOGIL, USE, WAIT, YIELD
from clocks import CORE_TIME, SLEPT, SWITCHES, current_cpu, now, sleep_until, thread_usage

LATE = 2 * work.CHUNK  # a chunk that takes longer had a gap


class Carrier(object):
    """Thread THREAD of interpreter INTERPRETER."""

    def __init__(self, replay, interpreter, thread):
        self.replay = replay
        self.board = replay.board
        self.interpreter = interpreter
        self.thread = thread
        self.slot = replay.spare_slot
        self.core = -1
        self.group = None
        self.slept = 0         # how often the thread had when its last phase ended
        self.unsettled = None  # what is known of that phase, if its core time is not
        self.functions = {COMPUTE: self.compute, HOLD: work.hold}
        if NOGIL in replay.speeds:
            import release

            self.functions[NOGIL] = release.stretch_key
            self.functions[work.NOGIL_SHORT] = release.hash_bytes

    def compute(self, n):
        """An amount N of work."""
        chunk = self.replay.chunk
        seen = now()
        while n > 0:
            work.spin(chunk if n > chunk else n)
            n -= chunk
            seen = self.look(seen)

    def look(self, seen):
        """Was it off its core since SEEN, when it last looked at the clock?"""
        then = now()
        if then - seen > LATE:
            self.core = current_cpu()
            self.board.note_gap(self.interpreter, self.replay.next_gap(), self.slot, self.core, seen,
                                then - work.CHUNK)
        return then

    def work(self, function, amount, duration, slot):
        """A phase on a core that is to take DURATION."""
        before = thread_usage()
        self.settle(before)
        self.slot = slot
        self.core = core = current_cpu()
        begin = now()
        function(amount)
        end = now()
        after = thread_usage()
        self.board.note(slot, begin, end, end - begin, self.interpreter, self.thread, core, 0)
        if after[SWITCHES] != before[SWITCHES]:
            self.board.note_core_time(slot, min(duration, end - begin))
            self.unsettled = (slot, end - begin, before, after) if before[SLEPT] != self.slept else None
        self.slept = after[SLEPT]

    def settle(self, usage):
        """How long the last phase that lost its core was on it: the system knows once the thread has slept."""
        if self.unsettled is not None:
            slot, elapsed, before, after = self.unsettled
            if usage[SLEPT] != after[SLEPT]:
                self.board.note_core_time(slot, min(usage[CORE_TIME] - before[CORE_TIME], elapsed))
            self.unsettled = None

    def carry_out(self, phases):
        """All of PHASES, one after the other; offload { } is done in place."""
        for kind, amount, duration, resource, slot in phases:
            if kind <= NOGIL:
                self.work(self.functions[kind], amount, duration, slot)
                continue
            waited = False
            begin = now()
            if kind == WAIT:
                sleep_until(begin + duration)
            elif kind == YIELD:
                time.sleep(0)
            elif kind == USE:
                waited = self.replay.units[resource].take()
            elif kind == GIVE_BACK:
                self.replay.units[resource].give_back()
            self.board.note(slot, begin, now(), 0, self.interpreter, self.thread, -1, waited)

    def carry(self, task, taken):
        """TASK from beginning to end; it is this thread's since TAKEN."""
        self.adopt(self.replay.group_of(task))
        self.carry_out(self.replay.phases(task))
        self.board.note_carried(task, taken, now(), self.interpreter, self.thread)

    def adopt(self, group):
        """The thread has the attributes of GROUP from now on."""
        before = self.group
        self.group = group
        if group is before:
            return
        if group["affinity"] or (before and before["affinity"]):
            os.sched_setaffinity(0, group["affinity"] or self.replay.plan["cpus"])
        if group["nice"] != (before["nice"] if before else 0):
            os.setpriority(os.PRIO_PROCESS, 0, group["nice"])
