"""processes - worker processes by fork; tasks go to them, and results come back, through pipes."""
import multiprocessing
import os
import select
import sys

import units
from clocks import library
from dispatch import Dispatcher
from replay import guarded
from serve import serve_in_threads

if hasattr(multiprocessing, "get_context"):
    context = multiprocessing.get_context("fork")
else:
    context = multiprocessing


class Link(object):
    """One way between processes: a pipe, and a lock for those who share an end of it."""

    def __init__(self):
        self.reader, self.writer = context.Pipe(False)
        self.reading, self.writing = context.Lock(), context.Lock()

    def put(self, message):
        with self.writing:
            self.writer.send(message)

    def get(self):
        with self.reading:
            return self.reader.recv()


class Worker(object):
    """A process that runs BODY(number)."""

    def __init__(self, body, number):
        self.number = number
        self.alive, end = os.pipe()  # end of file: it is gone
        self.process = context.Process(target=self.live, args=(body, os.getpid(), end))
        self.process.start()
        os.close(end)

    def live(self, body, parent, end):
        if library is not None:
            library.prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL
        if os.getppid() == parent:
            guarded(body)(self.number)

    def fail(self):
        self.process.join()
        code = self.process.exitcode
        if code != 1:  # else it has said why
            sys.stderr.write("process %d %s\n" % (self.number, "was killed by signal %d" % -code if code < 0
                                                  else "ended with status %d" % code))
        sys.stderr.flush()
        os._exit(1)


def waiter(results, workers):
    """A function that returns when there is something in RESULTS; a worker that ends ends all."""
    ends = dict((worker.alive, worker) for worker in workers)
    poll = select.poll()
    for end in [results.reader.fileno()] + list(ends):
        poll.register(end, select.POLLIN)

    def wait():
        ready = [end for end, _ in poll.poll()]
        if results.reader.fileno() not in ready:
            ends[ready[0]].fail()

    return wait


def run_workers(replay, body, links, results, n_threads):
    """A worker process for each interpreter, which runs BODY(number) until it is sent None."""
    workers = []
    dispatcher = Dispatcher(replay, links, results)
    n = replay.plan["interpreters"]
    replay.begin()
    for number in range(n):
        workers.append(Worker(body, number))
        dispatcher.send_at_once((number + 1) * n_threads)
    dispatcher.run(waiter(results, workers))
    for i in range(n * n_threads):
        links[i % len(links)].put(None)
    for worker in workers:
        worker.process.join()


def run(replay):
    replay.units = units.across_processes(replay, context)
    tasks, results = Link(), Link()
    run_workers(replay, lambda number: serve_in_threads(replay, number, tasks, results), [tasks], results,
                replay.plan["workers"])
