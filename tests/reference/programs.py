"""Plans, and what threads do: the programs of main, workers, loops and the dispatcher, and a task's phases.

A program is a generator that runs while its thread is on a core, in no time, until it yields a Work (time on the core),
SLEEP (off the core until somebody makes it ready) or MOVE (off the core, ready).

Decisions where the pages are open:
 - A thread that takes a task which is not allowed on its core (affinity) gives up the core at once and is ready.
 - Attributes of a loop: of the task in hand, when it resumes it; of the first due task when it is woken and when it
   looks and finds some. A thread without a task keeps the last ones.
 - main: after the last start a pending request is still noticed (forced wait), but the lock is not taken again.
   With start costs it becomes ready at time 0 before the arrivals. In async it is the thread 0.0 itself: rows
   are `main` until the offload workers are started, tasks that arrived are `queued` until then. It ends by dropping
   the lock without a forced wait.
 - dispatcher: works holding its interpreter's lock (the parent's; async: interpreter 0's), keeps core and lock between
   jobs, one queue for sends and results, gives up both without a forced wait when it is empty. It exists from time 0.
 - ipc steps are made iff ipc_call or ipc_mib is set. A cost of 0 (a payload of 0) is no stretch and takes no round.
   A handoff, switch or latency before a worker receives is nobody's time (the task is `queued`).
   A loop receives and pays loop_step in one. The receiving loop's task stays `queued` till then, also as first due
   (others due are `loop`). After the worker has sent: `overhead` without thread and core.
 - Offload: the state is `queued` until a worker takes it (or, with ipc, begins to receive). It is no phase of its own:
   start and delay are those of the first phase inside. Handing over needs the lock and no time. A nested
   offload is done in place. The result makes no delay sample. Waiting in the executor's queue is not limited.
 - Loop: an ended wait wakes a sleeping loop in the order in which the *wait* was set if the loop's sleep ends at that
   instant; else the sleep's own timer does. What is late (exact time over, loop asleep) is due in order of exact times.
   `limit`: the next task is admitted when one finishes; it is due from then on.
   `loop` rows and rows of waits and units in a loop: the loop's thread, no core, lock 0.
 - dealt: k counts arrivals (a job whose predecessor is unfinished counts when it is released).
 - A job that waits for its predecessor is given to its queue in step 1 of the next round after that finished.
 - threads with `workers = tasks`: a pool of as many workers as there are tasks.
 - process scope of resources: one in each interpreter, also in each offload process.
 - Once finished, a per-task thread's lock is dropped without a forced wait, also where a request is pending.
"""
from fractions import Fraction
from locks import POSTED
from things import Interpreter, Loop, Pool, Resource, Thread, Work, half_up

SLEEP, MOVE = "sleep", "move"


