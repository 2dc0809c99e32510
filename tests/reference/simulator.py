"""The reference simulator: one combination, instant by instant, round by round, six steps a round.

Decisions where the pages are open:
 - The simulation ends with the instant in which the last task finishes (main may still be starting workers).
 - A fair hand-over, a drop, a granted unit wake others while the thread that did it is still on its core.
 - A core's cost of switching that is cut short by a displacement is lost; the next placing pays anew.
 - wake_latency comes before context_switch and migration; in it the thread has state overhead, no core, no on-core time;
   the core is reserved (not idle, not displaceable, weighed as running). Switches and migrations count when it is over.
 - Step 6 with affinity: ready threads are those with a free allowed core; free cores are those allowed for one of
   them. If such cores are at least as many, the first in order of becoming ready is placed, and so on anew.
 - "Nobody else ready" at the end of a slice: nobody in the same queue, whatever its affinity.
 - A slice's end with others ready gives up the core; if the same thread is the next to run there in that step it is
   no preemption (and no switch). It queues at step 5, so threads that become ready in step 6 queue behind it.
   `expired = first`: before those at the end of the queue that became ready in this round, not in earlier rounds.
 - An expired, displaced or moved-by-affinity thread begins its stretch anew (order of step 3, parallel_tax).
 - Balance is first done at 1 x balance (not at time 0), once an instant, in its first round; so is boost.
   It moves nothing if the heaviest core has nothing queued that may run on the lightest. The moved thread queues last there; it became ready when it did,
   and if it was displaced it is no longer at a head.
 - Pulling: free cores with empty queues pull in order of their numbers, from the core with most ready weight among
   those that have a thread that may run there, the last such thread.
 - parallel_tax: the figure for 1, 2, ... busy cores, the last repeats; busy counts cores computing
   (compute, hold, nogil), this one included.
 - Factors: a phase takes asked x factor, rounded half up; where a stretch begins with another factor, what is left is
   multiplied by new / old, rounded half up. What is left as asked (a burst) is left / factor, rounded half up. The
   timeline has the time that was asked for first, the excess behind it, at the end of the phase.
 - That give-up (affinity) counts as a preemption.
 - A cost or latency that a thread pays while it carries no task (a loop that looks and finds nothing due) is nobody's.
"""
from locks import LOST
from programs import MOVE, SLEEP, Programs
from scenario import Refused
from schedulers import SCHEDULERS
from things import Core, Deadlock, Queue, Task, Timer, Track, Work, half_up, make_tasks


