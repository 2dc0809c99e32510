"""calibrate - what Python's moves cost on this host: a line a figure, its name and its samples in nanoseconds.

The probes use what the scripts that carry plans out use, and know nothing of any plan.
"""
import multiprocessing
import os
import sys
import threading

import work
from clocks import now, process_time, sleep_until, thread_time
from probe import has_python_lock, has_subinterpreters
from processes import Link, context

N = 100
CROWD = 25
INTERVAL = 0.005  # s, between the drops of Python's lock
DROPS = 300


def tell(name, samples):
    sys.stdout.write("%s %s\n" % (name, " ".join("%d" % sample for sample in samples)))


def nothing():
    pass


def core_time(function, *arguments):
    begin = thread_time()
    function(*arguments)
    return thread_time() - begin


def speeds():
    """Core time of the same amount of work, and of one turn of the loop in picoseconds."""
    n = int(work.per_nanosecond(work.spin, 1000) * 2000000)
    samples = [work.take_sample(work.spin, n) for _ in range(N)]
    tell("work", samples)
    tell("turn_ps", [sample * 1000.0 * work.TURN / n for sample in samples])
    return n


def sleeps():
    samples = []
    for i in range(2 * N):
        due = now() + 500000 + i * 37 % N * 20000
        sleep_until(due)
        samples.append(now() - due)
    tell("sleep", samples)


def thread_starts():
    """Core time to start and end a thread, of a crowd."""
    samples = []
    for _ in range(N // 3):
        threads = [threading.Thread(target=nothing) for _ in range(CROWD)]
        begin = process_time()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        samples.append((process_time() - begin) // CROWD)
    tell("thread_start", samples)


def tell_core_time(link):
    link.put(thread_time())


def process_starts():
    """Core time to start one, the parent's and the child's own until it runs its target."""
    samples = []
    link = Link()
    for _ in range(30):
        process = context.Process(target=tell_core_time, args=(link,))
        samples.append(core_time(process.start) + link.get())
        process.join()
    tell("process_start", samples)


def echo(there, back):
    while True:
        message = there.get()
        if message is None:
            return
        back.put(message)


def messages():
    there, back = Link(), Link()
    process = context.Process(target=echo, args=(there, back))
    process.start()

    def exchange(n, payload):
        for _ in range(n):
            there.put((0, payload))
        for _ in range(n):
            back.get()

    calls = [core_time(exchange, 16, b"") / 32.0 for _ in range(N // 2)]
    tell("ipc_call", calls)
    # of a size as tasks have: for a whole MiB at once malloc asks the system, which is another cost
    call = sorted(calls)[len(calls) // 2]
    payload = b"\0" * (1 << 16)
    tell("ipc_mib", [(core_time(exchange, 1, payload) / 2.0 - call) * 16 + call for _ in range(N // 2)])
    there.put(None)
    process.join()


def burn_until(parent, n):
    while os.getppid() == parent:
        work.spin(n)
    os._exit(0)


def beside(n, turns):
    """Core time of TURNS of work with N cores busy."""
    parent = os.getpid()
    children = []
    for _ in range(n - 1):
        child = os.fork()
        if child == 0:
            burn_until(parent, turns)
        children.append(child)
    samples = [work.take_sample(work.spin, turns) for _ in range(25)]
    for child in children:
        os.kill(child, 9)
        os.waitpid(child, 0)
    tell("beside_%d" % n, samples)


def n_cores():
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return multiprocessing.cpu_count()


def drops_of(n):
    """N threads compute; who holds Python's lock, one after the other, at the end of a turn of the loop."""
    holders = [None]

    def play(thread):
        while len(holders) < DROPS:
            work.spin(work.TURN)
            if holders[-1] != thread:
                holders.append(thread)

    threads = [threading.Thread(target=play, args=(i,)) for i in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return holders[1 + n:]


def requester_wins():
    """Where all compute, the one to ask is the one who dropped the lock last: its patience alone has not begun anew since.
    So: 1 where the lock goes back to the holder before this one."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(INTERVAL)
    for n in (3, 4, 5):
        holders = drops_of(n)
        tell("wins_%d" % n, [holders[i] == holders[i - 2] for i in range(2, len(holders))])
    sys.setswitchinterval(before)


def subinterpreter_starts():
    from subinterpreters import new_interpreter
    tell("subinterpreter_start", [core_time(lambda: new_interpreter()("pass")) for _ in range(10)])


def main():
    turns = speeds()
    sleeps()
    thread_starts()
    process_starts()
    messages()
    for n in range(1, min(n_cores(), 16) + 1):
        beside(n, turns)
    if hasattr(sys, "setswitchinterval") and has_python_lock():
        requester_wins()
    if has_subinterpreters():
        subinterpreter_starts()
    if sys.version_info >= (3, 6):
        import calibrate_loops
        calibrate_loops.main(tell)
    if hasattr(sys, "getcheckinterval"):
        tell("ticks_bytecodes", [sys.getcheckinterval()])


if __name__ == "__main__":
    main()
