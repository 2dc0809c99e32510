"""crew - sequential, threads, free-threaded: tasks in the threads of one interpreter."""
import threading

import units
from arrivals import Order, Queue
from carrier import Carrier
from clocks import now, sleep_until
from replay import start


def work_off(carrier, queue):
    """A worker: takes one task after the other."""
    while True:
        task = queue.take()
        if task is None:
            return
        taken = now()
        queue.await_arrival(task)
        carrier.carry(task, taken)
        queue.order.finished(task)


def run_workers(replay):
    queue = Queue(replay)
    carriers = [Carrier(replay, 0, i) for i in range(replay.plan["workers"])]
    replay.begin()
    if replay.plan["in_main"]:
        replay.started()
        work_off(carriers[0], queue)
        return
    threads = [start(work_off, carrier, queue) for carrier in carriers]
    replay.started()
    for thread in threads:
        thread.join()


def carry_single(replay, order, task, gate):
    """The thread of TASK; GATE opens when those have finished that it comes after."""
    taken = now()
    if gate:
        gate.wait()
    arrival = replay.origin + order.arrivals[task]
    if arrival > now():
        sleep_until(arrival)
    Carrier(replay, 0, task).carry(task, taken)
    order.finished(task)


def run_single(replay):
    gates = {}
    order = Order(replay, lambda task: gates[task].set())
    for task in range(replay.n_tasks):
        if order.waits_for[task] or order.held[task]:
            gates[task] = threading.Event()
    replay.begin()
    threads = [start(carry_single, replay, order, task, gates.get(task)) for task in range(replay.n_tasks)]
    replay.started()
    for thread in threads:
        thread.join()


def run(replay):
    replay.units = units.within_process(replay)
    if replay.plan["threads"] == "task":
        run_single(replay)
    else:
        run_workers(replay)
