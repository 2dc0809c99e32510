"""The four locks, step by step as in cpython-gil.md. `take` and `drop` are parts of a thread's program (generators).

Decisions where the pages are open:
 - fair: the turn in which a thread joins an empty queue at time t ends at the first `ownership + k x interval` that is
   > t, so a joiner at the very end of a turn waits out the new one, in whichever step it joined.
 - fair: at the end of a `hold` a turn that ends at that very instant has ended.
 - fair: a head that was handed the lock counts as the holder at once (lock = 1, lock_switches); lock_handoff is paid on core.
 - cpython2: the ticker belongs to the interpreter (CPython's _Py_Ticker), runs while its holder is in a `compute`
   phase (not hold, not nogil), and is not reset by a take; a tick that comes due as the phase ends stays due
   for the next `compute`; one that finds nobody asleep passes without effect.
 - cpython2: while the holder has let go, others find the lock taken; it is free only if the holder loses its core.
 - cpython2: letting go where somebody is woken (the post, a system call) costs the holder a wake_call.
 - cpython2: a woken thread that finds the lock taken goes to the tail of the queue.
 - check_interval: the thread's total time on a core in `compute` phases (excess of a factor included; not hold, not
   nogil), over all its tasks. It holds for turns as well.
 - none: nobody holds anything: lock is 0 in the timeline, no lock switches.
"""

NOTICED, LOST, POSTED = "noticed", "lost", "posted"


class NoLock:
    def __init__(self, sim, interpreter):
        self.sim, self.interpreter = sim, interpreter
        self.holder = self.last_holder = None
        self.queue = []                                         # asleep, longest first
        self.held_ns = self.ticker = 0

    def take(self, thread):
        return
        yield

    def drop(self, thread, forced=True):
        return
        yield

    def pending(self):
        """Would a holder that looks now pass the lock on?"""
        return False

    def pending_from(self):
        """The time from which pending() is true if nothing else happens, or None."""
        return self.sim.now if self.pending() else None

    def own(self, thread):
        self.holder = thread
        thread.pays_handoff = self.last_holder not in (None, thread)
        self.sim.lock_switches += thread.pays_handoff
        self.last_holder = thread

    def handoff(self, thread):
        if thread.pays_handoff:
            thread.pays_handoff = False
            yield from self.sim.cost(thread, "lock_handoff")

    def step4(self):
        """Drop requests and turns: seen by a holder that computes, at multiples of check_interval."""
        thread, check = self.holder, self.sim.costs["check_interval"]
        if self.pending() and self.sim.computes(thread) and (check == 0 or thread.computed % check == 0):
            self.sim.resume(thread, NOTICED)

    def next_notice(self):
        thread, check = self.holder, self.sim.costs["check_interval"]
        since = self.pending_from() if thread and self.sim.computes(thread) else None
        if since is None:
            return None
        since = max(since, self.sim.now)
        computed = thread.computed + since - self.sim.now
        return since + (-computed % check if check else 0)


class Fair(NoLock):
    turn_end = None

    def take(self, thread):
        if self.holder is thread:
            return
        if self.holder is None:
            self.own(thread)
            self.since = self.sim.now
        else:
            if not self.queue:
                turns = (self.sim.now - self.since) // self.sim.interval
                self.turn_end = self.since + (turns + 1) * self.sim.interval
            self.queue.append(thread)
            yield from self.sim.sleep(thread, "lock")           # woken as the owner
        yield from self.handoff(thread)

    def drop(self, thread, forced=True):
        if self.holder is thread:
            self.holder = None
            if self.queue:
                head = self.queue.pop(0)
                self.own(head)
                self.since, self.turn_end = self.sim.now, self.sim.now + self.sim.interval
                self.sim.make_ready(head)
        return
        yield

    def pending(self):
        return bool(self.queue) and self.sim.now >= self.turn_end

    def pending_from(self):
        return self.turn_end if self.queue else None


class CPython3(NoLock):
    request, forced, switch_number = False, None, 0

    def take(self, thread):
        if self.holder is thread:
            return
        while self.holder is not None:
            saved = self.switch_number
            self.queue.append(thread)
            thread.timed_out = False
            thread.timer = self.sim.set_timer(self.sim.now + self.sim.interval, lambda: self.time_out(thread))
            yield from self.sim.sleep(thread, "lock")
            if thread.timed_out and self.holder is not None and self.switch_number == saved:
                self.request = True
        self.own(thread)
        self.switch_number += thread.pays_handoff
        self.request = False
        if self.forced:                                         # signal switch_cond
            self.sim.make_ready(self.forced)
            self.forced = None
        yield from self.handoff(thread)

    def time_out(self, thread):
        self.queue.remove(thread)
        thread.timed_out = True
        self.sim.make_ready(thread)

    def drop(self, thread, forced=True):
        if self.holder is not thread:
            return
        self.holder = None
        if self.queue:
            woken = self.queue.pop(0)
            self.sim.cancel(woken.timer)
            self.sim.make_ready(woken)
        asked, self.request = self.request, False
        if asked and forced:
            self.forced = thread
            yield from self.sim.sleep(thread, "lock")

    def pending(self):
        return self.request


class CPython2(NoLock):
    let_go = None                                               # (holder, round) in which it let go

    def take(self, thread):
        if self.holder is thread:
            return
        while self.holder is not None:
            self.queue.append(thread)
            yield from self.sim.sleep(thread, "lock")
        self.own(thread)
        yield from self.handoff(thread)

    def drop(self, thread, forced=True):
        if self.holder is thread:
            self.holder = None
            self.wake_head()
        return
        yield

    def wake_head(self):
        if self.queue:
            self.sim.make_ready(self.queue.pop(0))

    def step4(self):
        ticks = self.sim.costs["ticks"]
        if ticks and self.holder and self.ticker >= ticks and self.sim.computes(self.holder):
            self.ticker = 0
            if self.queue:
                self.let_go = (self.holder, self.sim.round_number)
                self.wake_head()
                if self.sim.costs["wake_call"]:                 # the post
                    self.sim.resume(self.holder, POSTED)

    def next_notice(self):
        ticks = self.sim.costs["ticks"]
        if ticks and self.holder and self.sim.computes(self.holder):
            return self.sim.now + max(0, ticks - self.ticker)
        return None

    def core_lost(self, thread):
        """The thread loses its core: in the round in which it let go it loses the lock as well."""
        if self.let_go == (thread, self.sim.round_number):
            self.holder = None
            thread.lost_lock = True


LOCKS = {"none": NoLock, "fair": Fair, "cpython2": CPython2, "cpython3": CPython3}
