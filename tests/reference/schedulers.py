"""The schedulers. A queue has cores, its ready threads and (through its cores) its running ones.

Decisions where the pages are open:
 - Keyed queues (sjf srtf hrrn stride edf rm) break ties by: a displaced thread first; then the instant of becoming
   ready; at one instant a thread whose slice ended after the others; then file order of the task that it carries now
   (threads without one before all tasks); then the order in the queue.
 - Threads without a task (main, dispatcher) have nice 0, priority 0, tickets 100, no deadline, burst 0.
   No deadline or period comes last under edf / rm.
 - burst: a hand-over by `offload` to an executor, and the end of an offloaded block, end it like a wait.
 - stride: 2^20 // tickets is added at the begin of every slice (also a fresh one that follows at once).
 - priority: one queue in order of becoming ready for each *effective* number; `ageing` counts from when it last
   became ready, makes an instant (a round) of its own each time, and may go below 0.
 - mlfq: an allotment is used up also where the thread leaves its core with nothing left (it is demoted then), except
   that with `stay` a wait (or yield, or a loop's sleep) renews it at the same level. A boost charges what has run so
   far first; a slice that is running, or the rest of one, keeps its length; boosted ready threads join the top level anew
   by their old level, then their order, queue by queue in the order of the cores. `demote_alone = no`: "another is ready" means in the same queue.
 - mlfq io_bump: also for a loop woken from its sleep, but for the first time.
 - eevdf: V at a join is reckoned with the v of the running thread as last brought up to date (no update at a join).
   "Joins" are looked at in step 6 of the round in which they happen, not later; the eligible joiner with the smallest
   d displaces the running thread with the largest d if its own is smaller (no new pick among the others). Joining
   an empty queue: v = 0. A pull or a balance is a leave and a join (new request, full slice). With a global queue and
   nobody eligible among the ready, the smallest d runs.
   At a pick (a choice, cores being short) and a leave the running threads of that queue are brought up to date.
   Lag is multiplied and divided first, then subtracted: v = V - floor(lag x (W + w) / W).
 - cfs: v of a running thread is compared as it is now (stored v + floor(ran x 1024 / w)), stored when that thread leaves
   its core or queue, ends a slice or changes its weight. An empty queue's smallest v is the last one known (Linux's min_vruntime, never falling). Woken: own v as it is,
   whatever core it comes from; pulled or balanced: v - smallest of the old queue + smallest of the new. W includes
   the thread. Only joiners of the round preempt.
 - A change of weight while a thread is on a core or ready (next task): v is brought up to date with the old weight
   first, d stays.
"""
from fractions import Fraction
from random_stream import Stream
from scenario import duration, split

WEIGHTS = [88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121,
           2501, 1991, 1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23,
           18, 15]                                              # Linux: nice -20 ... 19
LAST = float("inf")


def weight(thread):
    return WEIGHTS[20 + (thread.like.group.nice if thread.like else 0)]


class Scheduler:
    """fifo; the others replace what differs."""
    per_core = False
    preempts = False                                            # does urgency() displace?

    def __init__(self, sim, options):
        self.sim, self.options = sim, options

    def slice(self, thread): return None
    def key(self, thread): return thread.position              # the smallest is chosen
    def pick(self, queue, candidates): return min(candidates, key=self.key)
    def join(self, thread, queue, why): pass                    # why: new, woken, moved
    def leave(self, thread, queue, why): pass                   # why: wait, sleep, moved
    def picking(self, queue): pass                              # a choice was made: cores are short
    def slice_begins(self, thread): pass
    def slice_ended(self, thread): pass
    def displaced(self, thread): pass
    def reweigh(self, thread): pass
    def boost(self): pass

    def displacement(self, queue):
        """(ready thread, running thread that it displaces) or None."""
        if not self.preempts:
            return None
        running = [c.thread for c in queue.cores if c.thread and c.thread.status == "running"]
        for ready in sorted(queue.ready, key=self.key):
            victims = [t for t in running if ready.allows(t.core) and self.urgency(ready) < self.urgency(t)]
            if victims:
                return ready, max(victims, key=lambda t: (self.urgency(t), self.tie(t)))
        return None

    def tie(self, thread): return thread.position


class RoundRobin(Scheduler):
    def slice(self, thread): return self.sim.slice


