"""loops - async and process-async: asyncio, with an executor where the plan has one."""
import asyncio
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import count

import processes
import units
from arrivals import Order
from board import GIVE_BACK, NOGIL, OFFLOAD, OFFLOAD_END, USE, WAIT, YIELD
from carrier import Carrier
from clocks import now

pool_worker = None  # in a process of the executor: its PoolWorker


class LoopUnits(object):
    """Of a resource that only this loop's tasks use."""

    def __init__(self, capacity):
        self.semaphore = asyncio.Semaphore(capacity)

    async def take(self):
        waits = self.semaphore.locked()
        await self.semaphore.acquire()
        return waits

    def give_back(self):
        self.semaphore.release()


class SharedUnits(object):
    """Of a resource that others use, too: a thread waits for it, so that the loop need not."""

    def __init__(self, shared):
        self.shared = shared
        self.n_waiting = 0
        self.thread = ThreadPoolExecutor(1)

    async def take(self):
        if not self.n_waiting and self.shared.semaphore.acquire(False):
            return False
        self.n_waiting += 1
        await asyncio.get_event_loop().run_in_executor(self.thread, self.shared.semaphore.acquire)
        self.n_waiting -= 1
        return True

    def give_back(self):
        self.shared.give_back()


# ---- the executor ----

class ThreadPool(object):
    """Threads that offload { } goes to."""

    def __init__(self, replay):
        n = replay.plan["n_offload"]
        self.replay = replay
        self.numbers = count(1)
        self.local = threading.local()
        self.executor = ThreadPoolExecutor(n)
        gate = threading.Barrier(n)
        for _ in range(n):
            self.executor.submit(gate.wait)  # so that all of them exist

    def carry_out(self, phases, slot):
        if not hasattr(self.local, "carrier"):
            self.local.carrier = Carrier(self.replay, 0, next(self.numbers))
        carry_block_out(self.local.carrier, phases, slot)

    async def offload(self, phases, slot, _):
        await asyncio.get_event_loop().run_in_executor(self.executor, self.carry_out, phases, slot)


class PoolWorker(object):
    """What a process of the executor knows: all of it by fork."""

    def __init__(self, replay):
        self.replay = replay
        self.gate = processes.context.Barrier(replay.plan["n_offload"])
        self.n_ready = processes.context.Value("i", 0)
        self.carrier = None

    def get_ready(self):
        with self.n_ready:
            number = self.n_ready.value
            self.n_ready.value += 1
        self.carrier = Carrier(self.replay, self.replay.plan["interpreters"] + number, 0)
        self.gate.wait()


def get_ready():
    pool_worker.get_ready()


def carry_out_in_process(phases, slot, payload):
    carry_block_out(pool_worker.carrier, phases, slot)
    return payload


class ProcessPool(object):
    """Processes that offload { } goes to."""

    def __init__(self, replay):
        global pool_worker
        n = replay.plan["n_offload"]
        pool_worker = PoolWorker(replay)
        # Before CPython 3.7 there is no other way than fork unless one asks for it.
        try:
            self.executor = ProcessPoolExecutor(n, mp_context=processes.context)
        except TypeError:
            self.executor = ProcessPoolExecutor(n)
        for _ in range(n):
            self.executor.submit(get_ready)

    async def offload(self, phases, slot, payload):
        await asyncio.get_event_loop().run_in_executor(self.executor, carry_out_in_process, phases,
                                                       slot, payload)


def carry_block_out(carrier, phases, slot):
    """The PHASES of an offload { }; SLOT is that of its end."""
    begin = now()
    carrier.carry_out(phases)
    carrier.board.note(slot, begin, now(), 0, carrier.interpreter, carrier.thread, -1, False)


def end_of_block(phases, i):
    """Where the offload { } ends that begins at I."""
    depth = 0
    while True:
        depth += (phases[i][0] == OFFLOAD) - (phases[i][0] == OFFLOAD_END)
        if not depth:
            return i
        i += 1


# ---- a loop ----

