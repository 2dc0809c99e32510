"""dispatch - how tasks get to the workers of another process or interpreter, and their results back.

They go through links, which have put(message) and get(). A message is a task and its payload, or
None: no more.
"""
from arrivals import Queue
from replay import start


class Dispatcher(object):
    """Sends tasks as they arrive, and receives their results.

    LINKS: one to all workers, or one to each, which are dealt to in turn.
    """

    def __init__(self, replay, links, results):
        self.replay = replay
        self.links = links
        self.results = results
        self.queue = Queue(replay)
        self.payloads = [b"\0" * group["payload"] for group in replay.groups]
        self.n_sent = 0

    def send(self, task):
        payload = self.payloads[self.queue.order.group_of[task]]
        self.links[self.n_sent % len(self.links)].put((task, payload))
        self.n_sent += 1

    def send_at_once(self, n):
        """What has arrived, up to the N-th of all: more workers there are not yet, to empty a pipe."""
        while self.n_sent < n:
            task = self.queue.take_arrived()
            if task is None:
                return
            self.send(task)

    def receive_all(self, wait_for_result):
        for _ in range(self.replay.n_tasks):
            wait_for_result()
            self.queue.order.finished(self.results.get()[0])

    def run(self, wait_for_result):
        """To the end, when all workers exist. WAIT_FOR_RESULT() returns when there is one."""
        self.replay.started()
        receiver = start(self.receive_all, wait_for_result)
        while True:
            task = self.queue.take()
            if task is None:
                break
            self.queue.await_arrival(task)
            self.send(task)
        receiver.join()