class Programs:
    """The part of Simulation that knows policies and tasks, not cores."""

    # ---------------------------------------------------------------------------------------------- the plan
    def lay_out(self):
        s, policy, cores = self.scenario, self.policy, len(self.cores)
        options = s.policy_options[policy]
        number = {"cores": cores, "tasks": len(self.tasks)}
        count = options.get("workers")
        workers = number.get(count) or int(count or 0)
        self.ipc = policy in ("processes", "subinterpreters", "process-async")
        self.factor = self.costs["free_threaded_tax"] if policy == "free-threaded" else 1
        self.limit = int(options.get("limit", 0)) if policy == "async" else 0
        executor = options.get("executor", "0").split() if policy == "async" else ["0"]
        offload, offload_processes = int(executor[0]), executor[1:] == ["processes"]
        interpreters = (workers or cores) if self.ipc else 1
        new = lambda i: Interpreter(self, i, self.lock_name)
        self.interpreters = [new(i) for i in range(interpreters)]
        main_in = new(-1) if self.ipc else self.interpreters[0]
        self.pool, self.pool_of = Pool(), {}
        starts = []                                             # (cost key, threads that exist after it)
        if policy in ("sequential", "async", "process-async"):
            for interpreter in self.interpreters:
                if policy == "sequential":
                    self.new_worker(f"{interpreter.number}.0", interpreter, self.pool)
                else:
                    loop = self.new_thread(f"{interpreter.number}.0", interpreter, self.loop_program, Loop)
                    self.loops.append(loop)
                    if policy == "process-async":
                        starts.append(("process_start", [loop]))
        elif self.ipc:
            for t in range(int(options.get("threads", 1))):
                for interpreter in self.interpreters:
                    self.new_worker(f"{interpreter.number}.{t}", interpreter, self.pool)
            key = "process_start" if policy == "processes" else "subinterpreter_start"
            for interpreter in self.interpreters:
                starts.append((key, [w for w in self.pool.workers if w.interpreter is interpreter]))
        elif workers:
            for t in range(workers):
                starts.append(("thread_start", [self.new_worker(f"0.{t}", self.interpreters[0], self.pool)]))
        else:                                                   # a thread per task: a pool of one for each
            for task in self.tasks:
                pool = self.pool_of[task] = Pool()
                starts.append(("thread_start", [self.new_worker(f"0.{task.index}", self.interpreters[0], pool)]))
        if offload:
            self.executor = Pool()
            for i in range(1, offload + 1):
                if offload_processes:
                    self.interpreters.append(new(i))
                    worker = self.new_worker(f"{i}.0", self.interpreters[i], self.executor)
                else:
                    worker = self.new_worker(f"0.{i}", self.interpreters[0], self.executor)
                starts.append(("process_start" if offload_processes else "thread_start", [worker]))
        self.workers = len(self.threads)
        self.locks = [i.lock for i in ([main_in] if self.ipc else []) + self.interpreters]
        self.receives = (self.ipc or offload_processes) and bool(self.costs["ipc_call"] or self.costs["ipc_mib"])
        if self.receives:
            self.dispatcher = self.new_thread("dispatcher", main_in, self.dispatcher_program)
        self.starts = [(key, threads) for key, threads in starts if self.costs[key]]
        for _, threads in self.starts:
            for thread in threads:
                thread.exists = False
        self.main = self.awaited = None
        if self.starts:
            self.main = self.loops[0] if policy == "async" else self.new_thread("main", main_in, self.main_program)
            self.main.label, self.main.asleep_as = "main", None
            self.make_ready(self.main)
        else:
            for loop in self.loops:
                loop.begun = True

    def new_thread(self, label, interpreter, program, kind=Thread):
        self.threads.append(kind(label, interpreter, program))
        return self.threads[-1]

    def new_worker(self, label, interpreter, pool):
        pool.workers.append(self.new_thread(label, interpreter, lambda thread: self.worker_program(thread, pool)))
        return pool.workers[-1]

    def sleep(self, thread, as_):
        thread.asleep_as = as_
        yield SLEEP

    def cost(self, thread, key):
        if self.costs[key]:
            yield Work("overhead", self.costs[key])

    def ipc_cost(self, task, and_also=0):
        ns = self.costs["ipc_call"] + half_up(Fraction(task.group.payload * self.costs["ipc_mib"], 2**20)) + and_also
        if ns:
            yield Work("overhead", ns)

    def computes(self, thread):
        """On a core in a compute phase, where drop requests, turns and ticks are noticed."""
        return thread.status == "running" and thread.switching is None and thread.work is not None \
            and thread.work.kind == "compute"

    def carry(self, thread, task):
        """The thread has the attributes of that task from now on; MOVE if its core is not allowed any more."""
        if thread.status != "asleep" and thread.like and thread.like.group.nice != task.group.nice:
            self.scheduler.reweigh(thread)
        thread.like = task
        if thread.core and not thread.allows(thread.core):
            yield MOVE

    def carried(self, thread):
        return thread.in_hand() if isinstance(thread, Loop) else thread.task

    def burst(self, thread):
        task, total = self.carried(thread), 0
        for i, (kind, value) in enumerate(task.steps[task.pc:] if task else []):
            if kind == "wait" or (kind == "offload" and self.executor and isinstance(thread, Loop)) \
                    or (kind == "back" and value == task.offload_at):
                break
            if kind in ("compute", "hold", "nogil"):
                total += task.work.asked_left() if i == 0 and task.work else value
        return total

    # --------------------------------------------------------------------------------------------- the programs
    def main_program(self, main):
        yield from self.start_all(main)
        yield from self.sleep(main, None)

    def start_all(self, main):
        for key, threads in self.starts:
            yield from main.lock.take(main)
            yield Work("overhead", self.costs[key])
            for thread in threads:
                thread.exists = True
                if thread in self.loops:
                    thread.begun = True
                    self.wake_loop(thread)
            for pool in [self.pool, self.executor] + list(self.pool_of.values()):
                for worker in pool.workers if pool else []:
                    if worker in threads and pool.waiting:
                        self.hand(worker, pool.waiting.pop(0))
            if self.costs["start_waits"] and key == "thread_start" and main not in self.loops \
                    and threads[0].status != "asleep":
                self.awaited = threads[0]
                yield from main.lock.drop(main, forced=False)
                yield from self.sleep(main, None)
            elif main.lock.pending():
                yield from main.lock.drop(main)
        if main not in self.loops:
            yield from main.lock.drop(main, forced=False)

    def worker_program(self, worker, pool):
        while True:
            task = worker.task                                  # on a core
            yield from self.carry(worker, task)
            if self.awaited is worker:
                yield from worker.lock.take(worker)
                self.awaited = None
                self.make_ready(self.main)
            if self.receives:
                yield from worker.lock.take(worker)
                task.where, task.thread = "worker", worker
                yield from self.ipc_cost(task)
            end = yield from self.run_task(worker, task)
            if self.receives:
                yield from self.ipc_cost(task)
                task.where = "sent"
                self.to_dispatcher("result of offload" if end == "back" else "result", task)
            elif end == "back":
                self.result(task)
            else:
                self.finish(task)
            worker.task = pool.waiting.pop(0) if pool.waiting else None
            if worker.task:
                if not self.receives:
                    worker.task.where, worker.task.thread = "worker", worker
            else:
                yield from worker.lock.drop(worker, forced=False)
                yield from self.sleep(worker, None)

    def loop_program(self, loop):
        if self.main is loop:
            yield from self.start_all(loop)
            loop.label, loop.begun = f"{loop.interpreter.number}.0", True
            for task in loop.due:
                task.where = "due"
        while True:
            yield from loop.lock.drop(loop)                     # for the instant of the look
            loop.pass_, loop.yielded, loop.due = loop.yielded + loop.due, [], []
            if not loop.pass_:
                if loop.waiting:
                    timer, first = self.costs["loop_timer"], min(time for time, _ in loop.waiting)
                    naps = -(-(first - self.now) // timer) * timer if timer else first - self.now
                    loop.until = self.now + naps
                    loop.timer = self.set_timer(loop.until, lambda: self.wake_loop(loop))
                yield from self.sleep(loop, "look")
                continue
            yield from self.carry(loop, loop.pass_[0])
            yield from loop.lock.take(loop)
            while loop.pass_:
                task = loop.task = loop.pass_.pop(0)
                yield from self.carry(loop, task)
                if self.ipc and self.receives and not task.received:
                    task.where, task.received = "due", True
                    yield from self.ipc_cost(task, self.costs["loop_step"])
                else:
                    yield from self.cost(loop, "loop_step")
                end = yield from self.run_task(loop, task)
                if end == "finished" and self.ipc and self.receives:
                    yield from self.ipc_cost(task)
                    task.where = "sent"
                    self.to_dispatcher("result", task)
                elif end == "finished":
                    self.finish(task)
                loop.task = None

    def dispatcher_program(self, dispatcher):
        while True:
            while self.jobs:
                what, task = self.jobs.pop(0)
                yield from dispatcher.lock.take(dispatcher)
                yield from self.ipc_cost(task)
                if what == "result":
                    self.finish(task)
                elif what == "result of offload":
                    self.result(task)
                else:
                    self.deliver(task)
            yield from dispatcher.lock.drop(dispatcher, forced=False)
            yield from self.sleep(dispatcher, None)

    def run_task(self, thread, task):
        """The task's phases, up to its end (`finished`), the end of an offloaded block (`back`), or, in a loop, the
        next thing that it waits for (`suspended`). Ends on a core with the lock."""
        in_loop, lock = isinstance(thread, Loop), thread.lock
        while task.pc < len(task.steps):
            kind, value = task.steps[task.pc]
            if kind in ("compute", "hold", "nogil"):
                yield from lock.take(thread)
                if kind == "nogil":
                    yield from lock.drop(thread)
                self.begin_phase(task)
                task.work = Work(kind, value)
                while (message := (yield task.work)) is not None:   # a notice, or the lock was lost with the core
                    if message == POSTED and (yield Work("overhead", self.costs["wake_call"])) is None:
                        continue
                    yield from lock.drop(thread)                # (nothing to drop if it was lost)
                    yield from lock.take(thread)
                task.work = None
                task.pc += 1
                if kind == "hold" and lock.pending() and lock.holder is thread:
                    yield from lock.drop(thread)
            elif kind == "wait":
                yield from lock.take(thread)
                if not in_loop:
                    yield from lock.drop(thread)
                self.begin_phase(task)
                task.pc += 1
                if in_loop and value == 0:
                    task.since, task.where = self.now, "due"
                    thread.yielded.append(task)
                    return "suspended"
                self.set_timer(self.now + value, lambda: self.wait_ended(thread, task))
                if in_loop:
                    task.where = "wait"
                    thread.waiting.append((self.now + value, task))
                    return "suspended"
                yield from self.sleep(thread, "wait")
            elif kind == "use":
                yield from lock.take(thread)
                self.begin_phase(task)
                task.pc += 1
                resource = self.resource(value, thread)
                if resource.free:
                    resource.free -= 1
                else:
                    resource.queue.append((thread, task))
                    if in_loop:
                        task.where = "resource"
                        return "suspended"
                    yield from lock.drop(thread, forced=False)
                    yield from self.sleep(thread, "resource")
            elif kind == "give":
                yield from lock.take(thread)
                task.pc += 1
                self.give(self.resource(value, thread))
            elif kind == "offload":
                offloads = in_loop and self.executor
                if offloads:
                    yield from lock.take(thread)
                task.pc += 1
                if offloads:
                    task.offload_at, task.where = task.pc - 1, "queued"
                    if self.receives:
                        self.to_dispatcher("send", task)
                    else:
                        self.deliver_to_pool(self.executor, task)
                    return "suspended"
            elif kind == "back":
                goes_back = value == task.offload_at
                if goes_back:
                    yield from lock.take(thread)
                    task.offload_at = None
                task.pc += 1
                if goes_back:
                    return "back"
        yield from lock.take(thread)
        return "finished"

    def begin_phase(self, task):
        if task.start is None:
            task.start = self.now
        if task.since is not None:
            task.delays.append(self.now - task.since)
            task.since = None

    def resource(self, name, thread):
        capacity, scope = self.scenario.resources[name]
        key = (name, thread.interpreter if scope == "process" else None)
        return self.resources.setdefault(key, Resource(capacity))

    def give(self, resource):
        if not resource.queue:
            resource.free += 1
            return
        thread, task = resource.queue.pop(0)
        task.since = self.now
        if isinstance(thread, Loop):
            self.becomes_due(thread, task)
        else:
            self.make_ready(thread)

    def wait_ended(self, thread, task):
        task.since = self.now
        if isinstance(thread, Loop):
            thread.waiting.remove((self.now, task))
            if thread.asleep_as == "look" and thread.until > self.now:
                task.where = "late"
                thread.due.append(task)
            else:
                self.becomes_due(thread, task)
        else:
            self.make_ready(thread, after_wait=True)

    def becomes_due(self, loop, task):
        task.where = "due" if loop.begun and (task.received or not (self.ipc and self.receives)) else "queued"
        loop.due.append(task)
        self.wake_loop(loop)

    def wake_loop(self, loop):
        """Wakes it if it sleeps in a look."""
        if loop.asleep_as != "look" or not loop.begun or not loop.due:
            return
        if loop.timer:
            self.cancel(loop.timer)
            loop.timer = None
        for task in loop.due:
            task.where = "due" if task.where == "late" or not (self.ipc and self.receives) else task.where
        loop.like = loop.due[0]
        self.make_ready(loop, after_wait=True)

    def deliver(self, task):
        """To the queue of its worker, or to its loop."""
        if task.offload_at is not None:
            self.deliver_to_pool(self.executor, task)
        elif self.loops:
            if self.limit and task.loop.hand_count >= self.limit:
                task.loop.admission.append(task)
            else:
                task.loop.hand_count += 1
                self.becomes_due(task.loop, task)
        else:
            self.deliver_to_pool(self.pool_of.get(task, self.pool), task)

    def deliver_to_pool(self, pool, task):
        for worker in pool.workers:
            if worker.exists and worker.task is None:
                self.hand(worker, task)
                return
        pool.waiting.append(task)

    def hand(self, worker, task):
        worker.task = worker.like = task
        if not self.receives:
            task.where, task.thread = "worker", worker
        self.make_ready(worker)

    def to_dispatcher(self, what, task):
        self.jobs.append((what, task))
        if self.dispatcher.status == "asleep" and self.dispatcher.asleep_as is None:
            self.make_ready(self.dispatcher)

    def result(self, task):
        """An offloaded block is done."""
        self.becomes_due(task.loop, task)

    def finish(self, task):
        task.finish = self.now
        self.unfinished -= 1
        if task.successor and task.successor.arrival is not None:
            self.released.append(task.successor)
        for other in task.dependents:
            other.waits_for -= 1
            if not other.waits_for:
                self.arrivals.append((max(self.now, other.asked_arrival), other))
        if self.loops and self.limit:
            task.loop.hand_count -= 1
            if task.loop.admission:
                task.loop.hand_count += 1
                self.becomes_due(task.loop, task.loop.admission.pop(0))
