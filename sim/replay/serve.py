"""serve - what the workers of another process or interpreter do with the tasks that they are sent."""
from carrier import Carrier
from clocks import now
from replay import start


def serve(replay, interpreter, thread, tasks, results):
    """A worker thread: takes one task after the other."""
    carrier = Carrier(replay, interpreter, thread)
    while True:
        message = tasks.get()
        if message is None:
            return
        task, payload = message
        carrier.carry(task, now())
        results.put((task, payload))


def serve_in_threads(replay, interpreter, tasks, results):
    """All worker threads of an interpreter; the present one is the first of them."""
    n = replay.plan["workers"]
    threads = [start(serve, replay, interpreter, i, tasks, results) for i in range(1, n)]
    serve(replay, interpreter, 0, tasks, results)
    for thread in threads:
        thread.join()
