"""units - resources that tasks hold: semaphores of the kind that fits those who share them.

take() returns whether it had to wait.
"""
import os
import select


class Units(object):
    """Of SEMAPHORE: threading's in one process, multiprocessing's in several."""

    def __init__(self, semaphore):
        self.semaphore = semaphore

    def take(self):
        if self.semaphore.acquire(False):
            return False
        self.semaphore.acquire()
        return True

    def give_back(self):
        self.semaphore.release()


class PipeUnits(object):
    """A pipe with a byte for each unit that is free: what subinterpreters can share."""

    def __init__(self, ends):
        self.ends = ends

    def take(self):
        waits = not select.select([self.ends[0]], [], [], 0)[0]
        os.read(self.ends[0], 1)
        return waits

    def give_back(self):
        os.write(self.ends[1], b".")


def within_process(replay):
    import threading

    return [Units(threading.Semaphore(capacity)) for capacity, _ in replay.plan["resources"]]


def across_processes(replay, context):
    """To be made before the processes are: those of scope process are copied, the others shared."""
    import threading

    return [Units((threading if own else context).Semaphore(capacity))
            for capacity, own in replay.plan["resources"]]


def new_pipes(replay):
    """The ends of a pipe for each resource that interpreters share."""
    pipes = [None if own else os.pipe() for _, own in replay.plan["resources"]]
    for ends, (capacity, _) in zip(pipes, replay.plan["resources"]):
        if ends:
            os.write(ends[1], b"." * min(capacity, 65536))
    return pipes


def across_interpreters(replay, pipes):
    own = within_process(replay) if None in pipes else []
    return [PipeUnits(ends) if ends else own[i] for i, ends in enumerate(pipes)]