class Simulation(Programs):
    most_instants = None                                        # compare.py sets a limit

    def __init__(self, scenario, policy, scheduler, lock, cores):
        self.scenario, self.policy, self.lock_name = scenario, policy, "none" if policy == "free-threaded" else lock
        self.costs, self.slice, self.interval = scenario.costs, scenario.slice, scenario.interval
        self.eevdf_slice = scenario.eevdf_slice
        self.now, self.round_number, self.counter = 0, 0, 0
        self.lock_switches = self.context_switches = self.preemptions = self.migrations = self.busy_ns = 0
        self.tasks = make_tasks(scenario)
        self.unfinished = len(self.tasks)
        self.arrivals = [(t.asked_arrival, t) for t in self.tasks if not t.waits_for]
        self.released, self.timers, self.arrived, self.latency_over = [], [], 0, []
        self.cores = [Core(i) for i in range(cores)]
        for group in scenario.groups:
            if group.affinity is not None and max(group.affinity) >= cores:
                raise Refused(f"[task {group.name}] affinity to a core that is not there")
        self.scheduler = SCHEDULERS[scheduler](self, scenario.scheduler_options[scheduler])
        self.expired_first = scheduler in ("rr", "mlfq") and \
            scenario.scheduler_options[scheduler]["expired"] == "first"
        self.per_core = scenario.queues == "per-core" if scenario.queues else self.scheduler.per_core
        self.queues = [Queue([c]) for c in self.cores] if self.per_core else [Queue(self.cores)]
        self.boost_every = getattr(self.scheduler, "boost_every", 0)
        self.ageing = getattr(self.scheduler, "ageing", 0)
        self.periodic_done = 0                                  # boost, balance, ageing of this instant are worked
        self.resources, self.threads, self.interpreters = {}, [], []
        self.dispatcher, self.executor, self.loops, self.jobs = None, None, [], []
        self.lay_out()

    # ------------------------------------------------------------------------------- instants, rounds, six steps
    def run(self):
        instants = 0
        while True:
            instants, rounds = instants + 1, 0
            if self.most_instants and instants > self.most_instants:
                raise Refused(f"more than {self.most_instants} instants")
            while self.due():
                self.round_number += 1
                self.step1_arrivals()
                self.step2_waits_timers_latencies()
                self.step3_ends_of_computing()
                self.step4_requests_turns_ticks()
                self.step5_slices()
                self.step6_choice()
                rounds += 1
                assert rounds < 10**6
            self.record()
            if not self.unfinished:
                break
            self.advance(self.next_time())
        for task in self.tasks:
            self.check(task)
        return self

    def on_core(self):
        return [c.thread for c in self.cores if c.thread and c.thread.status == "running"]

    def due(self):
        return (any(time <= self.now for time, _ in self.arrivals) or self.released
                or any(t.time <= self.now for t in self.timers)
                or any(t.stretch().left == 0 for t in self.on_core())
                or any(lock.next_notice() == self.now for lock in self.locks)
                or any(self.slice_over(t) for t in self.on_core())
                or self.periodic_due()
                or any(c.thread is None and any(t.allows(c) for q in self.queues for t in q.ready)
                       for c in self.cores))

    def periodic_times(self):
        """The next times (> now) of boost, balance and ageing."""
        times = [(self.now // every + 1) * every for every in
                 (self.boost_every, self.scenario.balance if self.per_core else 0) if every]
        if self.ageing:
            for t in (t for q in self.queues for t in q.ready):
                times.append(t.ready_since + ((self.now - t.ready_since) // self.ageing + 1) * self.ageing)
        return times

    def periodic_due(self):
        if self.now == 0 or self.periodic_done == self.now:
            return False
        aged = self.ageing and any(self.now > t.ready_since and (self.now - t.ready_since) % self.ageing == 0
                                   for q in self.queues for t in q.ready)
        return (self.boost_every and self.now % self.boost_every == 0) or aged or \
            (self.per_core and self.now % self.scenario.balance == 0)

    def next_time(self):
        times = [time for time, _ in self.arrivals] + [t.time for t in self.timers]
        for thread in self.on_core():
            times.append(self.now + thread.stretch().left)
            if thread.slice_left is not None:
                tick = self.costs["tick"]
                if thread.slice_left <= 0:
                    times.append((self.now // tick + 1) * tick)
                elif thread.switching is None and thread.work.kind != "overhead":
                    end = self.now + thread.slice_left
                    times.append(-(-end // tick) * tick if tick else end)
        if not times:
            raise Deadlock()
        notices = [lock.next_notice() for lock in self.locks]
        return min(times + [t for t in notices if t is not None] + self.periodic_times())

    def advance(self, time):
        ns = time - self.now
        assert ns > 0
        for thread in self.on_core():
            self.busy_ns += ns
            stretch = thread.stretch()
            stretch.left -= ns
            if stretch.kind != "overhead":                      # its own work
                thread.ran += ns
                if thread.slice_left is not None:
                    thread.slice_left -= ns
            if stretch.kind == "compute":
                thread.computed += ns
                thread.lock.ticker += ns
        for lock in self.locks:
            lock.held_ns += ns if lock.holder else 0
        self.now = time

    def step1_arrivals(self):
        arriving = [task for time, task in self.arrivals if time <= self.now]
        self.arrivals = [(time, task) for time, task in self.arrivals if time > self.now]
        released, self.released = self.released, []
        for task in sorted(arriving + released, key=lambda t: t.index):
            if task not in released:
                task.arrival = task.since = self.now
                task.where = "queued"
                if task.group.deadline is not None:
                    task.deadline = self.now + task.group.deadline
                if self.policy == "process-async":
                    task.loop = self.loops[self.arrived % len(self.loops)]
                elif self.loops:
                    task.loop = self.loops[0]
                self.arrived += 1
                if task.predecessor and task.predecessor.finish is None:
                    continue
            if self.ipc and self.receives:
                self.to_dispatcher("send", task)
            else:
                self.deliver(task)

    def step2_waits_timers_latencies(self):
        for timer in sorted((t for t in self.timers if t.time <= self.now), key=lambda t: t.order):
            if timer in self.timers:                            # not cancelled meanwhile
                self.timers.remove(timer)
                timer.action()

    def step3_ends_of_computing(self):
        ended = [t for t in self.on_core() if t.stretch().left == 0]
        for thread in sorted(ended, key=lambda t: t.began):
            if thread.switching:
                thread.switching = None
                self.go_on(thread)
            else:
                self.resume(thread)

    def step4_requests_turns_ticks(self):
        for lock in self.locks:
            if lock.holder:
                lock.step4()

    def step5_slices(self):
        first_round = self.periodic_done != self.now
        self.periodic_done = self.now
        if first_round and self.now and self.boost_every and self.now % self.boost_every == 0:
            self.scheduler.boost()
        for thread in sorted((t for t in self.on_core() if self.slice_over(t)), key=lambda t: t.slice_order):
            self.scheduler.slice_ended(thread)
            if thread.queue.ready:
                self.preemptions += 1                           # taken back if it goes on at once, see start()
                thread.expired_on = (thread.core, self.round_number)
                self.lose_core(thread, "expired")
                thread.slice_left = None
            else:
                self.fresh_slice(thread)
        if first_round and self.now and self.per_core and self.now % self.scenario.balance == 0:
            self.balance()

    def step6_choice(self):
        latency_over, self.latency_over = self.latency_over, []
        for thread in latency_over:
            self.start(thread)
        while self.fill() or self.displace():
            pass
        for queue in self.queues:
            for thread in queue.members():
                thread.joined = False

    # ------------------------------------------------------------------------------------ step 6 and the queues
    def fill(self):
        """Puts one ready thread on a free core; False if there is none to put."""
        free = [c for c in self.cores if c.thread is None]
        if not self.per_core:
            queue = self.queues[0]
            candidates = sorted((t for t in queue.ready if any(t.allows(c) for c in free)),
                                key=lambda t: t.position)
            usable = [c for c in free if any(t.allows(c) for t in candidates)]
            if not candidates:
                return False
            enough = len(usable) >= len(candidates)
            if not enough:
                self.scheduler.picking(queue)
            thread = candidates[0] if enough else self.scheduler.pick(queue, candidates)
            core = next((c for c in free if c is thread.last_core and thread.allows(c)), None) \
                or next(c for c in free if thread.allows(c))
            self.place(thread, core)
            return True
        picked = [(self.scheduler.pick(self.queues[c.number], self.queues[c.number].ready), c)
                  for c in free if self.queues[c.number].ready]
        if picked:
            self.place(*min(picked, key=lambda pair: pair[0].position))
            return True
        for core in free:                                       # pulling
            def pullable(q): return [t for t in q.ready if t.allows(core)]
            others = [q for q in self.queues if pullable(q)]
            if others:
                heaviest = max(others, key=lambda q: (q.ready_weight(), -q.cores[0].number))
                thread = max(pullable(heaviest), key=lambda t: t.position)
                self.move(thread, self.queues[core.number])
                self.place(thread, core)
                return True
        return False

    def displace(self):
        for queue in self.queues:
            pair = self.scheduler.displacement(queue)
            if pair:
                ready, running = pair
                core = running.core
                self.preemptions += 1
                self.scheduler.displaced(running)
                self.lose_core(running, "head")
                self.scheduler.picking(queue)
                self.place(ready, core)
                return True
        return False

    def place(self, thread, core):
        thread.queue.ready.remove(thread)
        core.thread, thread.core = thread, core
        if self.costs["wake_latency"] and core.idle_since < self.now:
            thread.status = "latency"
            self.set_timer(self.now + self.costs["wake_latency"], lambda: self.latency_over.append(thread))
        else:
            self.start(thread)

    def start(self, thread):
        """The thread stands on its core: what it costs to get there, then it goes on."""
        core, cost = thread.core, 0
        thread.status = "running"
        if core.last not in (None, thread):
            self.context_switches += 1
            cost += self.costs["context_switch"]
        elif core.last is thread and thread.expired_on == (core, self.round_number):
            self.preemptions -= 1
        thread.expired_on = None
        if thread.last_core not in (None, core):
            self.migrations += 1
            cost += self.costs["migration"]
        core.last, thread.last_core = thread, core
        if thread.slice_left is None:
            self.fresh_slice(thread)
        if cost:
            thread.switching = Work("overhead", cost)
            self.begin_stretch(thread)
        else:
            self.go_on(thread)

    def go_on(self, thread):
        if thread.lost_lock:
            thread.lost_lock = False
            self.resume(thread, LOST)
        elif thread.work:
            self.begin_stretch(thread)
        else:
            self.resume(thread)

    def resume(self, thread, message=None):
        """Runs the thread's program until it needs time on its core, sleeps, or must move to another core."""
        thread.work = None
        wanted = thread.program.send(message)
        if wanted is SLEEP:
            waits = thread.asleep_as in ("wait", "look")
            self.scheduler.leave(thread, thread.queue, "wait" if waits else "sleep")
            thread.status = "asleep"
            self.off_core(thread)
            thread.slice_left = None
        elif wanted is MOVE:
            self.scheduler.leave(thread, thread.queue, "moved")
            self.preemptions += 1
            thread.status = "asleep"
            self.off_core(thread)
            thread.slice_left = None
            self.make_ready(thread, why="moved")
        else:
            thread.work = wanted
            self.begin_stretch(thread)

    def begin_stretch(self, thread):
        self.counter += 1
        thread.began = self.counter
        work = thread.stretch()
        if work.kind in ("compute", "hold"):
            tax = self.costs["parallel_tax"]
            busy = sum(t.stretch() is not None and t.stretch().kind != "overhead" for t in self.on_core())
            work.change(self.factor * tax[min(busy, len(tax)) - 1])

    def off_core(self, thread):
        thread.core.thread, thread.core.idle_since = None, self.now
        thread.core = thread.switching = None

    def lose_core(self, thread, how):
        """It is able to run but must go: expired, or displaced (head)."""
        self.off_core(thread)
        thread.status, thread.ready_since = "ready", self.now
        self.line_up(thread, how)
        thread.queue.ready.append(thread)
        if hasattr(thread.lock, "core_lost"):
            thread.lock.core_lost(thread)

    def fresh_slice(self, thread):
        self.counter += 1
        thread.slice_order = self.counter
        thread.slice_left = self.scheduler.slice(thread)
        self.scheduler.slice_begins(thread)

    def slice_over(self, thread):
        tick = self.costs["tick"]
        return thread.slice_left is not None and thread.slice_left <= 0 and (not tick or self.now % tick == 0)

    def line_up(self, thread, how):
        """position: order in the queue; tie: the same for keyed queues, but for file order."""
        self.counter += 1
        if how == "head":
            thread.position, thread.tie = (-1, -self.counter), (0, -self.counter)
        else:
            thread.position = (self.round_number, self.counter)
            if how == "expired" and self.expired_first and (new := self.new_ones(thread.queue)):
                before, counter, *_ = new[0].position
                thread.position = (before, counter - 0.5, self.counter)
            thread.tie = (1, self.now, how == "expired")

    def new_ones(self, queue):
        """Those at its end that have become ready in this round, not through the end of their slice."""
        new = []
        for thread in sorted(queue.ready, key=lambda t: t.position, reverse=True):
            if thread.ready_round != self.round_number or thread.expired_on:
                break
            new.insert(0, thread)
        return new

    def make_ready(self, thread, after_wait=False, why="woken"):
        thread.status, thread.asleep_as, thread.ready_since = "ready", None, self.now
        thread.ready_round = self.round_number
        queue = self.queue_for(thread)
        bump = after_wait and thread.known and self.scheduler.options["io_bump"] == "yes" and self.boosts_io()
        self.line_up(thread, "head" if bump else "tail")
        thread.queue = queue
        self.scheduler.join(thread, queue, why if thread.known else "new")
        thread.known = True
        queue.ready.append(thread)

    def boosts_io(self):
        return type(self.scheduler) is SCHEDULERS["mlfq"]

    def queue_for(self, thread):
        if not self.per_core:
            return self.queues[0]
        allowed = [c for c in self.cores if thread.allows(c)]
        idle = [c for c in allowed if c.thread is None and not self.queues[c.number].ready]
        if thread.last_core in idle:
            return self.queues[thread.last_core.number]
        if idle:
            return self.queues[idle[0].number]
        core = min(allowed, key=lambda c: (self.queues[c.number].ready_weight(), c is not thread.last_core, c.number))
        return self.queues[core.number]

    def move(self, thread, queue):
        self.scheduler.leave(thread, thread.queue, "moved")
        thread.queue.ready.remove(thread)
        thread.queue, thread.slice_left = queue, None
        tie = thread.tie                                        # it became ready when it did
        self.line_up(thread, "tail")
        thread.tie = tie if tie[0] else (1, thread.ready_since, False)
        self.scheduler.join(thread, queue, "moved")
        queue.ready.append(thread)

    def balance(self):
        heaviest = max(self.queues, key=lambda q: (q.weight(), -q.cores[0].number))
        lightest = min(self.queues, key=lambda q: (q.weight(), q.cores[0].number))
        movable = [t for t in heaviest.ready if t.allows(lightest.cores[0])]
        if movable and heaviest.weight() - lightest.weight() >= 1024:
            self.move(min(movable, key=lambda t: t.position), lightest)

    # ----------------------------------------------------------------------------------- what programs are made of
    def set_timer(self, time, action):
        self.counter += 1
        timer = Timer(time, self.counter, action)
        self.timers.append(timer)
        return timer

    def cancel(self, timer):
        if timer in self.timers:
            self.timers.remove(timer)

    # --------------------------------------------------------------------------------------------- the timeline
    def record(self):
        """At the end of an instant: what everybody is in from now on."""
        for task in self.tasks:
            self.write(task, self.describe(task))
        for thread in (self.main, self.dispatcher):
            if thread and thread.label in ("main", "dispatcher"):
                self.write(thread, self.describe_thread(thread) if self.unfinished else None)
            elif thread:
                self.write(thread, None)

    def describe(self, task):
        """(thread, core, state, lock, stretch) or None"""
        if task.arrival is None or task.finish is not None:
            return None
        if task.where in ("queued", "sent"):
            return ("", "", "queued" if task.where == "queued" else "overhead", 0, None)
        if task.where == "worker":
            return self.describe_thread(task.thread)
        if task.where == "due" and task.loop.in_hand() is task:
            return self.describe_thread(task.loop)
        state = {"wait": "wait", "resource": "resource", "late": "overhead", "due": "loop"}[task.where]
        return (task.loop.label, "", state, 0, None)

    def describe_thread(self, thread):
        held = int(thread.lock.holder is thread)
        if thread.status == "running":
            work = thread.stretch()
            state = "overhead" if work.kind == "overhead" else "compute"
            return (thread.label, thread.core.number, state, held, thread.began if state == "compute" else None)
        state = {"ready": "ready", "latency": "overhead", "asleep": thread.asleep_as}[thread.status]
        return (thread.label, "", state, held, None) if state else None

    def write(self, owner, what):
        track = owner.track
        if what == track.what:
            return
        if track.what:
            begin, (*same, state, held, stretch) = track.begin, track.what
            rows = [(state, self.now - begin)]
            if stretch is not None:                             # computing: the excess of a factor comes behind
                computed = min(track.work.untold, self.now - begin)
                track.work.untold -= computed
                rows = [(state, computed), ("overhead", self.now - begin - computed)]
            for state, ns in rows:
                track.add((*same, state, held), begin, begin + ns)
                begin += ns
                if isinstance(owner, Task):
                    owner.account[state] += ns
        track.what, track.begin, track.work = what, self.now, None
        if what and what[4] is not None:
            track.work = owner.work

    def check(self, task):
        asked = {"compute": 0, "wait": 0}
        for kind, value in task.steps:
            if kind in ("compute", "hold", "nogil", "wait"):
                asked["wait" if kind == "wait" else "compute"] += value
        assert sum(task.account.values()) == task.finish - task.arrival, (task.name, task.account)
        assert task.account["compute"] == asked["compute"], (task.name, task.account)
        assert task.account["wait"] == asked["wait"], (task.name, task.account)