class Keyed(Scheduler):
    def key(self, thread): return (self.urgency(thread), self.tie(thread))

    def tie(self, thread):
        carried = self.sim.carried(thread)
        return thread.tie + (() if thread.tie[0] == 0 else (carried.index if carried else -1, thread.position))


class ShortestJob(Keyed):
    def urgency(self, thread): return self.sim.burst(thread)


class ShortestRemaining(ShortestJob):
    preempts = True


class HighestRatio(Keyed):
    def urgency(self, thread):
        burst = self.sim.burst(thread)
        waited = self.sim.now - thread.ready_since
        return (0, 0) if burst == 0 else (1, -Fraction(waited + burst) / burst)


class EarliestDeadline(Keyed):
    preempts = True
    def urgency(self, thread):
        return LAST if not thread.like or thread.like.deadline is None else thread.like.deadline


class RateMonotonic(Keyed):
    preempts = True
    def urgency(self, thread): return thread.like.group.period or LAST if thread.like else LAST


class Stride(Keyed):
    def slice(self, thread): return self.sim.slice
    def urgency(self, thread): return thread.pass_value

    def join(self, thread, queue, why):
        others = [t.pass_value for t in queue.members() if t is not thread]
        thread.pass_value = max([thread.pass_value] + ([min(others)] if others else []))

    def slice_begins(self, thread):
        thread.pass_value += 2**20 // (thread.like.group.tickets if thread.like else 100)


class Lottery(RoundRobin):
    """A ticket is drawn at each choice; asked again before anything joined or left, the answer stays."""
    def __init__(self, sim, options):
        super().__init__(sim, options)
        self.stream = Stream(sim.scenario.seed, sim.policy, "lottery")
        self.answers = {}

    def pick(self, queue, candidates):
        asked = tuple((id(t), t.position) for t in sorted(queue.ready, key=lambda t: t.position))
        if self.answers.get(id(queue), (None,))[0] != asked:
            self.answers[id(queue)] = asked, self.draw(candidates)
        return self.answers[id(queue)][1]

    def draw(self, candidates):
        holders = sorted(candidates, key=lambda t: (t.like.index if t.like else -1, t.position))
        tickets = [t.like.group.tickets if t.like else 100 for t in holders]
        ticket = self.stream.below(sum(tickets))
        for thread, n in zip(holders, tickets):
            if ticket < n:
                return thread
            ticket -= n


class Priority(Scheduler):
    def __init__(self, sim, options):
        super().__init__(sim, options)
        self.preempts = options["preemptive"] == "yes"
        self.ageing = duration(options["ageing"])

    def slice(self, thread): return self.sim.slice if self.options["rr"] == "yes" else None
    def key(self, thread): return (self.urgency(thread), thread.position)

    def urgency(self, thread):
        number = thread.like.group.priority if thread.like else 0
        if thread.status == "ready" and self.ageing:
            number -= (self.sim.now - thread.ready_since) // self.ageing
        return number


class MultiLevel(Scheduler):
    preempts = True

    def __init__(self, sim, options):
        super().__init__(sim, options)
        self.levels = int(options["levels"])
        self.quanta = [duration(q) for q in split(options["quantum"])]
        self.allotments = [int(a) for a in split(options["allotment"])]
        self.boost_every = duration(options["boost"])

    def quantum(self, level): return self.quanta[min(level, len(self.quanta) - 1)]

    def renew(self, thread, level):
        thread.level = level
        thread.allotment = self.allotments[min(level, len(self.allotments) - 1)] * self.quantum(level)

    def slice(self, thread): return min(self.quantum(thread.level), thread.allotment)
    def urgency(self, thread): return thread.level
    def key(self, thread): return (thread.level, thread.position)

    def join(self, thread, queue, why):
        if thread.level is None:
            self.renew(thread, 0)

    def charge(self, thread):
        thread.allotment -= thread.ran
        thread.ran = 0

    def used_up(self, thread, queue):
        if thread.allotment <= 0:
            down = self.options["demote_alone"] == "yes" or any(t is not thread for t in queue.ready)
            self.renew(thread, min(thread.level + 1, self.levels - 1) if down else thread.level)

    def slice_ended(self, thread):
        self.charge(thread)
        self.used_up(thread, thread.queue)

    def leave(self, thread, queue, why):
        self.charge(thread)
        if why == "wait" and self.options["stay"] == "yes":
            self.renew(thread, thread.level)
        self.used_up(thread, queue)

    def displaced(self, thread): self.charge(thread)

    def boost(self):
        ready = [t for q in self.sim.queues for t in sorted(q.ready, key=self.key)]
        for thread in self.sim.threads:
            if thread.level is not None:
                self.charge(thread)
                self.renew(thread, 0)
        for thread in ready:
            self.sim.line_up(thread, "tail")


