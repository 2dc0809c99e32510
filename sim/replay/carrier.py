"""carrier - one thread that carries tasks out, phase by phase, and notes when each began and ended."""
import os
import time

import work
from board import COMPUTE, GIVE_BACK, HOLD, NOGIL, USE, WAIT, YIELD
from clocks import current_cpu, now, sleep_until, thread_time

LATE = 2 * work.CHUNK  # a chunk that takes longer had a gap
LEAST = max(work.TURN, 20)  # less work is not worth another look


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
        compute = self.compute_for if replay.plan["core_time"] else self.compute
        self.functions = {COMPUTE: compute, HOLD: work.hold}
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

    def compute_for(self, duration):
        """As many turns as take DURATION of core time, however fast the core is at present."""
        per_ns = self.replay.turns_per_ns
        chunk = self.replay.chunk
        seen = now()
        end = thread_time() + duration
        n = int(duration * per_ns)
        while n >= LEAST:
            work.spin(chunk if n > chunk else n)
            seen = self.look(seen)
            n = int((end - thread_time()) * per_ns)

    def look(self, seen):
        """Was it off its core since SEEN, when it last looked at the clock?"""
        then = now()
        if then - seen > LATE:
            self.core = current_cpu()
            self.board.note_gap(self.interpreter, self.replay.next_gap(), self.slot, self.core, seen,
                                then - work.CHUNK)
        return then

    def work(self, function, amount, slot):
        """A phase on a core."""
        self.slot = slot
        self.core = core = current_cpu()
        begin = now()
        cpu = thread_time()
        function(amount)
        cpu = thread_time() - cpu
        self.board.note(slot, begin, now(), cpu, self.interpreter, self.thread, core, 0)

    def carry_out(self, phases):
        """All of PHASES, one after the other; offload { } is done in place."""
        for kind, amount, duration, resource, slot in phases:
            if kind <= NOGIL:
                self.work(self.functions[kind], amount, slot)
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