class Loop(object):
    """The event loop of INTERPRETER; ENDED(task, payload) is told of each task that has."""

    def __init__(self, replay, interpreter, ended):
        self.replay = replay
        self.interpreter = interpreter
        self.ended = ended
        self.carrier = Carrier(replay, interpreter, 0)
        self.loop = asyncio.get_event_loop()
        self.done = self.loop.create_future()
        self.running = set()
        self.pool = None
        self.units = [self.units_for(i) for i in range(len(replay.units))]
        limit = replay.plan["limit"]
        self.limit = asyncio.Semaphore(limit) if limit else None

    def units_for(self, resource):
        plan = self.replay.plan
        capacity, own = plan["resources"][resource]
        others = plan["offload"] == "threads" or (not own and (plan["ipc"] or plan["offload"]))
        return SharedUnits(self.replay.units[resource]) if others else LoopUnits(capacity)

    def begin(self, task, payload):
        future = self.loop.create_task(self.carry(task, payload))
        self.running.add(future)
        future.add_done_callback(self.end)

    def end(self, future):
        self.running.discard(future)
        if future.exception() and not self.done.done():
            self.done.set_exception(future.exception())

    def close(self):
        if not self.done.done():
            self.done.set_result(None)

    async def carry(self, task, payload):
        if self.limit:
            await self.limit.acquire()
        taken = now()
        await self.carry_out(self.replay.phases(task), payload)
        self.replay.board.note_carried(task, taken, now(), self.interpreter, 0)
        if self.limit:
            self.limit.release()
        self.ended(task, payload)

    async def carry_out(self, phases, payload):
        carrier = self.carrier
        i = 0
        while i < len(phases):
            kind, amount, duration, resource, slot = phases[i]
            i += 1
            if kind <= NOGIL:
                carrier.work(carrier.functions[kind], amount, duration, slot)
                continue
            waited = False
            begin = now()
            if kind == WAIT:
                await asyncio.sleep(duration / 1e9)
            elif kind == YIELD:
                await asyncio.sleep(0)
            elif kind == USE:
                waited = await self.units[resource].take()
            elif kind == GIVE_BACK:
                self.units[resource].give_back()
            elif kind == OFFLOAD and self.pool:
                end = end_of_block(phases, i - 1)
                await self.pool.offload(phases[i:end], phases[end][4], payload)
                i = end + 1
            self.replay.board.note(slot, begin, now(), 0, self.interpreter, 0, -1, waited)


# ---- async ----

class Program(object):
    """Policy async: one loop in the main thread."""

    def __init__(self, replay):
        self.replay = replay
        self.order = Order(replay, self.offer)
        self.n_left = replay.n_tasks
        self.payloads = [b"\0" * group["payload"] for group in replay.groups]

    def offer(self, task):
        payload = self.payloads[self.order.group_of[task]]
        arrival = self.replay.origin + self.order.arrivals[task]
        if arrival <= now():
            self.loop.begin(task, payload)
        else:
            self.loop.loop.call_at(arrival / 1e9, self.loop.begin, task, payload)

    def ended(self, task, _):
        self.order.finished(task)
        self.n_left -= 1
        if not self.n_left:
            self.loop.close()

    async def main(self):
        self.loop = Loop(self.replay, 0, self.ended)
        self.replay.begin()
        if self.replay.plan["n_offload"]:
            in_threads = self.replay.plan["offload"] == "threads"
            self.loop.pool = (ThreadPool if in_threads else ProcessPool)(self.replay)
        self.replay.started()
        self.order.begin()
        await self.loop.done
        if self.loop.pool:
            self.loop.pool.executor.shutdown()


# ---- process-async ----

async def serve(replay, interpreter, tasks, results):
    """A worker process: tasks come through a pipe of its own, which the loop watches."""
    loop = Loop(replay, interpreter, lambda task, payload: results.put((task, payload)))
    end = tasks.reader.fileno()

    def receive():
        message = tasks.get()
        if message is None:
            loop.loop.remove_reader(end)
            loop.close()
        else:
            loop.begin(*message)

    loop.loop.add_reader(end, receive)
    await loop.done


def run_until_done(coroutine):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(coroutine)


def run(replay):
    plan = replay.plan
    if plan["ipc"] or plan["offload"] == "processes":
        replay.units = units.across_processes(replay, processes.context)
    else:
        replay.units = units.within_process(replay)
    if not plan["ipc"]:
        run_until_done(Program(replay).main())
        return
    links, results = [processes.Link() for _ in range(plan["interpreters"])], processes.Link()

    def work(number):
        run_until_done(serve(replay, number, links[number], results))

    processes.run_workers(replay, work, links, results, 1)