class Weighted(Scheduler):
    """What cfs and eevdf share: v advances by own work x 1024 / weight."""
    per_core = True

    def joiners(self, queue): return [t for t in queue.ready if t.joined]
    def running(self, queue): return [c.thread for c in queue.cores if c.thread and c.thread.status == "running"]

    def reweigh(self, thread):
        thread.v += thread.ran * 1024 // weight(thread)
        thread.ran = 0

    def update(self, queue):
        for core in queue.cores:
            if core.thread:
                self.reweigh(core.thread)

    def picking(self, queue): self.update(queue)
    def displaced(self, thread): self.reweigh(thread)


class Eevdf(Weighted):
    def slice(self, thread): return self.sim.eevdf_slice

    def mean(self, queue):
        members = queue.members()
        return sum(weight(t) * t.v for t in members) // sum(weight(t) for t in members)

    def request(self, thread): thread.d = thread.v + self.sim.eevdf_slice * 1024 // weight(thread)

    def pick(self, queue, candidates):
        mean = self.mean(queue)
        return min([t for t in candidates if t.v <= mean] or candidates, key=lambda t: (t.d, t.position))

    def join(self, thread, queue, why):
        total = sum(weight(t) for t in queue.members())
        thread.v = self.mean(queue) - thread.lag * (total + weight(thread)) // total if total else 0
        self.request(thread)
        thread.joined = True

    def leave(self, thread, queue, why):                       # it is still a member
        self.update(queue)
        limit = self.sim.eevdf_slice * 1024 // weight(thread)
        thread.lag = max(-limit, min(limit, self.mean(queue) - thread.v))

    def slice_ended(self, thread):
        self.update(thread.queue)
        self.request(thread)

    def displacement(self, queue):
        mean = self.mean(queue) if queue.members() else 0
        for ready in sorted(self.joiners(queue), key=lambda t: (t.d, t.position)):
            victims = [t for t in self.running(queue) if ready.allows(t.core) and ready.d < t.d]
            if victims and ready.v <= mean:
                return ready, max(victims, key=lambda t: (t.d, t.position))
        return None


class Cfs(Weighted):
    def picking(self, queue): pass
    def now(self, thread): return thread.v + thread.ran * 1024 // weight(thread)
    def key(self, thread): return (thread.v, thread.position)

    def smallest(self, queue):
        values = [self.now(t) for t in queue.members()]
        if values:
            queue.smallest_v = max(queue.smallest_v, min(values))
        return min(values) if values else queue.smallest_v

    def slice(self, thread):
        total = sum(weight(t) for t in thread.queue.members())
        return max(duration(self.options["granularity"]),
                   duration(self.options["latency"]) * weight(thread) // total)

    def join(self, thread, queue, why):
        smallest = self.smallest(queue)
        if why == "new":
            thread.v = smallest
        elif why == "woken":
            thread.v = max(thread.v, smallest - duration(self.options["latency"]) // 2)
        else:
            thread.v += smallest                                # see leave()
        thread.joined = True

    def leave(self, thread, queue, why):
        self.reweigh(thread)
        smallest = self.smallest(queue)
        if why == "moved":
            thread.v -= smallest

    def slice_ended(self, thread): self.reweigh(thread)

    def displacement(self, queue):
        step = duration(self.options["granularity"])
        for ready in sorted(self.joiners(queue), key=self.key):
            limit = ready.v + step * 1024 // weight(ready)
            victims = [t for t in self.running(queue) if ready.allows(t.core) and limit < self.now(t)]
            if victims:
                return ready, max(victims, key=lambda t: (self.now(t), t.position))
        return None


SCHEDULERS = {"fifo": Scheduler, "rr": RoundRobin, "sjf": ShortestJob, "srtf": ShortestRemaining, "hrrn": HighestRatio,
              "priority": Priority, "mlfq": MultiLevel, "stride": Stride, "lottery": Lottery, "cfs": Cfs, "eevdf": Eevdf,
              "edf": EarliestDeadline, "rm": RateMonotonic}
